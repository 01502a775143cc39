import type { ArgumentCondition, KnowledgeEntry } from '../knowledge/knowledge-schema.ts';
import type { Blocker } from './call-edge.ts';
import type { Inference } from './inference.ts';
import { isConstant } from './iterated-constants.ts';
import type { LibraryFact } from './knowledge-index.ts';
import type { CallFacts, Expression } from './module-facts.ts';
import { type Definition, visibleAt } from './scope-names.ts';
import { asCall, type FunctionNode } from './value.ts';

/** Where a call stands, for what its arguments are. */
export interface CallPlace {
  readonly inference: Inference;
  readonly node: FunctionNode;
}

/**
 * The block of a library call with the arguments that it is written with; undefined when it does not block. Without a call,
 * the entry alone decides.
 */
export function blockerAt(
  { name, entry }: LibraryFact,
  call: CallFacts | undefined,
  place: CallPlace,
): Blocker | undefined {
  if (!blocksAt(entry, call, place)) return undefined;
  const isSure = call !== undefined && entry.certainWhen !== undefined && holds(entry.certainWhen, call, place);
  const isLikely = entry.likely === true || (entry.onFirstUse === true && isUsedBefore(call, place));
  return { name, entry, isLikely: isLikely && !isSure };
}

/** Whether the function has used the object of a call before, so that the long part is done. */
function isUsedBefore(call: CallFacts | undefined, { inference, node }: CallPlace): boolean {
  const object = objectOf(call);
  if (!call || object === undefined) return false;
  return node.facts.calls.some((index) => {
    const other = node.module.facts.calls[index];
    if (!other || other.start >= call.start || objectOf(other) !== object) return false;
    return inference
      .evaluate(node, other.callee)
      .some((callee) => callee.kind === 'external' && inference.knowledge.find(callee.name)?.entry.onFirstUse);
  });
}

/** The name whose method is called. */
function objectOf(call: CallFacts | undefined): string | undefined {
  const object = call?.callee.kind === 'attribute' ? call.callee.object : undefined;
  return object?.kind === 'name' ? object.name : undefined;
}

function blocksAt(entry: KnowledgeEntry, call: CallFacts | undefined, place: CallPlace): boolean {
  if (entry.blocks !== true || entry.minor === true) return false;
  if (!call) return entry.blocksWhen === undefined;
  if (entry.blocksWhen && !holds(entry.blocksWhen, call, place)) return false;
  return !(entry.unless && holds(entry.unless, call, place));
}

function holds(condition: ArgumentCondition, call: CallFacts, place: CallPlace): boolean {
  if (condition.anyArgument) return call.arguments.length > 0;
  if (condition.isObjectOfKernel) {
    return call.callee.kind === 'attribute' && isFileOfKernel(call.callee.object, place);
  }
  const value = call.arguments.find(
    (argument, position) =>
      (argument.keyword !== undefined && argument.keyword === condition.argument) ||
      (argument.keyword === undefined && position === condition.position),
  )?.value;
  if (!value) return false;
  if (condition.isPath) return isPath(value, place);
  if (condition.isOfKernel) return isFileOfKernel(value, place);
  const { above, below } = condition;
  if (above !== undefined || below !== undefined) {
    const number = numberOf(value, place);
    return number !== undefined && number > (above ?? -Infinity) && number < (below ?? Infinity);
  }
  return condition.is === undefined || (value.kind === 'literal' && value.value === condition.is);
}

/** The number that an argument is, also by the name of a constant. */
export function numberOf(value: Expression, { inference, node }: CallPlace): number | undefined {
  if (value.kind === 'literal') {
    return value.value !== undefined && /^(int|float)$/.test(value.type)
      ? Number(value.value.replaceAll('_', ''))
      : undefined;
  }
  const found = inference.aliases.aliasOf(node, value);
  if (found?.expression.kind !== 'literal' || !isConstant(found.scope, found.expression)) return undefined;
  return numberOf(found.expression, { inference, node });
}

const ofKernel = /^\/(proc|sys)\//;

/** Names for paths are followed so far. */
const deepest = 3;

/** Whether an expression is certainly the path of a file that Linux makes up in memory when it is read. */
function isFileOfKernel(value: Expression, place: CallPlace, depth = 0): boolean {
  const { inference, node } = place;
  if (depth > deepest) return false;
  if (value.kind === 'literal') return value.type === 'str' && ofKernel.test(value.value ?? '');
  if (value.kind === 'name') {
    const visible = visibleAt(inference.scopes.of(node).get(value.name) ?? [], value.start, true);
    return visible.length > 0 && visible.every((definition) => isPathOfKernel(definition, place, depth));
  }
  const made = asCall(node.module, value);
  const [path, ...more] = made?.arguments ?? [];
  if (!made || !path || more.length > 0) return false;
  const callees = inference.evaluate(node, made.callee);
  const isPathClass = callees.length > 0 && callees.every((is) => is.kind === 'external' && pathClass.test(is.name));
  return isPathClass && isFileOfKernel(path.value, place, depth + 1);
}

function isPathOfKernel(definition: Definition, place: CallPlace, depth: number): boolean {
  if (definition.kind !== 'binding') return false;
  const { value, manner, unpack } = definition.binding;
  return (
    value !== undefined &&
    unpack.length === 0 &&
    (manner === 'assign' || manner === 'annotate') &&
    isFileOfKernel(value, place, depth + 1)
  );
}

const pathClass = /^(builtins\.str|pathlib\.(Pure)?(Posix|Windows)?Path)$/;

function isPath(value: Expression, { inference, node }: CallPlace): boolean {
  const values = inference.evaluate(node, value);
  return values.length > 0 && values.every((is) => is.kind === 'external instance' && pathClass.test(is.name));
}
