// `npm test`: installs what is missing, then runs every check and every test. Starts on a fresh clone.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installDebianPackages, installPackages, SetupError } from './install.mjs';
import { ensureEmacs, ensureNeovim } from './other-editors.mjs';
import { cachedVSCodeServer, ensureChromium } from './vscode-server.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Debian packages that the run-time oracle executes its applications with. */
const oraclePackages = ['fastapi', 'uvicorn', 'httpx', 'requests', 'sqlalchemy', 'multipart', 'redis', 'influxdb']
  // What the application `cpu-bound` computes with.
  .concat(['bcrypt', 'pil'])
  // What runs the cells of notebooks.
  .concat(['ipykernel'])
  .map((p) => `python3-${p}`);

function step(name, command, args) {
  console.log(`\n── ${name}`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    console.error(`\n${name} failed.`);
    process.exit(1);
  }
}

try {
  const node = installPackages();
  const modules =
    'import fastapi, uvicorn, httpx, requests, sqlalchemy, multipart, redis, influxdb, bcrypt, PIL, ipykernel';
  if (spawnSync('/usr/bin/python3', ['-c', modules]).status !== 0) {
    installDebianPackages(oraclePackages, 'The run-time oracle');
  }
  ensureNeovim();
  ensureEmacs();
  const programs = ['zsh', 'fish', 'pre-commit'];
  const missing = programs.filter((name) => spawnSync(name, ['--version']).status !== 0);
  if (missing.length > 0) installDebianPackages(missing, 'The test of the command line');
  ensureChromium();
  cachedVSCodeServer();
  const inPackages = (file) => path.join(root, 'node_modules', file);
  step('Formatting and lint', node, [inPackages('@biomejs/biome/bin/biome'), 'check', '.']);
  step('Types', node, [inPackages('typescript/bin/tsc')]);
  step('Types of webviews', node, [inPackages('typescript/bin/tsc'), '-p', 'client/webview']);
  step('Build', node, ['.ci/build.mjs']);
  step('Tests', node, ['.ci/run-tests.mjs', ...process.argv.slice(2)]);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exit(1);
}
