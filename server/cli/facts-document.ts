import { createHash, type Hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import type { FileStatements } from '../engine/file-statements.ts';
import type { ModuleFacts } from '../engine/module-facts.ts';
import type { PythonCell } from '../engine/notebook-module.ts';
import { KeyedError } from '../messages/keyed-error.ts';
import type { UnreadableReason } from '../messages/unreadable-text.ts';

/** What a document of facts says of itself. */
export interface FactsHeader {
  /** See `factsMaker`. */
  readonly maker: string;
  /** The folder that paths are relative to, itself relative to its git repository, with `/`; null where it is in none. */
  readonly root: string | null;
  /** The files and folders that were named, relative to the root; empty for the root itself. */
  readonly paths: readonly string[];
}

/** What is known of a notebook besides. */
export interface NotebookEntry {
  readonly cells: readonly PythonCell[];
  /** As in `NotebookModule`. */
  readonly broken: readonly number[];
  /** The line of the file (from 0) of each line of the module. */
  readonly fileLines: readonly number[];
}

/** The facts of a Python file. */
export interface PythonEntry {
  /** Relative to the root, with `/`. */
  readonly path: string;
  /** Of the content, in hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
  readonly facts: ModuleFacts;
  readonly notebook?: NotebookEntry;
  /** Lines (from 0) on which something stands that the facts speak of, as `lineOf` gives them. */
  readonly lines: Readonly<Record<number, string>>;
}

/** What another file says. */
export interface StatementEntry {
  readonly path: string;
  readonly sha256: string;
  readonly says: FileStatements;
}

/** A file or folder that could not be read. */
export interface UnreadableEntry extends UnreadableReason {
  readonly path: string;
  readonly bytes: number;
  readonly isFolder: boolean;
}

export type FactsEntry = PythonEntry | StatementEntry | UnreadableEntry;

/** Why a file is no document of facts that can be used here. */
export class FactsDocumentError extends KeyedError {}

const format = 'loopwise facts';
const version = 1;
const newLine = 0x0a;

/**
 * A document of facts as text, in parts. It is JSON with a line for each entry, so that neither writing nor reading it ever needs all
 * of it as one string, which Node limits to 512 MB. The digest at its end is that of all before.
 *
 * @param entries JSON of entries.
 */
export async function* factsDocumentText(header: FactsHeader, entries: AsyncIterable<string>): AsyncGenerator<string> {
  const hash = createHash('sha256');
  const hashed = (text: string) => {
    hash.update(text);
    return text;
  };
  yield hashed(`${JSON.stringify({ format, version, ...header }).slice(0, -1)},"files":[`);
  let separator = '\n';
  for await (const entry of entries) {
    yield hashed(separator + entry);
    separator = ',\n';
  }
  yield ending(hash);
}

function ending(hash: Hash): string {
  return `\n],"digest":"${hash.digest('hex')}"}\n`;
}

/** A document of facts that `loopwise facts` of this version wrote, and nobody has changed since. */
export class FactsDocument {
  readonly header: FactsHeader;
  private readonly content: Buffer;
  private readonly start: number;
  private readonly end: number;

  private constructor(header: FactsHeader, content: Buffer, start: number, end: number) {
    this.header = header;
    this.content = content;
    this.start = start;
    this.end = end;
  }

  /** Reads a file, packed with gzip or not. Throws `FactsDocumentError`. */
  static async read(file: string, maker: string): Promise<FactsDocument> {
    const content = unpacked(
      await readFile(file).catch((error: NodeJS.ErrnoException) => {
        const { code = '?' } = error;
        throw new FactsDocumentError(code === 'ENOENT' ? 'facts.missing' : 'reason.unreadable', { code });
      }),
    );
    const start = content.indexOf(newLine);
    const header = headerIn(content.toString('utf8', 0, Math.max(0, start)));
    if (header?.format !== format) throw new FactsDocumentError('facts.foreign');
    if (header.version !== version)
      throw new FactsDocumentError('facts.other version', { theirs: String(header.version), ours: String(version) });
    if (header.maker !== maker)
      throw new FactsDocumentError('facts.other maker', { theirs: String(header.maker), ours: maker });
    const end = content.lastIndexOf('\n]');
    const hash = createHash('sha256').update(content.subarray(0, end));
    if (end < start || content.toString('utf8', end) !== ending(hash)) throw new FactsDocumentError('facts.changed');
    const { root, paths } = header as Readonly<Record<string, unknown>> & Pick<FactsHeader, 'root' | 'paths'>;
    return new FactsDocument({ maker, root, paths }, content, start + 1, end);
  }

  /** The JSON of each entry. */
  *entries(): Generator<string> {
    for (let at = this.start; at < this.end; ) {
      const found = this.content.indexOf(newLine, at);
      const isLast = found < 0 || found >= this.end;
      yield this.content.toString('utf8', at, isLast ? this.end : found - 1);
      at = isLast ? this.end : found + 1;
    }
  }
}

function unpacked(content: Buffer): Buffer {
  if (content[0] !== 0x1f || content[1] !== 0x8b) return content;
  try {
    return gunzipSync(content);
  } catch {
    throw new FactsDocumentError('facts.changed');
  }
}

function headerIn(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(`${line}]}`);
  } catch {
    return undefined;
  }
}
