import type { FunctionNode } from './value.ts';

/** Whether a later definition of the same name takes the place of an earlier one for sure, or does so wherever a server runs. */
export function isReplaced({ facts: earlier }: FunctionNode, { facts: later }: FunctionNode): boolean {
  if (later.outsideServing) return false;
  const { start, end } = later.block;
  return earlier.outsideServing || (start <= earlier.span.start && earlier.span.start < end);
}
