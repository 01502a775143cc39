import { awaitOutsideAsync } from './await-outside-async.ts';
import { blockingCall } from './blocking-call.ts';
import { cpuBoundCall } from './cpu-bound-call.ts';
import { missingAwait } from './missing-await.ts';
import { needlessThread } from './needless-thread.ts';
import type { Rule } from './rule.ts';
import { unusedSuppression } from './unused-suppression.ts';

/** The rules that look at code, in the order of the reference pages. */
const codeRules: readonly Rule[] = [blockingCall, cpuBoundCall, missingAwait, awaitOutsideAsync, needlessThread];

/** Every rule, in the order of the reference pages. */
export const allRules: readonly Rule[] = [...codeRules, unusedSuppression(codeRules)];
