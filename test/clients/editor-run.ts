import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** An editor that is started once, and writes what it has seen into a file. */
export interface EditorRun {
  readonly command: string;
  readonly args: readonly string[];
  /** The folder that it is started in. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Where it writes JSON: an object with `answer` or `failure`. It finds the path in `LOOPWISE_ANSWER`. */
  readonly answerFile: string;
}

/**
 * Runs an editor, whose home is the folder of the answer's file, until it ends, and gives its answer. Rejects with its failure,
 * or, when it gives no answer within 90 seconds, with all that it printed.
 */
export async function runEditor<T>({ command, args, folder, environment, answerFile }: EditorRun): Promise<T> {
  const home = answerFile.slice(0, answerFile.lastIndexOf('/'));
  const homes = { HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, XDG_STATE_HOME: home };
  const child = spawn(command, args, {
    cwd: folder,
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...homes, LOOPWISE_ANSWER: answerFile, ...environment },
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
    throw new Error(`${command} gave no answer:\n${said}`);
  }
  if (report.failure !== undefined) throw new Error(`in ${command}: ${report.failure}\n${said}`);
  return report.answer as T;
}
