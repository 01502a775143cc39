import { nameOf } from '../expression-name.ts';
import { makeAsyncMiddleware } from '../fixes/make-async-middleware.ts';
import type { FrameworkCallable } from '../framework-callable.ts';
import type { LinkedProject } from '../linked-project.ts';
import type { CallFacts } from '../module-facts.ts';
import { isTestModule } from '../test-module.ts';
import type { FunctionNode } from '../value.ts';
import type { Rule } from './rule.ts';

/** A `def` where the framework awaits what it calls: the request, or the websocket, fails with a `TypeError`. */
export const mustBeAsync: Rule = {
  name: 'must-be-async',
  severity: { recommended: 'error', strict: 'error', learning: 'error' },
  card: 'decision',
  documentation: {
    summary:
      'A websocket handler, HTTP middleware or an ASGI application that is declared `def`: FastAPI awaits what it gives.',
    why: `Path operations, dependencies and background tasks may be \`def\`, and FastAPI runs them in threads. Of websocket handlers,
middleware and ASGI applications it does not ask: it calls them on the event loop and awaits what they give. A \`def\` gives
\`None\` or a response, and Python raises \`TypeError: object NoneType can't be used in 'await' expression\`.

A \`def\` that returns the coroutine of another function is right, and not reported.`,
    bad: `from fastapi import FastAPI, WebSocket

app = FastAPI()


@app.websocket('/ws')
def greet(websocket: WebSocket):
    print('somebody is there')
`,
    good: `from fastapi import FastAPI, WebSocket

app = FastAPI()


@app.websocket('/ws')
async def greet(websocket: WebSocket):
    await websocket.accept()
    print('somebody is there')
`,
    ignore: 'Never: nothing can be awaited that a `def` without a coroutine gives.',
  },
  *check(project, module) {
    if (isTestModule(module.path)) return;
    for (const callable of project.callablesIn(module)) {
      const { node, role } = callable;
      if (!isAwaited(callable) || node.facts.kind !== 'def' || !isItself(project, node)) continue;
      if (!losesResponse(callable) && !givesNothing(project, node)) continue;
      yield {
        span: node.facts.nameSpan,
        node,
        runsOn: 'event loop',
        message: 'must-be-async',
        params: { function: node.facts.qualifiedName, role },
        card: 'decision',
        chain: [],
        fixes: [makeAsyncMiddleware],
      };
    }
  },
};

/**
 * Whether the framework awaits what it calls in a role. Source: fastapi/routing.py, `get_websocket_app`; starlette/routing.py,
 * `websocket_session`; starlette/endpoints.py, `WebSocketEndpoint.dispatch`; starlette/middleware/base.py,
 * `BaseHTTPMiddleware.__call__`; starlette/middleware/authentication.py, `AuthenticationMiddleware.__call__`.
 */
function isAwaited({ role }: FrameworkCallable): boolean {
  return role === 'websocket' || role === 'middleware' || role === 'ASGI application';
}

/** Whether no decorator may put something else in the place of a function. */
function isItself(project: LinkedProject, node: FunctionNode): boolean {
  return project.inference.decorators
    .unknownDecorators(node)
    .every((decorator) => project.model.isRegistration(node, decorator));
}

function givesNothing(project: LinkedProject, node: FunctionNode): boolean {
  const values = project.made.resultsOf(node);
  return values !== undefined && values.length > 0 && values.every(({ isPlain }) => isPlain);
}

/** Whether middleware uses the coroutine that `call_next` gives as if it were the response. */
function losesResponse({ node, role }: FrameworkCallable): boolean {
  const { facts, module } = node;
  const next = role === 'middleware' ? facts.parameters.at(-1)?.name : undefined;
  // `request` and `call_next`, and `self` of a method.
  if (next === undefined || facts.parameters.length !== (facts.class >= 0 ? 3 : 2)) return false;
  const isNext = (call: CallFacts | undefined) => call?.callee.kind === 'name' && call.callee.name === next;
  const calls = facts.calls.map((index) => module.facts.calls[index]);
  if (calls.some((call) => isNext(call) && call?.usage === 'object of attribute')) return true;
  const kept = new Set(
    facts.bindings.flatMap(({ target, value, unpack }) =>
      value?.kind === 'call' && unpack.length === 0 && isNext(module.facts.calls[value.call]) ? [target] : [],
    ),
  );
  if (facts.bindings.some(({ target, value }) => kept.has(target) && !isNextCall(value, module.facts.calls, isNext)))
    return false;
  const read = [...facts.attributes, ...calls.flatMap((call) => (call ? [call.callee] : []))];
  return read.some(
    (expression) =>
      expression.kind === 'attribute' && rootsIn(expression.object, kept) && nameOf(expression) !== 'close',
  );
}

function isNextCall(
  value: FunctionNode['facts']['bindings'][number]['value'],
  calls: readonly CallFacts[],
  isNext: (call: CallFacts | undefined) => boolean,
): boolean {
  return value?.kind === 'call' && isNext(calls[value.call]);
}

/** Whether an expression is, or begins with, one of the names. */
function rootsIn(expression: CallFacts['callee'], names: ReadonlySet<string>): boolean {
  if (expression.kind === 'attribute') return rootsIn(expression.object, names);
  return expression.kind === 'name' && names.has(expression.name);
}
