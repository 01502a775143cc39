import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../server/lsp/node-main.ts', import.meta.url));

/** Puts `loopwise-language-server`, run from the sources, into a folder and gives a PATH that begins with it. */
export function pathWithServer(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'loopwise-language-server');
  writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  chmodSync(file, 0o755);
  return `${folder}${path.delimiter}${process.env.PATH}`;
}

/** Whether a process has ended, or ends within ten seconds. */
export async function hasEnded(pid: number): Promise<boolean> {
  for (let turn = 0; turn < 100; turn++) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await sleep(100);
  }
  return false;
}
