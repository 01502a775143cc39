import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

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

/** Reads the Python files and `pyproject.toml` files below a folder and the marks in them. */
export function readMarkedFixture(folder: string): MarkedFixture {
  const files = new Map<string, string>();
  const expected: ExpectedFinding[] = [];
  for (const name of globSync('**/{*.py,pyproject.toml}', { cwd: folder }).sort()) {
    const text = readFileSync(path.join(folder, name), 'utf8');
    const file = name.split(path.sep).join('/');
    files.set(file, text);
    text.split('\n').forEach((content, line) => {
      for (const [, rule, blocker] of content.matchAll(/# expect: ([\w-]+)(?: ([\w.]+))?\s*(?=#|$)/g)) {
        if (rule) expected.push({ path: file, line, rule, blocker });
      }
    });
  }
  return { files, expected };
}
