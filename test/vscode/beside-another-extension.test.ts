import assert from 'node:assert/strict';
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
];

for (const { title, extension, suite, isTrusted } of cases) {
  describe(`beside ${path.basename(extension)}`, { timeout: 300_000 }, () => {
    let editor: EditorHost;
    before(async () => {
      editor = await startEditor([extension], isTrusted);
    });
    after(() => editor.close());

    test(title, async () => {
      const { code, lines } = await runSuite(editor, suite);
      assert.equal(code, 0, lines.filter((line) => line.includes('beside')).join('\n'));
      assert.ok(lines.some((line) => line.includes('beside ok')));
    });
  });
}
