import { readFileSync } from 'node:fs';
import { Analysis, type AnalysisSettings, defaultSettings } from '../server/engine/analysis.ts';
import { loadSyntax, type Syntax } from '../server/engine/syntax.ts';

let loading: Promise<Syntax> | undefined;

/** The Python parser for tests, from the installed packages. Loaded once. */
export function testSyntax(): Promise<Syntax> {
  loading ??= loadSyntax({
    treeSitter: readFileSync(new URL('../node_modules/web-tree-sitter/web-tree-sitter.wasm', import.meta.url)),
    python: readFileSync(new URL('../node_modules/tree-sitter-python/tree-sitter-python.wasm', import.meta.url)),
  });
  return loading;
}

/** An analysis of the given files (path → text). */
export async function analysisOf(
  files: Readonly<Record<string, string>> | ReadonlyMap<string, string>,
  settings: Partial<AnalysisSettings> = {},
): Promise<Analysis> {
  const analysis = new Analysis(await testSyntax(), { ...defaultSettings, ...settings });
  for (const [path, text] of files instanceof Map ? files : Object.entries(files)) analysis.update(path, text);
  return analysis;
}
