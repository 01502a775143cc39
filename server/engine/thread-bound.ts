import type { Module } from './value.ts';

/**
 * Library calls that must come from the thread that took the lock or made the connection: threading.py, `Condition._is_owned`,
 * `RLock.release`; sqlite3, `check_same_thread`.
 */
const ofOneThread = /^threading\.(Condition|RLock)\.|^sqlite3\./;

/** Whether a library call works only on the thread that its object belongs to. */
export function isThreadBound(module: Module, name: string): boolean {
  if (!ofOneThread.test(name)) return false;
  const isShared = module.facts.calls.some(({ arguments: given }) =>
    given.some(
      ({ keyword, value }) => keyword === 'check_same_thread' && value.kind === 'literal' && value.value === 'False',
    ),
  );
  return !(name.startsWith('sqlite3.') && isShared);
}
