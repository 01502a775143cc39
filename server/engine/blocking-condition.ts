import type { ArgumentCondition, KnowledgeEntry } from '../knowledge/knowledge-schema.ts';
import type { CallFacts } from './module-facts.ts';

/** Whether a library call blocks with the arguments that it is written with. Without a call, the entry alone decides. */
export function blocksAt(entry: KnowledgeEntry, call: CallFacts | undefined): boolean {
  if (entry.blocks !== true || entry.minor === true) return false;
  if (!call) return entry.blocksWhen === undefined;
  if (entry.blocksWhen && !holds(entry.blocksWhen, call)) return false;
  return !(entry.unless && holds(entry.unless, call));
}

function holds(condition: ArgumentCondition, call: CallFacts): boolean {
  if (condition.anyArgument) return call.arguments.length > 0;
  const value = call.arguments.find(
    (argument, position) =>
      (argument.keyword !== undefined && argument.keyword === condition.argument) ||
      (argument.keyword === undefined && position === condition.position),
  )?.value;
  if (!value) return false;
  if (condition.above !== undefined) return value.kind === 'literal' && Number(value.value) > condition.above;
  return condition.is === undefined || (value.kind === 'literal' && value.value === condition.is);
}
