import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runEditor } from './editor-run.ts';

/** What a test has Emacs do. */
export interface EmacsRun {
  /** The user's `init.el`. */
  readonly init: string;
  /** The folder that Emacs is started in. */
  readonly folder: string;
  /** Lisp forms, of which the last one gives the answer; they may use `emacs.el`. */
  readonly steps: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Every deviation from the protocol is an error. */
const strict = `(setq eglot-strict-mode '(disallow-non-standard-keys enforce-required-keys disallow-unknown-methods))`;

/** Starts an Emacs without the user's own files, with Eglot at its strictest, has it do something and gives the answer. */
export async function inEmacs<T>({ init, folder, steps, environment }: EmacsRun): Promise<T> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'loopwise-emacs-'));
  try {
    const [initFile, stepsFile] = [path.join(scratch, 'init.el'), path.join(scratch, 'steps.el')];
    const helpers = fileURLToPath(new URL('emacs.el', import.meta.url));
    writeFileSync(initFile, init);
    writeFileSync(stepsFile, `${strict}\n(n-report (lambda ()\n${steps}))\n`);
    return await runEditor({
      command: 'emacs',
      args: ['--batch', '-l', helpers, '-l', initFile, '-l', stepsFile],
      folder,
      environment,
      answerFile: path.join(scratch, 'answer.json'),
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
