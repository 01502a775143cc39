import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sizeLimit = 2_000_000;
/** Cards and the pictures of the walkthrough. */
const isContent = /^(dist\/cards\/(en|es)\/[a-z-]+\.md|media\/walkthrough\/[a-z0-9-]+\.svg)$/;

test('the package holds only what the extension needs, in less than 2 MB', async () => {
  const files = (await listFiles({ cwd: root, packageManager: PackageManager.None })).sort();
  assert.deepEqual(
    files.filter((file) => !isContent.test(file)),
    [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'client/l10n/bundle.l10n.es.json',
      'dist/browser-extension.cjs',
      'dist/browser-server.js',
      'dist/card-reader.js',
      'dist/extension.cjs',
      'dist/restaurant.js',
      'dist/server.mjs',
      'dist/texts.json',
      'dist/third-party-licenses.txt',
      'dist/tree-sitter-python.wasm',
      'dist/web-tree-sitter.wasm',
      'media/activity-bar.svg',
      'media/cards/palette.css',
      'media/icon.png',
      'media/reader/reader.css',
      'media/restaurant/restaurant.css',
      'package.json',
      'package.nls.es.json',
      'package.nls.json',
      'server/config/loopwise.schema.json',
      'snippets/fastapi.json',
    ],
  );
  const count = (folder: string) => files.filter((file) => file.startsWith(folder)).length;
  assert.equal(count('dist/cards/'), 36);
  assert.equal(count('media/walkthrough/'), 5);
  const texts = JSON.parse(readFileSync(path.join(root, 'dist', 'texts.json'), 'utf8'));
  const inTexts = (folder: string) => Object.keys(texts[folder]).length;
  assert.equal(inTexts('cards'), 36);
  assert.ok(inTexts('pictures') >= 20 && inTexts('sample') >= 8);
  const licences = readFileSync(path.join(root, 'dist', 'third-party-licenses.txt'), 'utf8');
  for (const name of [
    'vscode-languageserver',
    'web-tree-sitter',
    'preact',
    '@modelcontextprotocol/server',
    'smol-toml',
  ])
    assert.match(licences, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\((MIT|Apache-2.0|BSD-3-Clause|ISC)`, 'm'), name);
  const packagePath = path.join(root, 'out', 'loopwise.vsix');
  mkdirSync(path.dirname(packagePath), { recursive: true });
  await createVSIX({ cwd: root, packagePath, dependencies: false, skipLicense: false });
  const { size } = statSync(packagePath);
  assert.ok(size < sizeLimit, `${size} bytes`);
});
