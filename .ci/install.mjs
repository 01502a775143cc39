// Installs what the project needs and the machine lacks. Starts on a fresh clone, so it uses nothing but Node itself.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const stamp = path.join(root, 'node_modules', '.loopwise-installed');

/** What cannot be done here, in words for the person at the terminal. */
export class SetupError extends Error {}

/**
 * Installs the npm packages of package-lock.json unless they are installed already, and gives the path of the Node 24
 * among them: the one that runs TypeScript and VS Code. Throws `SetupError` when npm fails.
 */
export function installPackages() {
  const node = path.join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  const lock = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock && existsSync(node)) return node;
  console.log('Installing the npm packages …');
  // No package's scripts run, but for the one whose script chooses the Node of this machine.
  npm(['ci', '--ignore-scripts']);
  npm(['rebuild', 'node', '--ignore-scripts=false']);
  if (!existsSync(node)) throw new SetupError('npm installed its packages, but the package "node" brought no Node 24.');
  writeFileSync(stamp, lock);
  return node;
}

/**
 * Installs Debian packages that are missing. Throws `SetupError` naming them where that is not possible: not Debian, or
 * not root.
 */
export function installDebianPackages(names, purpose) {
  const command = `apt-get install -y --no-install-recommends ${names.join(' ')}`;
  const isRoot = process.getuid?.() === 0;
  if (!existsSync('/etc/debian_version') || !isRoot) {
    throw new SetupError(`${purpose} needs ${names.join(', ')}. On Debian, as root: ${command}`);
  }
  console.log(`Installing ${names.join(', ')} …`);
  const options = {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  spawnSync('apt-get', ['update', '-qq'], options);
  const { status } = spawnSync('apt-get', command.split(' ').slice(1), options);
  if (status !== 0) throw new SetupError(`${purpose} needs ${names.join(', ')}, and "${command}" failed.`);
}

/** Runs npm, silently but for its errors. Throws `SetupError` when it fails. */
export function npm(args, folder = root) {
  // npm is a script on Windows, which only a shell can start.
  const options = { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' };
  const { status, error } = spawnSync('npm', args, options);
  if (status !== 0) throw new SetupError(`"npm ${args.join(' ')}" failed${error ? `: ${error.message}` : ''}.`);
}
