import type { TextEdit } from '../finding.ts';
import { positionAt } from '../line-index.ts';
import type { Module } from '../value.ts';
import { lineEndingOf, replaceSpan } from './line-edits.ts';

/** How a file can name a function: the name to write, and the edit that imports it (undefined when it is there already). */
export interface ImportedName {
  readonly name: string;
  readonly edit: TextEdit | undefined;
}

/**
 * The name of `member` of `module` in a file, with the import that it needs; undefined when the file uses that name for
 * something else. The import goes where isort would put it among the imports at the top: after the last one whose module
 * sorts before it. `origins` are other modules that offer the same member.
 */
export function importName(
  file: Module,
  text: string,
  module: string,
  member: string,
  origins: readonly string[] = [],
): ImportedName | undefined {
  const { facts } = file;
  const atTop = facts.imports.filter((statement) => statement.function === 0);
  const same = atTop.find((known) => known.member === member && [module, ...origins].includes(known.module));
  if (same) return { name: same.binds, edit: undefined };
  const isTaken =
    atTop.some((known) => known.binds === member) ||
    facts.functions.some((fn) => fn.name === member || fn.bindings.some((binding) => binding.target === member));
  if (isTaken) return undefined;
  const firstDefinition = Math.min(
    ...facts.functions.slice(1).map((fn) => fn.span.start),
    ...facts.classes.map((cls) => cls.span.start),
    text.length,
  );
  const block = atTop.filter(
    ({ statement }) =>
      statement.start < firstDefinition && positionAt(facts.lineStarts, statement.start).character === 0,
  );
  const before = block.findLast(
    (known) => known.level === 0 && (known.module === '__future__' || sortsBefore(known.module, module)),
  );
  const at = before ? endOfLine(text, before.statement.end) : (block[0]?.statement.start ?? afterHeader(file, text));
  const ending = lineEndingOf(text);
  const statement = `from ${module} import ${member}${ending}`;
  const needsBreak = at > 0 && text[at - 1] !== '\n' && text[at - 1] !== '\r';
  return { name: member, edit: replaceSpan(facts, at, at, needsBreak ? ending + statement : statement) };
}

/** Offset after the line break that ends the line of an offset. */
function endOfLine(text: string, offset: number): number {
  const match = /\r\n|\n|\r/.exec(text.slice(offset));
  return match ? offset + match.index + match[0].length : text.length;
}

/** Whether an import of `a` stands above one of `b`: third-party modules sort among themselves, relative imports come last. */
function sortsBefore(a: string, b: string): boolean {
  return a.split('.')[0] === b.split('.')[0] ? a <= b : standardLibrary.has(a.split('.')[0] ?? '') || a < b;
}

const standardLibrary = new Set(
  (
    'abc asyncio base64 collections concurrent contextlib copy csv dataclasses datetime decimal enum functools glob hashlib ' +
    'hmac http importlib inspect io itertools json logging math multiprocessing os pathlib pickle platform queue random re ' +
    'secrets shutil signal smtplib socket sqlite3 ssl statistics string subprocess sys tempfile textwrap threading time ' +
    'traceback types typing unittest urllib uuid warnings weakref xml zipfile zoneinfo'
  ).split(' '),
);

/** Where code begins: after a shebang, comments and the module's docstring. */
function afterHeader(file: Module, text: string): number {
  const header =
    /^(?:\uFEFF)?(?:(?:#[^\n]*|\s*)\n)*(?:[rRuU]?("""[\s\S]*?"""|'''[\s\S]*?'''|"[^"\n]*"|'[^'\n]*')[^\n]*\n)?/.exec(
      text,
    );
  return Math.min(header?.[0].length ?? 0, file.facts.functions[0]?.span.end ?? 0);
}
