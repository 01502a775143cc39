import { hasDecorator } from './decorated-functions.ts';
import type { Inference } from './inference.ts';
import type { AttributeExpression, Expression } from './module-facts.ts';
import { type ClassNode, classOf, type FunctionNode, type Module } from './value.ts';

/** An `async def` property whose coroutine is taken for its result; `attribute` is what is taken from that. */
export interface MisusedProperty {
  readonly property: AttributeExpression;
  readonly attribute: string | undefined;
}

/** Attributes of a coroutine object. */
const ownAttribute = /^(close|send|throw|__\w+__|cr_\w+)$/;

/** Names of the `async def` properties of some modules: other attributes need no look. */
export function asyncPropertyNames(modules: Iterable<Module>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { functions } of modules) {
    for (const node of functions) if (isAsyncProperty(node)) names.add(node.facts.name);
  }
  return names;
}

function isAsyncProperty(node: FunctionNode): boolean {
  const { kind, isGenerator, decorators } = node.facts;
  return kind === 'async def' && !isGenerator && decorators.length === 1 && hasDecorator(node, 'property');
}

/** Where a function asks the coroutine of a property for what only its result can have. */
export function* misusedProperties(
  inference: Inference,
  node: FunctionNode,
  names: ReadonlySet<string>,
): Generator<MisusedProperty> {
  if (names.size === 0) return;
  const { calls } = node.module.facts;
  const callees = node.facts.calls.flatMap((index) => calls[index]?.callee ?? []);
  const seen = new Set<number>();
  const found = (expression: Expression, attribute?: string): MisusedProperty[] => {
    if (expression.kind !== 'attribute' || seen.has(expression.end) || !names.has(expression.name)) return [];
    if (attribute !== undefined && ownAttribute.test(attribute)) return [];
    if (!givesCoroutine(inference, node, expression)) return [];
    seen.add(expression.end);
    return [{ property: expression, attribute }];
  };
  for (const expression of [...callees, ...node.facts.attributes]) {
    for (let at: Expression = expression; at.kind === 'attribute'; at = at.object) yield* found(at.object, at.name);
  }
  for (const { value, isAsync } of node.facts.loops) if (!isAsync) yield* found(value);
  for (const { object } of node.facts.operations) yield* found(object);
}

function givesCoroutine(inference: Inference, node: FunctionNode, expression: AttributeExpression): boolean {
  const values = inference.evaluate(node, expression);
  return (
    values.length > 0 &&
    values.every((value) => {
      const owner =
        value.kind === 'coroutine' && value.node && isAsyncProperty(value.node) ? classOf(value.node) : undefined;
      return owner !== undefined && !isOverridden(inference, owner, expression.name);
    })
  );
}

function isOverridden({ classes }: Inference, owner: ClassNode, name: string): boolean {
  return classes.subclasses(owner).some((subclass) => {
    const methods = classes.methods(subclass, name);
    return methods.length > 0
      ? !methods.every(isAsyncProperty)
      : subclass.facts.bindings.some(({ target }) => target === name);
  });
}
