import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type EditorHost, projectRoot, startEditor } from './editor.ts';
import { runSuite } from './run-suite.ts';

const fixture = (name: string) => path.join(projectRoot, 'test', 'fixtures', name);

/** Suites that run beside stand-ins for other extensions. */
const cases = [
  {
    title: 'the call hierarchy of an extension that answers it for Python stays, and ours is a command',
    extension: fixture('other-python-extension'),
    suite: 'beside-another-suite',
    isTrusted: false,
  },
  {
    title: "calls are followed into the libraries of the Python extension's choice, whenever it changes",
    extension: fixture('python-extension'),
    suite: 'python-environment-suite',
    isTrusted: true,
  },
  {
    title: 'a line that Ruff reports is left to Ruff, and comes back when it is silent',
    extension: withPackage(fixture('ruff-extension'), '@astral-sh/ruff-wasm-nodejs'),
    suite: 'beside-ruff-suite',
    isTrusted: false,
  },
];

/** A copy of an extension with a package of this project. */
function withPackage(extension: string, name: string): string {
  const copy = path.join(mkdtempSync(path.join(tmpdir(), 'loopwise-extension-')), path.basename(extension));
  cpSync(extension, copy, { recursive: true });
  cpSync(path.join(projectRoot, 'node_modules', name), path.join(copy, 'node_modules', name), { recursive: true });
  return copy;
}

for (const { title, extension, suite, isTrusted } of cases) {
  describe(`beside ${path.basename(extension)}`, { timeout: 300_000 }, () => {
    let editor: EditorHost;
    before(async () => {
      editor = await startEditor([extension], isTrusted);
    });
    after(async () => {
      await editor.close();
      if (!extension.startsWith(projectRoot)) rmSync(path.dirname(extension), { recursive: true, force: true });
    });

    test(title, async () => {
      const { code, lines } = await runSuite(editor, suite);
      assert.equal(code, 0, lines.filter((line) => line.includes('beside')).join('\n'));
      assert.ok(lines.some((line) => line.includes('beside ok')));
    });
  });
}
