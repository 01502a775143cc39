import { FactsDocument } from './facts-document.ts';

/** Where the hash stands in an entry, behind the path. */
const head = /^\{"path":"(?:[^"\\]|\\.)*","sha256":"([0-9a-f]{64})","bytes":/;

/** The Python files of a former document of facts: what a file's facts are depends on its content alone. */
export class FormerFacts {
  /** JSON of entries, without the path, by hash. */
  private readonly byHash = new Map<string, string>();

  /** Throws `FactsDocumentError`. */
  static async read(file: string, maker: string): Promise<FormerFacts> {
    const former = new FormerFacts();
    for (const entry of (await FactsDocument.read(file, maker)).entries()) {
      const found = head.exec(entry);
      if (found?.[1] !== undefined) former.byHash.set(found[1], entry.slice(entry.indexOf('","sha256":') + 1));
    }
    return former;
  }

  /** The JSON of the entry of a Python file with this content; undefined where the document has none. */
  entryOf(path: string, sha256: string): string | undefined {
    const rest = this.byHash.get(sha256);
    return rest === undefined ? undefined : `{"path":${JSON.stringify(path)}${rest}`;
  }
}
