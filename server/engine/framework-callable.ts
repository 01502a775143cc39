import type { Place } from './finding.ts';
import type { CallableRole } from './hover-subject.ts';
import type { FunctionNode } from './value.ts';

/** A function that FastAPI or Starlette calls, with the place where it runs. */
export interface FrameworkCallable {
  readonly node: FunctionNode;
  readonly role: CallableRole;
  readonly place: Place;
  /** HTTP method in upper case, or `WEBSOCKET`; undefined for other roles. */
  readonly method: string | undefined;
  /** Path as written in the decorator, without prefixes; undefined when it is not a plain string. */
  readonly route: string | undefined;
}

/** Roles of functions that FastAPI itself does not call. */
const calledByOthers: ReadonlySet<CallableRole> = new Set(['thread function', 'task', 'validator']);

/** Whether FastAPI calls it itself, so that a list of what it calls has it. */
export function isListedCallable({ role }: Pick<FrameworkCallable, 'role'>): boolean {
  return !calledByOthers.has(role);
}

/** Roles whose functions run on the event loop as `async def` and in the thread pool as `def`. */
export const runsAsDeclared = /^(path operation|dependency|background task|exception handler)$/;

/**
 * Where the framework runs a callable of a role. Everything `async def` runs on the event loop. Of what is `def`:
 * - path operations: thread pool (fastapi/routing.py, `run_endpoint_function`);
 * - dependencies, generators included: thread pool (fastapi/dependencies/utils.py, `solve_dependencies`;
 *   fastapi/concurrency.py, `contextmanager_in_threadpool`);
 * - background tasks: thread pool (starlette/background.py, `BackgroundTask.__call__`);
 * - exception handlers: thread pool (starlette/_exception_handler.py, `wrap_app_handling_exceptions`);
 * - start-up and shutdown handlers and lifespan: event loop (starlette/routing.py, `Router.startup`);
 * - validators of bodies: event loop (fastapi/dependencies/utils.py, `request_body_to_args`);
 * - middleware, ASGI applications and websockets are always awaited.
 */
export function placeOf(role: CallableRole, isAsync: boolean): Place {
  if (isAsync) return 'event loop';
  switch (role) {
    case 'path operation':
    case 'dependency':
    case 'background task':
    case 'exception handler':
    case 'thread function':
      return 'thread pool';
    default:
      return 'event loop';
  }
}
