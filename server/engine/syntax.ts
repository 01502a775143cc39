import { Edit, Language, Parser, type Tree } from 'web-tree-sitter';

/** The two WebAssembly modules, as bytes: the engine reads no files, its host does. */
export interface GrammarSource {
  /** `web-tree-sitter.wasm` */
  readonly treeSitter: Uint8Array;
  /** `tree-sitter-python.wasm` */
  readonly python: Uint8Array;
}

/** A text and its tree, kept while a file is being edited so that the next parse reuses what did not change. */
export interface ParsedText {
  /** As it was parsed: with line feeds in place of lone carriage returns. */
  readonly text: string;
  readonly tree: Tree;
}

/** A Python parser. One instance serves any number of files, one after the other. */
export interface Syntax {
  readonly language: Language;
  /**
   * Parses a text. With `previous`, only what changed is parsed again; `previous.tree` must not be used afterwards.
   * Any text gives a tree: invalid Python gives error nodes, never an exception.
   */
  parse(text: string, previous?: ParsedText): ParsedText;
}

/** Loads the parser. Rejects when the bytes are not the WebAssembly modules that they should be. */
export async function loadSyntax(source: GrammarSource): Promise<Syntax> {
  // The bytes are given: the parser must not look for them where its own script is, which a worker does not know.
  await Parser.init({ wasmBinary: source.treeSitter, locateFile: (name: string) => name });
  const language = await Language.load(source.python);
  const parser = new Parser();
  parser.setLanguage(language);
  return {
    language,
    parse(given, previous) {
      const text = withKnownLineEnds(given);
      const old = previous && editedTree(previous, text);
      const tree = parser.parse(text, old);
      old?.delete();
      if (!tree) throw new Error('the Python parser gave no tree');
      return { text, tree };
    },
  };
}

/** Python ends a line at a carriage return too, the grammar only at a line feed. Offsets stay as they are. */
function withKnownLineEnds(text: string): string {
  return text.includes('\r') ? text.replace(/\r(?!\n)/g, '\n') : text;
}

/** Tells the old tree which span changed: all between the longest common start and the longest common end. */
function editedTree(previous: ParsedText, text: string): Tree {
  const old = previous.text;
  const shorter = Math.min(old.length, text.length);
  let start = 0;
  while (start < shorter && old.charCodeAt(start) === text.charCodeAt(start)) start++;
  let tail = 0;
  while (tail < shorter - start && old.charCodeAt(old.length - 1 - tail) === text.charCodeAt(text.length - 1 - tail)) {
    tail++;
  }
  const oldEnd = old.length - tail;
  const newEnd = text.length - tail;
  previous.tree.edit(
    new Edit({
      startIndex: start,
      oldEndIndex: oldEnd,
      newEndIndex: newEnd,
      startPosition: pointAt(old, start),
      oldEndPosition: pointAt(old, oldEnd),
      newEndPosition: pointAt(text, newEnd),
    }),
  );
  return previous.tree;
}

function pointAt(text: string, offset: number): { row: number; column: number } {
  let row = 0;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
    row++;
    lineStart = at + 1;
  }
  return { row, column: offset - lineStart };
}
