import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runEditor } from './editor-run.ts';

/** What a test has Neovim do. */
export interface NeovimRun {
  /** The user's `init.lua`. */
  readonly init: string;
  /** The folder that Neovim is started in. */
  readonly folder: string;
  /** Body of a Lua function that gives the answer; `n` is `neovim.lua`. */
  readonly steps: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Starts a Neovim without the user's own files, has it do something, quits it with `:qa!` and gives the answer. */
export async function inNeovim<T>({ init, folder, steps, environment }: NeovimRun): Promise<T> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'loopwise-neovim-'));
  try {
    const helpers = `local n = dofile([[${fileURLToPath(new URL('neovim.lua', import.meta.url))}]])\n`;
    const [initFile, stepsFile] = [path.join(scratch, 'init.lua'), path.join(scratch, 'steps.lua')];
    writeFileSync(initFile, `${helpers}\n${init}\n`);
    writeFileSync(stepsFile, `${helpers}\nn.report(function()\n${steps}\nend)\nvim.cmd('qa!')\n`);
    const args = ['--headless', '-i', 'NONE', '-n', '-u', initFile, '-S', stepsFile];
    return await runEditor({
      command: 'nvim',
      args,
      folder,
      environment,
      answerFile: path.join(scratch, 'answer.json'),
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
