import type { ChainStep, Place } from './finding.ts';
import type { DefObstacle } from './fixes/can-be-def.ts';
import type { Range } from './text-range.ts';

/** Why the framework calls a function; the words of FastAPI's documentation. */
export type CallableRole =
  | 'path operation'
  | 'dependency'
  | 'background task'
  | 'websocket'
  | 'middleware'
  | 'lifespan'
  | 'startup handler'
  | 'exception handler'
  /** A validator of a request body. */
  | 'validator'
  | 'ASGI application'
  /** An asynchronous generator that a response iterates. */
  | 'stream'
  | 'thread function'
  /** A coroutine that start-up code made a task of, and that goes on while requests are served. */
  | 'task';

/** What stands under the cursor, as facts; the language server makes sentences and adds the card. */
export interface HoverSubject {
  readonly kind: 'callable' | 'blocking call';
  readonly range: Range;
  /** Qualified name of the function, or the qualified name of the called library function. */
  readonly name: string;
  readonly role: CallableRole | undefined;
  readonly isAsync: boolean;
  readonly place: Place;
  /** The blocking path below this function or call; empty where nothing blocks. */
  readonly chain: readonly ChainStep[];
  /** The library call at the end of the chain (`time.sleep`), and its async replacement where one is known. */
  readonly blocker: string | undefined;
  readonly replacement: string | undefined;
  /** Why the function cannot simply become a `def`, where it blocks the loop and cannot. */
  readonly obstacle?: DefObstacle | undefined;
  readonly card: string;
}
