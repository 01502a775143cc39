import type { Fix } from '../finding.ts';
import type { FixContext } from '../rules/rule.ts';
import { fixInFile } from './fix-in-file.ts';
import { replaceSpan } from './line-edits.ts';

/** `return rows()` becomes `return list(rows())`: the response is the same, and its items are made where the function runs. */
export function returnList(context: FixContext): Fix | undefined {
  const { node, path } = context.source;
  const call = path?.steps[0].edge.call;
  const [list] = context.project.inference.lookUp(node, 'list');
  if (!call || list?.kind !== 'external' || list.name !== 'builtins.list') return undefined;
  const { facts } = node.module;
  const edits = [replaceSpan(facts, call.start, call.start, 'list('), replaceSpan(facts, call.end, call.end, ')')];
  // The items are made in a thread, where other threads run meanwhile.
  return fixInFile(
    context,
    { kind: 'return-list', params: { call: context.finding.params.call ?? '' }, isSafe: false },
    edits,
  );
}
