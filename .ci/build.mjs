// Bundles the extension, the language server and the command line into dist/. `--watch` rebuilds on every change.
import { copyFileSync, cpSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';

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
const bundles = [
  {
    ...shared,
    entryPoints: ['client/extension.ts'],
    outfile: 'dist/extension.cjs',
    format: 'cjs',
    external: ['vscode'],
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
    banner: { js: `#!/usr/bin/env node\n${requireBanner}` },
  },
  {
    ...shared,
    entryPoints: ['client/webview/card-reader-page.ts'],
    outfile: 'dist/card-reader.js',
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
  },
  {
    ...shared,
    entryPoints: ['client/webview/restaurant-page.tsx'],
    outfile: 'dist/restaurant.js',
    platform: 'browser',
    target: 'es2022',
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

if (process.argv.includes('--watch')) {
  for (const bundle of bundles) await (await context(bundle)).watch();
} else {
  await Promise.all(bundles.map((bundle) => build(bundle)));
}
