// `npm start [-- PATH]`: opens the extension in a VS Code on a folder. Starts on a fresh clone with Node 20.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages, SetupError } from './install.mjs';
import { launchChromium, pageAddress, startVSCodeServer } from './vscode-server.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const args = process.argv.slice(2);
const isCheck = args.includes('--check');
const [given] = args.filter((arg) => arg !== '--check');
const folder = path.resolve(given ?? path.join(root, 'media', 'sample'));

try {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new SetupError(`${given}: no such folder. Usage: npm start [-- FOLDER]`);
  }
  const node = installPackages();
  if (process.version.startsWith('v24.')) {
    const { status } = spawnSync(node, ['.ci/build.mjs'], { cwd: root, stdio: 'inherit' });
    if (status !== 0) throw new SetupError('The build failed.');
    const desktop = isCheck ? undefined : await desktopVSCode();
    if (desktop) openDesktop(desktop);
    else await openInBrowser();
  } else {
    // VS Code's server needs the Node that the packages bring.
    const { status } = spawnSync(node, [fileURLToPath(import.meta.url), ...args], { cwd: root, stdio: 'inherit' });
    process.exitCode = status ?? 1;
  }
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

/** The program of a desktop VS Code; undefined where none can be shown or downloaded. */
async function desktopVSCode() {
  const hasScreen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!hasScreen) return undefined;
  try {
    const releases = 'https://update.code.visualstudio.com/api/releases/stable';
    const answer = await fetch(releases, { signal: AbortSignal.timeout(5000) });
    if (!answer.ok) return undefined;
    const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
    return await downloadAndUnzipVSCode({ cachePath: path.join(root, '.cache', 'vscode-desktop') });
  } catch (error) {
    console.log(`No desktop VS Code can be downloaded here (${error.message}).`);
    return undefined;
  }
}

function openDesktop(program) {
  const profile = path.join(root, '.cache', 'vscode-desktop-profile');
  console.log(`Opening ${folder} in a desktop VS Code with the extension.`);
  const options = ['--user-data-dir', path.join(profile, 'data'), '--extensions-dir', path.join(profile, 'extensions')];
  const editor = spawn(program, [`--extensionDevelopmentPath=${root}`, ...options, folder], { stdio: 'ignore' });
  editor.once('exit', (code) => {
    process.exitCode = code ?? 0;
  });
}

async function openInBrowser() {
  const dataFolder = mkdtempSync(path.join(tmpdir(), 'loopwise-vscode-'));
  const server = await startVSCodeServer({ dataFolder });
  const close = async () => {
    await server.close();
    rmSync(dataFolder, { recursive: true, force: true });
  };
  const page = pageAddress({ address: server.address, folder });
  if (isCheck) {
    try {
      await waitForFindings(page);
      console.log('ready');
    } finally {
      await close();
    }
    return;
  }
  console.log(`\nOpen this address in a browser:\n\n  ${page}\n\nIt shows ${folder} in VS Code. Ctrl+C ends it.`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => close().then(() => process.exit(0)));
}

/** Opens the page and waits until the status bar counts a problem. */
async function waitForFindings(address) {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(address);
    const problems = page.locator('[id="status.problems"]').filter({ hasText: /[1-9]/ });
    await problems.waitFor({ timeout: 90_000 });
  } finally {
    await browser.close();
  }
}
