import type { TextEdit } from '../finding.ts';
import type { Module } from '../value.ts';
import { lineEndingOf, replaceSpan } from './line-edits.ts';

/** How a file can name a function: the name to write, and the edit that imports it (undefined when it is there already). */
export interface ImportedName {
  readonly name: string;
  readonly edit: TextEdit | undefined;
}

const importLine = /^(?:from\s+([.\w]+)\s+import\b|import\s+([\w.]+))/;

/**
 * The name of `member` of `module` in a file, with the import that it needs. The import goes where isort would put it among
 * the imports at the top: after the last one whose module sorts before it.
 */
export function importName(file: Module, text: string, module: string, member: string): ImportedName {
  for (const statement of file.facts.imports) {
    if (statement.function === 0 && statement.module === module && statement.member === member) {
      return { name: statement.binds, edit: undefined };
    }
  }
  const starts = file.facts.lineStarts;
  let insertAt: number | undefined;
  let firstImport: number | undefined;
  let openBrackets = 0;
  let current: string | undefined;
  for (let line = 0; line < starts.length; line++) {
    const start = starts[line] ?? 0;
    const end = starts[line + 1] ?? text.length;
    const content = text.slice(start, end);
    if (openBrackets === 0) {
      const match = importLine.exec(content);
      current = match ? (match[1] ?? match[2]) : undefined;
      if (current === undefined) {
        if (/^(def|async|class|@|if\s+__name__)/.test(content)) break;
        continue;
      }
      firstImport ??= start;
    }
    if (current === undefined) continue;
    openBrackets += count(content, '(') - count(content, ')');
    if (openBrackets === 0 && !/\\\s*$/.test(content) && (current === '__future__' || sortsBefore(current, module)))
      insertAt = end;
  }
  const ending = lineEndingOf(text);
  const statement = `from ${module} import ${member}${ending}`;
  const at = insertAt ?? firstImport ?? afterHeader(file, text);
  const needsBreak = at > 0 && text[at - 1] !== '\n' && text[at - 1] !== '\r';
  return { name: member, edit: replaceSpan(file.facts, at, at, needsBreak ? ending + statement : statement) };
}

function count(text: string, bracket: string): number {
  return text.split(bracket).length - 1;
}

/** Whether an import of `a` stands above one of `b`: third-party modules sort among themselves, relative imports come last. */
function sortsBefore(a: string, b: string): boolean {
  if (a.startsWith('.')) return false;
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
