"""Compares pairs of Python texts, given as a JSON list of [before, after, [[first, last], …], whether
a comment is to go] on standard input.

The pairs of lines are the edited ones of `before`, counted from one. For each pair of texts, one item of the JSON list on
standard output: a text that says what is wrong with `after`, "before" where `before` is no Python of this version, or null.
"""

import ast
import io
import json
import re
import sys
import tokenize
from collections import Counter


def comments(text):
    found = Counter()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            found[token.string] += 1
    return found


def statements(module):
    return [node for node in module.body if not isinstance(node, (ast.Import, ast.ImportFrom))]


def first_line(node):
    return min([node.lineno] + [decorator.lineno for decorator in getattr(node, "decorator_list", [])])


def untouched(module, edited):
    return [
        ast.dump(node)
        for node in statements(module)
        if not any(first <= node.end_lineno and last >= first_line(node) for first, last in edited)
    ]


def names_bound_by_imports(module):
    return Counter(
        (alias.asname or alias.name, type(node).__name__)
        for node in module.body
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    )


def syntax_error(text):
    try:
        compile(text, "text", "exec", dont_inherit=True)
    except SyntaxError as error:
        return error
    return None


def check(before, after, edited, removes_suppression):
    refused = syntax_error(before)
    # A fix may be there for an error of this very kind, and others of it may stand in the file.
    is_for_await = refused and re.search("outside (async )?function|outside of an asynchronous", refused.msg)
    if refused and not is_for_await:
        return "before"
    error = syntax_error(after)
    if error and not (is_for_await and error.msg == refused.msg):
        return f"does not compile: line {error.lineno}: {error.msg}"
    left = "\n".join(comments(after).elements())
    for comment, count in comments(before).items():
        parts = [comment]
        if removes_suppression:
            kept = re.sub(r"#\s*loopwise:\s*ignore[^#]*(#\d[^#]*)?", "", comment)
            parts = [part.strip() for part in re.split("(?=#)", kept)]
        if any(left.count(part) < count for part in parts):
            return f"lost the comment {comment}"
    old, new = ast.parse(before), ast.parse(after)
    kept = untouched(old, edited)
    rest = [ast.dump(node) for node in statements(new)]
    for dump in kept:
        if dump not in rest:
            return f"changed elsewhere: {dump[:200]}"
    twice = [name for name, count in (names_bound_by_imports(new) - names_bound_by_imports(old)).items() if count > 1]
    if twice:
        return f"imports {twice[0][0]} twice"
    for ending in ("\r\n", "\n"):
        if ending not in before.replace("\r\n", "") + before and ending in after:
            return f"has other line endings: {ending!r}"
    if "\r\n" in before and "\n" not in before.replace("\r\n", "") and "\n" in after.replace("\r\n", ""):
        return "mixes line endings"
    if before.endswith("\n") != after.endswith("\n"):
        return "ends its last line otherwise"
    return None


json.dump([check(*pair) for pair in json.load(sys.stdin)], sys.stdout)
