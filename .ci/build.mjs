// Bundles the extension, the language server and the command line into dist/. `--watch` rebuilds on every change.
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';
import { thirdPartyLicenses } from './third-party-licenses.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const out = path.join(root, 'dist');
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const requireBanner =
  "import { createRequire as _createRequire } from 'node:module'; const require = _createRequire(import.meta.url);";
const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  minify: true,
  logLevel: 'warning',
  absWorkingDir: root,
};
const browser = { platform: 'browser', target: 'es2022' };
const bundles = [
  {
    ...shared,
    entryPoints: ['client/node-extension.ts'],
    outfile: 'dist/extension.cjs',
    format: 'cjs',
    external: ['vscode'],
  },
  {
    ...shared,
    ...browser,
    entryPoints: ['client/browser-extension.ts'],
    outfile: 'dist/browser-extension.cjs',
    format: 'cjs',
    external: ['vscode'],
  },
  {
    ...shared,
    ...browser,
    entryPoints: ['server/lsp/browser-main.ts'],
    outfile: 'dist/browser-server.js',
    format: 'iife',
    // The parser asks for these only under Node.
    external: ['module', 'fs/promises'],
  },
  {
    ...shared,
    entryPoints: ['server/lsp/node-main.ts'],
    outfile: 'dist/server.mjs',
    format: 'esm',
    banner: { js: `#!/usr/bin/env node\n${requireBanner}` },
  },
  {
    ...shared,
    entryPoints: ['server/cli/main.ts'],
    outfile: 'dist/loopwise.mjs',
    format: 'esm',
    // Its other form hides from a bundler what it requires.
    alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
    banner: { js: `#!/usr/bin/env node\n${requireBanner}` },
  },
  {
    ...shared,
    entryPoints: ['client/webview/card-reader-page.ts'],
    outfile: 'dist/card-reader.js',
    ...browser,
    format: 'iife',
  },
  {
    ...shared,
    entryPoints: ['client/webview/restaurant-page.tsx'],
    outfile: 'dist/restaurant.js',
    ...browser,
    format: 'iife',
    jsx: 'automatic',
    jsxImportSource: 'preact',
  },
];

copyFileSync(
  path.join(root, 'node_modules/web-tree-sitter/web-tree-sitter.wasm'),
  path.join(out, 'web-tree-sitter.wasm'),
);
copyFileSync(
  path.join(root, 'node_modules/tree-sitter-python/tree-sitter-python.wasm'),
  path.join(out, 'tree-sitter-python.wasm'),
);
cpSync(path.join(root, 'server/cards/en'), path.join(out, 'cards/en'), { recursive: true });
cpSync(path.join(root, 'server/cards/es'), path.join(out, 'cards/es'), { recursive: true });

/** The texts of all files below a folder, by path in it. */
function textsIn(folder, extension = '') {
  const files = readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true });
  const paths = files
    .filter((file) => file.isFile() && file.name.endsWith(extension))
    .map((file) =>
      path.relative(path.join(root, folder), path.join(file.parentPath, file.name)).split(path.sep).join('/'),
    );
  return Object.fromEntries(paths.sort().map((name) => [name, readFileSync(path.join(root, folder, name), 'utf8')]));
}

const texts = {
  cards: textsIn('server/cards', '.md'),
  pictures: textsIn('media/cards', '.svg'),
  sample: textsIn('media/sample'),
};
writeFileSync(path.join(out, 'texts.json'), JSON.stringify(texts));

if (process.argv.includes('--watch')) {
  for (const bundle of bundles) await (await context(bundle)).watch();
} else {
  const results = await Promise.all(bundles.map((bundle) => build({ ...bundle, metafile: true })));
  const inputs = results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  // The two grammars are copied.
  inputs.push('node_modules/web-tree-sitter/package.json', 'node_modules/tree-sitter-python/package.json');
  writeFileSync(path.join(out, 'third-party-licenses.txt'), thirdPartyLicenses(root, inputs));
}
