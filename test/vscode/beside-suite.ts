// What the suites share that run inside VS Code's extension host beside another extension.
import assert from 'node:assert/strict';

/** Runs a suite as the contract of `@vscode/test-electron` has it: rejects when a test fails. Says on the console how it went. */
export async function runBeside(check: () => Promise<void>): Promise<void> {
  try {
    await check();
    console.log('beside ok');
  } catch (error) {
    console.log(`beside not ok: ${String(error)}`);
    throw error;
  }
}

/** Waits until something holds. Rejects after 30 seconds. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const end = Date.now() + 30_000;
  while (!holds()) {
    assert.ok(Date.now() < end, `never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
