import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { GrammarSource } from '../engine/syntax.ts';

/**
 * The parser's WebAssembly modules: beside the bundle, or, when the sources run unbundled, in the installed packages.
 * Rejects when they are in neither place.
 */
export async function loadGrammar(bundleFolder: string): Promise<GrammarSource> {
  try {
    return {
      treeSitter: await readFile(path.join(bundleFolder, 'web-tree-sitter.wasm')),
      python: await readFile(path.join(bundleFolder, 'tree-sitter-python.wasm')),
    };
  } catch {
    const resolve = createRequire(path.join(bundleFolder, 'load-grammar.js')).resolve;
    return {
      treeSitter: await readFile(resolve('web-tree-sitter/web-tree-sitter.wasm')),
      python: await readFile(resolve('tree-sitter-python/tree-sitter-python.wasm')),
    };
  }
}
