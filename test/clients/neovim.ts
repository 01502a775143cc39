import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a test has Neovim do. */
export interface NeovimRun {
  /** The user's `init.lua`. */
  readonly init: string;
  /** The folder that Neovim is started in. */
  readonly folder: string;
  /** Body of a Lua function that gives the answer; `n` is `neovim.lua`. */
  readonly steps: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Starts a Neovim without the user's own files, has it do something, quits it with `:qa!` and gives the answer. Rejects with
 * the error of the steps.
 */
export async function inNeovim<T>({ init, folder, steps, environment }: NeovimRun): Promise<T> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'loopwise-neovim-'));
  try {
    const helpers = fileURLToPath(new URL('neovim.lua', import.meta.url));
    const [initFile, stepsFile, answerFile] = ['init.lua', 'steps.lua', 'answer.json'].map((name) =>
      path.join(scratch, name),
    ) as [string, string, string];
    writeFileSync(initFile, `local n = dofile([[${helpers}]])\nrequire('vim.lsp')\n${init}\n`);
    writeFileSync(stepsFile, `local n = dofile([[${helpers}]])\nn.report(function()\n${steps}\nend)\nvim.cmd('qa!')\n`);
    const home = { HOME: scratch, XDG_CONFIG_HOME: scratch, XDG_DATA_HOME: scratch, XDG_STATE_HOME: scratch };
    const child = spawn('nvim', ['--headless', '-i', 'NONE', '-n', '-u', initFile, '-S', stepsFile], {
      cwd: folder,
      env: { ...process.env, LC_ALL: 'C.UTF-8', ...home, LOOPWISE_ANSWER: answerFile, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        said += chunk;
      });
    }
    const timer = setTimeout(() => child.kill('SIGKILL'), 90_000);
    await new Promise((resolve) => child.once('close', resolve));
    clearTimeout(timer);
    let report: { answer?: T; failure?: string };
    try {
      report = JSON.parse(readFileSync(answerFile, 'utf8'));
    } catch {
      throw new Error(`Neovim gave no answer:\n${said}`);
    }
    if (report.failure !== undefined) throw new Error(`in Neovim: ${report.failure}\n${said}`);
    return report.answer as T;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
