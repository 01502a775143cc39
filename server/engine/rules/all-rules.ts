import { asyncLibraryAvailable } from './async-library-available.ts';
import { awaitNotAwaitable } from './await-not-awaitable.ts';
import { awaitOutsideAsync } from './await-outside-async.ts';
import { blockingCall } from './blocking-call.ts';
import { coroutineInThread } from './coroutine-in-thread.ts';
import { cpuBoundCall } from './cpu-bound-call.ts';
import { lockAcrossAwait } from './lock-across-await.ts';
import { lostTask } from './lost-task.ts';
import { missingAwait } from './missing-await.ts';
import { mustBeAsync } from './must-be-async.ts';
import { needlessThread } from './needless-thread.ts';
import { nestedEventLoop } from './nested-event-loop.ts';
import type { Rule } from './rule.ts';
import { taskWithoutLoop } from './task-without-loop.ts';
import { unusedSuppression } from './unused-suppression.ts';

/** The rules that look at code, in the order of the reference pages. */
const codeRules: readonly Rule[] = [
  blockingCall,
  cpuBoundCall,
  missingAwait,
  coroutineInThread,
  lostTask,
  lockAcrossAwait,
  awaitOutsideAsync,
  awaitNotAwaitable,
  nestedEventLoop,
  taskWithoutLoop,
  mustBeAsync,
  needlessThread,
  asyncLibraryAvailable,
];

/** Every rule, in the order of the reference pages. */
export const allRules: readonly Rule[] = [...codeRules, unusedSuppression(codeRules)];
