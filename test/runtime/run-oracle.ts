import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where a recorded function ran. */
export type ObservedPlace = 'event loop' | 'thread pool' | 'main thread';

/** What a lock of a thread does to the tasks of a loop that meet in it. */
export type LockEffect = 'stops the loop' | 'lets both in';

/** A line of the application; `file` is relative to its folder, lines count from one. */
export interface PythonLine {
  readonly file: string;
  readonly line: number;
}

export interface ObservedRun {
  readonly function: string;
  readonly file: string;
  readonly place: ObservedPlace;
}

/** An error, and where in the application it came up. */
export interface ObservedError {
  readonly type: string;
  readonly message: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly function: string | null;
}

/** What happened while one request was served. */
export interface ProbeResult {
  readonly name: string;
  /** Qualified name of the function that the probe is about. */
  readonly function: string;
  /** Greatest lateness of the event loop in milliseconds; the best of all attempts. */
  readonly lateness: number;
  readonly attempts: readonly number[];
  /** Null when the measurement says neither. */
  readonly stalls: boolean | null;
  /** Where the loop stood: in the function that the framework called, at the line that led to the block. */
  readonly stood: readonly (PythonLine & { readonly function: string; readonly milliseconds: number })[];
  /** Coroutines that were never awaited, with the lines that made them (null: not a line of the application). */
  readonly neverAwaited: readonly {
    readonly coroutine: string;
    readonly file: string | null;
    readonly line: number | null;
    /** A thread made it; the line is the one that handed the function to the thread. */
    readonly inThread: boolean;
  }[];
  /** Errors that came up, handled or not, each at the innermost line of the application (null: in the framework alone). */
  readonly errors: readonly ObservedError[];
  /** Tasks that the garbage collector ended, with the lines that made them. */
  readonly lostTasks: readonly PythonLine[];
  /** Locks of threads that one task had while another one came: the line that took the lock first, and what became of it. */
  readonly lockMeetings: readonly (PythonLine & { readonly effect: LockEffect })[];
  readonly runs: readonly ObservedRun[];
  /** How long the watched functions of the application took, each time that they ran. */
  readonly times: readonly { readonly function: string; readonly file: string; readonly milliseconds: number }[];
  readonly status: number | null;
  /** Exception that came out of the application, and the one that the probe declares. */
  readonly exception: string | null;
  readonly raises: string | null;
}

export interface OracleResult {
  readonly versions: { readonly python: string; readonly fastapi: string; readonly starlette: string };
  readonly probes: readonly ProbeResult[];
  /** Many requests at once: when the last was answered, in milliseconds. */
  readonly crowds: readonly { readonly function: string; readonly times: number; readonly elapsed: number }[];
  /** Files that Python refuses to compile. */
  readonly syntaxErrors: readonly (PythonLine & { readonly message: string })[];
  /** Functions of the application's files as Python's own parser sees them. */
  readonly functions: readonly {
    readonly file: string;
    readonly function: string;
    readonly isAsync: boolean;
    readonly first: number;
    readonly last: number;
  }[];
  /** Recorded functions that the framework does not call, with the place that the application says they run in. */
  readonly helpers: Readonly<Record<string, ObservedPlace>>;
  /** Watched functions that take no time, of which the engine cannot know it. */
  readonly unknown: readonly string[];
}

const oracle = fileURLToPath(new URL('oracle.py', import.meta.url));
const recorderFolder = fileURLToPath(new URL('../fixtures/runtime/', import.meta.url));
const debianPython = '/usr/bin/python3';
const debianPackages = ['fastapi', 'httpx', 'requests', 'sqlalchemy', 'bcrypt', 'pil'].map((name) => `python3-${name}`);

function missing(packages: readonly string[]): Error {
  return new Error(
    `The run-time oracle needs Debian's Python packages. Install them (as root): apt-get install -y --no-install-recommends ${packages.join(' ')}`,
  );
}

/**
 * Executes an application with Debian's own Python and tells what happened. Nothing of the caller's environment reaches
 * it: no virtual environment, no PYTHONPATH, no proxy. Another interpreter can be given to compare versions.
 */
export function runOracle(applicationFile: string, python = debianPython): Promise<OracleResult> {
  if (!existsSync(python)) {
    return Promise.reject(missing(['python3', ...debianPackages]));
  }
  const env = { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', PYTHONDONTWRITEBYTECODE: '1' };
  return new Promise((resolve, reject) => {
    execFile(
      python,
      ['-I', '-B', oracle, applicationFile, recorderFolder],
      { env, timeout: 240_000, killSignal: 'SIGKILL', maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (!error) {
          resolve(JSON.parse(stdout) as OracleResult);
        } else if (error.code === 3) {
          reject(missing((JSON.parse(stdout) as { missing: string[] }).missing));
        } else {
          const why = error.killed ? 'did not end within 240 s' : `failed (${error.code ?? error.signal})`;
          reject(new Error(`The oracle ${why} on ${applicationFile}:\n${stderr}`));
        }
      },
    );
  });
}

/** Executes the `app.py` among some files, by name with their text, in a folder of their own. */
export async function runOracleOn(files: Readonly<Record<string, string>>): Promise<OracleResult> {
  const folder = mkdtempSync(path.join(tmpdir(), 'loopwise-application-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
    return await runOracle(path.join(folder, 'app.py'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
