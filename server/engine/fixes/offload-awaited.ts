import type { Fix } from '../finding.ts';
import type { FixContext } from '../rules/rule.ts';
import { fixAt } from './fix-in-file.ts';
import { offloadFunction } from './offload-function.ts';
import { withCallable } from './offloaded-call.ts';
import { nodeAt } from './syntax-nodes.ts';

/** `await f(a)` of a function that blocks becomes `await run_in_threadpool(f, a)`. */
export function offloadAwaited(context: FixContext): Fix | undefined {
  const { project, source, sources } = context;
  const file = sources.file(source.node.module);
  const call = source.call === undefined ? undefined : source.node.module.facts.calls[source.call];
  const thread = file && offloadFunction(project, file, context.offloadStyle);
  const found = file && call && nodeAt(file.root, call, ['call']);
  const moved = thread && found && withCallable(file, found, thread, thread.name);
  if (!moved) return undefined;
  const edits = [...moved, ...(thread.edit ? [thread.edit] : [])];
  const params = { call: context.finding.params.call ?? '', thread: thread.function };
  return fixAt(file.module.path, { kind: 'offload', params, isSafe: false }, edits);
}
