import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isVersionFile } from '../../server/engine/version-files.ts';

export const fixturesFolder = path.join(path.dirname(path.dirname(fileURLToPath(import.meta.url))), 'fixtures');

/** A finding that a fixture's comment asks for: `# expect: rule` on its line, with the blocking call where it matters; several in their order. */
export interface ExpectedFinding {
  readonly path: string;
  /** Zero-based. */
  readonly line: number;
  readonly rule: string;
  readonly blocker: string | undefined;
}

export interface MarkedFixture {
  readonly files: ReadonlyMap<string, string>;
  readonly expected: readonly ExpectedFinding[];
}

/** The files below a folder that an analysis takes in, relative to it, with `/`. */
export function projectFilesIn(folder: string): string[] {
  return globSync('**/*.{py,toml,lock,txt}', { cwd: folder })
    .map((name) => name.split(path.sep).join('/'))
    .filter((name) => name.endsWith('.py') || isVersionFile(name))
    .sort();
}

/** Reads the Python files below a folder and those that say what its projects need, and the marks in them. */
export function readMarkedFixture(folder: string): MarkedFixture {
  const files = new Map<string, string>();
  const expected: ExpectedFinding[] = [];
  for (const file of projectFilesIn(folder)) {
    const text = readFileSync(path.join(folder, file), 'utf8');
    files.set(file, text);
    text.split('\n').forEach((content, line) => {
      for (const [, rule, blocker] of content.matchAll(/# expect: ([\w-]+)(?: ([\w.]+))?\s*(?=#|$)/g)) {
        if (rule) expected.push({ path: file, line, rule, blocker });
      }
    });
  }
  return { files, expected };
}
