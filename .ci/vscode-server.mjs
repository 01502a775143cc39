// VS Code in the browser: the build inside the npm package code-server, and the Chromium that opens it in tests.
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installDebianPackages, npm, SetupError } from './install.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const release = 'code-server@4.139.1';

/** Settings of a VS Code that shows nothing but the code, and that asks no server outside this machine for anything. */
export const quietSettings = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.startupEditor': 'none',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'git.enabled': false,
  'security.workspace.trust.banner': 'never',
  'security.workspace.trust.startupPrompt': 'never',
};

/**
 * Makes sure that VS Code's server is in the project's cache (only the first time downloads it) and gives the path of its
 * start script. Throws `SetupError` when npm or tar fail; an attempt that was broken off leaves nothing behind.
 */
export function cachedVSCodeServer() {
  const folder = path.join(root, '.cache', release.replace('@', '-'));
  const script = path.join(folder, 'lib', 'vscode', 'out', 'server-main.js');
  if (existsSync(script)) return script;
  console.log(`Downloading ${release}, which holds VS Code (once) …`);
  const attempt = path.join(root, '.cache', `attempt-${process.pid}`);
  rmSync(attempt, { recursive: true, force: true });
  mkdirSync(attempt, { recursive: true });
  try {
    npm(['pack', release, '--silent'], attempt);
    const archive = readdirSync(attempt).find((name) => name.endsWith('.tgz'));
    const { status } = spawnSync('tar', ['-xzf', archive ?? ''], { cwd: attempt, stdio: 'inherit' });
    if (status !== 0) throw new SetupError(`tar could not unpack ${archive}.`);
    npm(['install', '--omit=dev', '--ignore-scripts'], path.join(attempt, 'package', 'lib', 'vscode'));
    rmSync(folder, { recursive: true, force: true });
    renameSync(path.join(attempt, 'package'), folder);
  } finally {
    rmSync(attempt, { recursive: true, force: true });
  }
  return script;
}

/**
 * Starts VS Code's server on this machine alone. `dataFolder` keeps its state and settings. With `isTrusted` every
 * folder is trusted, else none is until somebody says so. Resolves to the address and a function that ends the server; rejects with what the server said when it does not come up within a minute.
 */
export async function startVSCodeServer({ dataFolder, isTrusted = false, language = 'en' }) {
  const script = cachedVSCodeServer();
  const port = await freePort();
  const settingsFile = path.join(dataFolder, 'data', 'Machine', 'settings.json');
  mkdirSync(path.dirname(settingsFile), { recursive: true });
  writeFileSync(settingsFile, JSON.stringify(quietSettings, undefined, 2));
  const server = spawn(
    process.execPath,
    [
      script,
      ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--accept-server-license-terms'],
      ...['--server-data-dir', dataFolder, '--telemetry-level', 'off', '--enable-smoke-test-driver'],
      ...(isTrusted ? ['--disable-workspace-trust'] : []),
      ...['--locale', language],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  const isListening = new Promise((resolve) => {
    for (const stream of [server.stdout, server.stderr]) {
      stream.on('data', (chunk) => {
        said = (said + chunk).slice(-4000);
        if (/Extension host agent listening|listening on/i.test(said)) resolve(true);
      });
    }
    server.once('exit', () => resolve(false));
    setTimeout(() => resolve(false), 60_000).unref();
  });
  if (!(await isListening)) {
    server.kill();
    throw new Error(`VS Code's server did not start:\n${said}`);
  }
  const close = () =>
    new Promise((resolve) => {
      server.once('exit', resolve);
      server.kill();
      setTimeout(() => server.kill('SIGKILL'), 5000).unref();
    });
  return { address: `127.0.0.1:${port}`, close };
}

/**
 * The page that opens a folder, or a workspace file, with the extension of this project. With `suite`, a file that exports `run()`, VS Code runs
 * that in its extension host and ends.
 */
export function pageAddress({ address, folder, suite }) {
  const remote = (file) => `vscode-remote://${address}${file}`;
  const payload = [
    ['extensionDevelopmentPath', remote(root)],
    ...(suite ? [['extensionTestsPath', remote(suite)]] : []),
    ['skipWelcome', 'true'],
  ];
  const kind = folder.endsWith('.code-workspace') ? 'workspace' : 'folder';
  const query = new URLSearchParams({ [kind]: folder, payload: JSON.stringify(payload) });
  return `http://${address}/?${query}`;
}

/** Chromium's path: `CHROMIUM`, else the first browser of that kind on PATH; undefined where there is none. */
export function findChromium() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const candidates = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [process.env.CHROMIUM, ...candidates].find((file) => {
    try {
      if (!file) return false;
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** As `findChromium`, but installs it where that is possible. Throws `SetupError` where it is not. */
export function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  installDebianPackages(['chromium'], 'The suite in a real editor');
  return findChromium();
}

/** Starts a headless Chromium that asks nobody outside this machine for anything. */
export async function launchChromium() {
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath: ensureChromium(),
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
      ...['--disable-background-networking', '--disable-component-update'],
    ],
  });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
