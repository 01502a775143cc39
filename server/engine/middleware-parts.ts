import type { CallFacts } from './module-facts.ts';
import { callsOf, classOf, type FunctionNode } from './value.ts';

/** Where a middleware lets the request go on to what stands within it. */
export interface RequestPassing {
  /** All calls that do so. */
  readonly calls: ReadonlySet<CallFacts>;
  /** The one of the ordinary run: the first that stands in no branch, else the last. */
  readonly ordinary: CallFacts;
  /** It comes back when the response begins (a `dispatch`), and not only when that has been sent (an ASGI application). */
  readonly isBeforeAnswer: boolean;
}

/**
 * The calls of `call_next` in a function `(request, call_next)`, and of the inner application in one `(scope, receive, send)`;
 * undefined where the function itself has none. Source: starlette/middleware/base.py, `BaseHTTPMiddleware.__call__`.
 */
export function requestPassing(node: FunctionNode): RequestPassing | undefined {
  const parameters = node.facts.parameters.slice(classOf(node) ? 1 : 0);
  const [first] = parameters;
  const last = parameters.at(-1);
  const isDispatch = parameters.length === 2;
  const passes = ({ callee, arguments: given }: CallFacts) =>
    isDispatch
      ? callee.kind === 'name' && callee.name === last?.name
      : parameters.length === 3 &&
        given.length === 3 &&
        given[0]?.value.kind === 'name' &&
        given[0].value.name === first?.name;
  const calls = callsOf(node).filter(passes);
  const ordinary = calls.find(({ isInBranch }) => !isInBranch) ?? calls.at(-1);
  return ordinary && { calls: new Set(calls), ordinary, isBeforeAnswer: isDispatch };
}
