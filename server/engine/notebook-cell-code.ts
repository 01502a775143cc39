/** The lines of a cell as Python. */
export interface PythonOfCell {
  /** Each as long as it is in the cell, without its end. */
  readonly code: readonly string[];
  /** The lines of the cell that are no Python, by their number from 0 and in their order, as they are written there. */
  readonly replaced: ReadonlyMap<number, string>;
}

/**
 * What a cell of a notebook says in Python: magics, shell commands and questions are replaced by something of the same length that
 * does nothing, and so is all of a cell that another program runs or that Python would refuse because it does not end what it
 * begins. `%time` and its kin run Python, which stays. Source: IPython, IPython/core/inputtransformer2.py.
 */
export function codeOfCell(source: string): PythonOfCell {
  const lines = linesOf(source);
  const first = lines.findIndex((line) => line.trim() !== '');
  const magic = /^\s*%%([\w.]+)/.exec(lines[first] ?? '')?.[1];
  if (magic !== undefined && !runsCell.has(magic)) return nothingOf(lines);
  if (otherLanguage.test(lines[first] ?? '')) return nothingOf(lines);
  const code: string[] = [];
  const replaced = new Map<number, string>();
  const scanner = new StatementScanner();
  let isEscaped = false;
  for (const [number, line] of lines.entries()) {
    const shown: string =
      isEscaped || (magic !== undefined && number === first)
        ? nothing(line)
        : scanner.isAtStatement
          ? withoutEscape(line)
          : line;
    // A backslash at its end continues a command on the next line.
    isEscaped = (isEscaped || (shown !== line && !/^\s*if 1/.test(shown))) && line.endsWith('\\');
    if (shown !== line) replaced.set(number, line);
    code.push(shown);
    if (!scanner.take(shown)) return nothingOf(lines);
  }
  return scanner.isAtStatement ? { code, replaced } : nothingOf(lines);
}

/** Magics of a cell that run it as Python in the notebook itself. */
const runsCell = new Set([
  'time',
  'timeit',
  'capture',
  'prun',
  'memit',
  'mprun',
  'lprun',
  'snakeviz',
  'scalene',
  'debug',
]);

/** What Databricks begins a cell of another language with. */
const otherLanguage = /^%(?:(?:md|md-sandbox|scala|r|sh|fs)(?=\s|$)|sql\s*$)/;

/** Magics of a line that run the rest of it as Python, with their options. */
const runsLine = /^%(?:time|timeit|prun|memit)(?:[ \t]+-\w+(?:[ \t]+\d+)?)*[ \t]+(?=[^\s-])/;
/** What cannot stand behind a colon. */
const compound = /^(?:async|class|def|for|if|match|try|while|with)\b/;

/** A name or a path of names, or a magic, with a question behind or before it. */
const question = /^(?:\?{1,2}[\w.*%]*|%{0,2}[A-Za-z_*][\w*]*(?:\.[\w*]+|\[\d+\])*\?{1,2})\s*$/;
const assignment = /^(\s*[A-Za-z_][\w.]*(?:\s*,\s*[A-Za-z_][\w.]*)*\s*=\s*)([!%].*)$/;

/** A line at which a statement begins, with what is no Python in it replaced. */
function withoutEscape(line: string): string {
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  const rest = line.slice(indent.length);
  if (/^[%!?,;/]/.test(rest)) {
    const run = runsLine.exec(rest)?.[0];
    if (run === undefined || compound.test(rest.slice(run.length))) return indent + nothing(rest);
    return `${indent}if 1:${' '.repeat(run.length - 5)}${rest.slice(run.length)}`;
  }
  if (question.test(rest)) return indent + nothing(rest);
  const [, target, command] = assignment.exec(line) ?? [];
  return target !== undefined && command !== undefined ? `${target}_${commented(command.slice(1))}` : line;
}

/** A number that does nothing, as long as a text; the mark in it keeps it apart from what a user writes. */
function nothing(text: string): string {
  return text === '' ? '' : `0${commented(text.slice(1))}`;
}

function commented(text: string): string {
  return text === '' ? '' : `#${'\uE000'.slice(0, text.length - 1)}${text.slice(2)}`;
}

/** A cell of which nothing is to be said. */
export function nothingOfCell(source: string): PythonOfCell {
  return nothingOf(linesOf(source));
}

function linesOf(source: string): readonly string[] {
  return source.split(/\r\n|\r|\n/);
}

function nothingOf(lines: readonly string[]): PythonOfCell {
  return { code: lines.map((line) => ' '.repeat(line.length)), replaced: new Map(lines.entries()) };
}

/** Follows from line to line whether a statement is at its end. */
class StatementScanner {
  private readonly brackets: string[] = [];
  /** The quotes that a string over several lines ends with. */
  private quotes: string | undefined;
  private isContinued = false;

  /** Whether a statement begins with the next line. */
  get isAtStatement(): boolean {
    return this.brackets.length === 0 && this.quotes === undefined && !this.isContinued;
  }

  /** False where the line closes what is not open. */
  take(line: string): boolean {
    this.isContinued = false;
    let at = 0;
    while (at < line.length) {
      if (this.quotes !== undefined) {
        at = this.endOfString(line, at, this.quotes);
        continue;
      }
      const char = line[at] ?? '';
      if (char === '#') return true;
      if (char === '"' || char === "'") {
        this.quotes = line.startsWith(char.repeat(3), at) ? char.repeat(3) : char;
        at += this.quotes.length;
        continue;
      }
      if ('([{'.includes(char)) this.brackets.push(closing[char] ?? '');
      else if (')]}'.includes(char) && this.brackets.pop() !== char) return false;
      at++;
    }
    if (this.quotes?.length === 1) {
      // A string on one line goes on only behind a backslash.
      if (!line.endsWith('\\')) return false;
    } else if (this.quotes === undefined) this.isContinued = line.endsWith('\\');
    return true;
  }

  /** The place behind the string's end, or behind the line. */
  private endOfString(line: string, from: number, quotes: string): number {
    for (let at = from; at < line.length; at++) {
      if (line[at] === '\\') at++;
      else if (line.startsWith(quotes, at)) {
        this.quotes = undefined;
        return at + quotes.length;
      }
    }
    return line.length;
  }
}

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
