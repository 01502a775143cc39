import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built program, as it is published. */
export const program = fileURLToPath(new URL('../../dist/loopwise.mjs', import.meta.url));

export interface ProgramResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of its own with files to run the program in. */
export class ProgramFolder {
  /** Absolute. */
  readonly root = mkdtempSync(path.join(tmpdir(), 'loopwise-program-'));

  constructor(files: Readonly<Record<string, string | Uint8Array>> = {}) {
    for (const [name, content] of Object.entries(files)) this.write(name, content);
  }

  write(name: string, content: string | Uint8Array): void {
    const file = path.join(this.root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  read(name: string): string {
    return readFileSync(path.join(this.root, name), 'utf8');
  }

  /** Runs the program in the folder, without colours and GitHub's environment. */
  run(...args: string[]): ProgramResult {
    return this.runIn('.', {}, ...args);
  }

  runIn(folder: string, env: Readonly<Record<string, string>>, ...args: string[]): ProgramResult {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
      cwd: path.join(this.root, folder),
      encoding: 'utf8',
      env: { ...plainEnvironment(), ...env },
      maxBuffer: 2 ** 28,
    });
    return { code: status, stdout, stderr };
  }

  /** Runs the program in the folder with this text as its input. */
  runWithInput(input: string, ...args: string[]): ProgramResult {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
      cwd: this.root,
      encoding: 'utf8',
      env: plainEnvironment(),
      input,
    });
    return { code: status, stdout, stderr };
  }

  /** Runs the program in a terminal of its own; `stdout` is all that the terminal was sent. */
  runInTerminal(env: Readonly<Record<string, string>>, ...args: string[]): ProgramResult {
    const command = [process.execPath, program, ...args].map((arg) => `'${arg}'`).join(' ');
    const { status, stdout, stderr } = spawnSync('script', ['-qec', `stty cols 100; ${command}`, '/dev/null'], {
      cwd: this.root,
      encoding: 'utf8',
      env: { ...plainEnvironment(), TERM: 'xterm-256color', ...env },
    });
    return { code: status, stdout: stdout.replaceAll('\r\n', '\n'), stderr };
  }

  /** Runs git in the folder, and gives what it prints. */
  git(...args: string[]): string {
    const { status, stdout, stderr } = spawnSync(
      'git',
      ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.org', '-c', 'init.defaultBranch=main', ...args],
      { cwd: this.root, encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
    return stdout;
  }

  /** Starts the program and leaves it running. */
  start(...args: string[]) {
    return spawn(process.execPath, [program, ...args], { cwd: this.root, env: plainEnvironment() });
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

function plainEnvironment(): NodeJS.ProcessEnv {
  const { NO_COLOR, FORCE_COLOR, GITHUB_WORKSPACE, VIRTUAL_ENV, ...env } = process.env;
  return env;
}

/** A project with a finding whose chain goes through two files. */
export const shop: Readonly<Record<string, string>> = {
  'app/main.py': `from fastapi import FastAPI

from app.service import OrderService

app = FastAPI()
service = OrderService()


@app.get("/orders")
async def list_orders():
    return service.all()
`,
  'app/service.py': `import time


class OrderService:
    def all(self):
        time.sleep(1)
        return []
`,
};
