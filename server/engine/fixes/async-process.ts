import type { Node } from 'web-tree-sitter';
import type { Fix } from '../finding.ts';
import type { FixContext } from '../rules/rule.ts';
import { importModule } from './add-import.ts';
import { fixAt } from './fix-in-file.ts';
import { argumentsOf, replaceByAwait, type TwinSite, twinSite } from './twin-site.ts';

/** Keywords that mean the same to both. */
const sameKeywords: ReadonlySet<string> = new Set(['input', 'stdout', 'stderr', 'cwd', 'env', 'check']);

/** What each function gives of the completed process, and whether it checks the exit code. */
const functions: Readonly<Record<string, { readonly takes: string; readonly checks: boolean }>> = {
  'subprocess.run': { takes: '', checks: false },
  'subprocess.call': { takes: '.returncode', checks: false },
  'subprocess.check_call': { takes: '.returncode', checks: true },
  'subprocess.check_output': { takes: '.stdout', checks: true },
};

/**
 * `subprocess.run([…])` becomes `await anyio.run_process([…])`, which gives the same `CompletedProcess` with bytes: anyio/_core/_subprocesses.py,
 * `run_process`. Texts, timeouts and what is not plainly a list of arguments stay.
 */
export function asyncProcess(context: FixContext): Fix | undefined {
  const site = twinSite(context);
  const known = site && functions[site.name];
  const given = site && argumentsOf(site.call);
  if (!site || !known || !given || given.positional.length !== 1) return undefined;
  const { file, call } = site;
  const [command] = given.positional;
  const keywords = new Map([...given.keywords].map(([name, value]) => [name, value.text]));
  const isShell = keywords.get('shell') === 'True';
  if (!command || !isCommand(context, site, command, isShell)) return undefined;
  const captures = keywords.get('capture_output');
  if (captures !== undefined && captures !== 'True' && captures !== 'False') return undefined;
  keywords.delete('capture_output');
  if (isShell || keywords.get('shell') === 'False') keywords.delete('shell');
  if (![...keywords.keys()].every((name) => sameKeywords.has(name))) return undefined;
  if (!keywords.has('check') && !known.checks) keywords.set('check', 'False');
  // It reads what a process writes, unless it is told not to.
  const isRead = captures === 'True' || site.name === 'subprocess.check_output';
  if (captures !== 'True' && !keywords.has('stderr')) keywords.set('stderr', 'None');
  if (!isRead && !keywords.has('stdout')) keywords.set('stdout', 'None');
  const anyio = importModule(file, 'anyio');
  if (!anyio) return undefined;
  const list = [command.text, ...[...keywords].map(([name, value]) => `${name}=${value}`)].join(', ');
  const run = `${anyio.name}.run_process(${list})`;
  const awaited = replaceByAwait(file, call, run);
  const taken = known.takes === '' ? awaited : { ...awaited, newText: `(await ${run})${known.takes}` };
  return fixAt(file.module.path, { kind: 'async-process', params: { call: site.name }, isSafe: false }, [
    taken,
    ...(anyio.edit ? [anyio.edit] : []),
  ]);
}

/** Whether the command is of the kind that anyio takes it for: a list is executed, a text goes to the shell. */
function isCommand({ project }: FixContext, site: TwinSite, command: Node, isShell: boolean): boolean {
  if (isShell) return command.type === 'string';
  if (command.type === 'list') return true;
  const call = site.node.module.facts.calls.find(
    ({ start, end }) => start === site.call.startIndex && end === site.call.endIndex,
  );
  const value = call?.arguments[0]?.value;
  const values = value ? project.inference.evaluate(site.node, value) : [];
  return values.length > 0 && values.every(({ kind }) => kind === 'container');
}
