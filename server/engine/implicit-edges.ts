import { blocksAt } from './blocking-condition.ts';
import type { Blocker, CallEdge } from './call-edge.ts';
import { isMemoized } from './decorated-functions.ts';
import { implementations } from './implementations.ts';
import type { Inference } from './inference.ts';
import type { AttributeExpression, Expression } from './module-facts.ts';
import type { FunctionNode } from './value.ts';

/** What the syntax calls without a call: entered context managers, iteration, properties. */
export class ImplicitEdges {
  private readonly inference: Inference;
  /** Names of all properties of the project: other attributes need no look. */
  private readonly propertyNames: ReadonlySet<string>;

  constructor(inference: Inference, propertyNames: ReadonlySet<string>) {
    this.inference = inference;
    this.propertyNames = propertyNames;
  }

  /** Properties that an attribute expression reads on its way, each as an edge to its function. */
  properties(node: FunctionNode, attribute: AttributeExpression): readonly CallEdge[] {
    if (!this.propertyNames.has(attribute.name)) return [];
    const targets: FunctionNode[] = [];
    const owners = this.inference.evaluate(node, attribute.object);
    for (const owner of owners) {
      if (owner.kind !== 'instance') continue;
      const method = this.inference.classes.findMethod(owner.node, attribute.name);
      if (!method || !this.inference.classes.isProperty(method) || method.facts.kind !== 'def') continue;
      // A cached property runs once for an object.
      if (!isMemoized(method)) targets.push(...implementations(this.inference.classes, method, owner));
    }
    if (targets.length === 0) return [];
    const span = { start: attribute.start, end: attribute.end };
    const mayBeHarmless = targets.length < owners.length;
    return [{ span, call: undefined, expression: attribute, targets, blockers: [], mayBeHarmless }];
  }

  /** Special methods that are called on a value: an edge for each of the methods that there is. */
  edges(node: FunctionNode, expression: Expression, names: readonly string[]): readonly CallEdge[] {
    const values = this.inference.evaluate(node, expression);
    const span = { start: expression.start, end: expression.end };
    return names.flatMap((name) => {
      const targets: FunctionNode[] = [];
      const blockers: Blocker[] = [];
      for (const value of values) {
        if (value.kind === 'instance') {
          const method = this.inference.classes.findMethod(value.node, name);
          if (method && !method.facts.isStub) targets.push(method);
        } else if (value.kind === 'container') {
          // A generator that was made before; where it is made in the same place, the call has an edge of its own.
          const { generator } = value;
          const isRunBy = generator?.facts.kind === 'def' ? name === '__next__' : name === '__anext__';
          if (generator && isRunBy && expression.kind !== 'call') targets.push(generator);
        } else if (value.kind === 'external instance') {
          const fact = this.inference.knowledge.find(`${value.name}.${name}`);
          if (fact && !fact.name.endsWith('*') && blocksAt(fact.entry, undefined))
            blockers.push({ name: fact.name, entry: fact.entry });
        }
      }
      if (targets.length === 0 && blockers.length === 0) return [];
      return [{ span, call: undefined, expression, targets, blockers, mayBeHarmless: values.length > 1 }];
    });
  }
}
