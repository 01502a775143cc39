import { createHash } from 'node:crypto';
import { readableNotebook } from '../engine/broken-cells.ts';
import { factsOf } from '../engine/facts-of-text.ts';
import { statementsOf } from '../engine/file-statements.ts';
import { lineStartsOf } from '../engine/line-index.ts';
import { isNotebook } from '../engine/notebook-module.ts';
import { loadSyntax, type Syntax } from '../engine/syntax.ts';
import { isLockFile } from '../engine/version-files.ts';
import { decodeSource } from '../host/decode-source.ts';
import { loadGrammar } from '../host/load-grammar.ts';
import { NotebookFile } from '../host/notebook-file.ts';
import { isCode } from '../host/source-walk.ts';
import type { PythonEntry, StatementEntry, UnreadableEntry } from './facts-document.ts';
import { lineOf } from './finding-identity.ts';
import type { FormerFacts } from './former-facts.ts';

/** Makes the entries of a document of facts, and counts them. */
export class FactsEntries {
  /** Python files so far, and how many of them were taken from the former document. */
  python = 0;
  reused = 0;
  /** Files that could not be read so far. */
  readonly unreadable: UnreadableEntry[] = [];
  private readonly former: FormerFacts | undefined;
  private syntax: Syntax | undefined;

  constructor(former: FormerFacts | undefined) {
    this.former = former;
  }

  /**
   * The JSON of a file's entry; undefined where it has none.
   *
   * @param content Of the file, or why there is none.
   */
  async entryOf(path: string, content: Uint8Array | { readonly code: string }): Promise<string | undefined> {
    const isPython = isCode(path);
    if (isPython) this.python++;
    if (!(content instanceof Uint8Array)) return this.unreadableEntry(path, 0, 'reason.unreadable', content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const known = isPython ? this.former?.entryOf(path, sha256) : undefined;
    if (known !== undefined) {
      this.reused++;
      return known;
    }
    const decoded = isNotebook(path) ? NotebookFile.decode(content) : decodeSource(content);
    const bytes = isPython && !isNotebook(path) ? content.length : 0;
    if (!('text' in decoded)) return this.unreadableEntry(path, bytes, decoded.reason, decoded.params);
    if (decoded instanceof NotebookFile) {
      const module = readableNotebook(await this.parser(), decoded.module);
      const fileLines = lineStartsOf(module.text).map((_, line) => decoded.lineInFile(line));
      const notebook = { cells: module.cells, broken: [...module.broken], fileLines };
      return this.pythonEntry({ path, sha256, bytes: module.text.length, notebook }, module.text);
    }
    if (isPython) return this.pythonEntry({ path, sha256, bytes }, decoded.text);
    return JSON.stringify({ path, sha256, says: statementsOf(path, decoded.text) } satisfies StatementEntry);
  }

  private unreadableEntry(path: string, bytes: number, reason: string, params: UnreadableEntry['params']) {
    // One that says nothing is none, and lists of requirements have other encodings than Python.
    if (isLockFile(path)) return undefined;
    const entry: UnreadableEntry = { path, bytes, isFolder: false, reason, params };
    this.unreadable.push(entry);
    return JSON.stringify(entry);
  }

  private async parser(): Promise<Syntax> {
    this.syntax ??= await loadSyntax(await loadGrammar(import.meta.dirname));
    return this.syntax;
  }

  private async pythonEntry(
    file: Pick<PythonEntry, 'path' | 'sha256' | 'bytes' | 'notebook'>,
    text: string,
  ): Promise<string> {
    const facts = factsOf(await this.parser(), text);
    const json = JSON.stringify(facts);
    const lines = JSON.stringify(spokenLines(text, facts.lineStarts, json));
    return `${JSON.stringify(file).slice(0, -1)},"facts":${json},"lines":${lines}}`;
  }
}

/**
 * The lines on which something begins that the facts speak of: a finding stands on one of them.
 *
 * @param json The facts. A string in it cannot look like the key that is looked for, since its quotes are escaped.
 */
function spokenLines(text: string, lineStarts: readonly number[], json: string): PythonEntry['lines'] {
  const starts = [...new Set(json.match(/(?<="start":)\d+/g))].map(Number).sort((a, b) => a - b);
  const lines: Record<number, string> = {};
  let line = 0;
  for (const start of starts) {
    while ((lineStarts[line + 1] ?? Number.POSITIVE_INFINITY) <= start) line++;
    lines[line] ??= lineOf(text, line, lineStarts);
  }
  return lines;
}
