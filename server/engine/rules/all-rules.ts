import { awaitOutsideAsync } from './await-outside-async.ts';
import { blockingCall } from './blocking-call.ts';
import { cpuBoundCall } from './cpu-bound-call.ts';
import { missingAwait } from './missing-await.ts';
import type { Rule } from './rule.ts';

/** Every rule, in the order of the reference pages. */
export const allRules: readonly Rule[] = [blockingCall, cpuBoundCall, missingAwait, awaitOutsideAsync];
