import type { CardTrigger } from './card-trigger.ts';
import type { ChainStep, Place } from './finding.ts';
import type { VersionDecision } from './framework-versions.ts';
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
export type HoverSubject = CallableSubject | NotRunSubject | BlockingCallSubject | ConceptSubject;

interface Subject {
  readonly range: Range;
  /** Which card it is about. */
  readonly trigger: CardTrigger;
  /** Where the function runs that stands there, that holds the call, or that is spoken of. */
  readonly place: Place;
  /** The blocking path below this function or call; empty where nothing blocks. */
  readonly chain: readonly ChainStep[];
  /** The library call at the end of the chain (`time.sleep`). */
  readonly blocker: string | undefined;
}

/** A function that the framework calls. */
export interface CallableSubject extends Subject {
  readonly kind: 'callable';
  /** Qualified name of the function. */
  readonly name: string;
  readonly role: CallableRole;
  readonly isAsync: boolean;
  /** What to await instead of the blocker, where that is known. */
  readonly replacement: string | undefined;
  /** Why the function cannot simply become a `def`, where it blocks the loop and cannot. */
  readonly obstacle: Statement | undefined;
  /** What the version of FastAPI decides about the function. */
  readonly decision: VersionDecision | undefined;
  /** How many threads the pool has, as it is shown. */
  readonly threads: string;
}

/** A function that is there for FastAPI, and that its version does not run. */
export interface NotRunSubject extends Subject {
  readonly kind: 'not run';
  readonly name: string;
  readonly isAsync: boolean;
  readonly decision: VersionDecision;
}

/** A call that blocks, itself or at the end of its chain. */
export interface BlockingCallSubject extends Subject {
  readonly kind: 'blocking call';
  /** Qualified name of the library function that blocks. */
  readonly name: string;
  readonly replacement: string | undefined;
}

/** A word that decides where code runs: `await`, `Depends`, `run_in_threadpool` … */
export interface ConceptSubject extends Subject {
  readonly kind: 'concept';
  readonly statement: Statement;
}

/** A sentence about the code, as a message and what fills it. */
export interface Statement {
  readonly key: string;
  readonly params: Readonly<Record<string, string>>;
}
