import type { Fix } from '../finding.ts';
import type { CallFacts, FunctionFacts } from '../module-facts.ts';
import type { FixContext } from '../rules/rule.ts';
import { awaitCall } from './await-expression.ts';
import { isCalledByProject } from './can-be-def.ts';
import { fixInFile } from './fix-in-file.ts';
import { replaceSpan } from './line-edits.ts';

/** `def` becomes `async def`, with an `await` before each call that hands the request on, where no code of the project calls it. */
export function makeAsyncMiddleware(context: FixContext): Fix | undefined {
  const { node } = context.source;
  const { facts, module } = node;
  // A generator would become an asynchronous one, which nobody can await either.
  if (facts.kind !== 'def' || facts.isGenerator || isCalledByProject(context.project, node)) return undefined;
  const edits = [replaceSpan(module.facts, facts.span.start, facts.span.start, 'async ')];
  for (const index of facts.calls) {
    const call = module.facts.calls[index];
    if (!call || !handsOn(facts, call) || call.usage === 'awaited') continue;
    // A generator expression hands the coroutines on, to whom is not known.
    if (call.deferred || call.usage === 'argument') return undefined;
    edits.push(...awaitCall(module.facts, call));
  }
  return fixInFile(context, { kind: 'make-async-def', params: { function: facts.name }, isSafe: true }, edits);
}

/** Whether a call is `call_next(request)`, or `app(scope, receive, send)` in an ASGI application. */
function handsOn({ parameters }: FunctionFacts, { callee, arguments: given }: CallFacts): boolean {
  const last = parameters.slice(-given.length).map(({ name }) => name);
  const isSame = given.every(({ value }, index) => value.kind === 'name' && value.name === last[index]);
  if (given.length === 3) return isSame;
  return given.length === 1 && callee.kind === 'name' && callee.name === parameters.at(-1)?.name;
}
