import { blocksAt } from './blocking-condition.ts';
import type { Blocker, CallEdge } from './call-edge.ts';
import { nameOf } from './expression-name.ts';
import { implementations } from './implementations.ts';
import type { ImplicitEdges } from './implicit-edges.ts';
import type { Inference } from './inference.ts';
import type { CallFacts, Expression } from './module-facts.ts';
import type { FunctionNode } from './value.ts';

/** Built-in callables that iterate their argument at once. */
const iteratesNow =
  /^builtins\.(list|tuple|set|sorted|sum|min|max|any|all|next|dict|frozenset)$|^(itertools\.|functools\.reduce)/;
/** Built-in callables that call what they are given when their result is iterated. */
const lazyCallback = /^builtins\.(map|filter)$/;
/** Last names of those and of the ones that take a key: what is not called so needs no look. */
const takesCallback = /^(list|tuple|set|sorted|sum|min|max|any|all|next|dict|frozenset|map|filter|reduce|sort)$/;

/** What the built-in functions call and iterate that they are given. */
export class BuiltinCallbacks {
  private readonly inference: Inference;
  private readonly implicit: ImplicitEdges;

  constructor(inference: Inference, implicit: ImplicitEdges) {
    this.inference = inference;
    this.implicit = implicit;
  }

  /** Whether a call (by its number) runs an iterator to its end that it is given. */
  iterates(node: FunctionNode, consumer: number): boolean {
    const call = node.module.facts.calls[consumer];
    return call !== undefined && this.externalNames(node, call.callee).some((name) => iteratesNow.test(name));
  }

  /** Qualified names of the library callables that an expression may be. */
  externalNames(node: FunctionNode, expression: Expression): readonly string[] {
    return this.inference
      .evaluate(node, expression)
      .flatMap((value) => (value.kind === 'external' ? [value.name] : []));
  }

  /** What a built-in calls at once: the function of `map`, the key of `sorted`, the iterator that `list` runs to its end. */
  edges(node: FunctionNode, call: CallFacts): readonly CallEdge[] {
    const name = nameOf(call.callee) ?? '';
    if (!takesCallback.test(name)) return [];
    const [callee] = this.externalNames(node, call.callee);
    if (callee === undefined || !(iteratesNow.test(callee) || lazyCallback.test(callee))) return [];
    const key = call.arguments.find((argument) => argument.keyword === 'key')?.value;
    const first = call.arguments[0]?.value;
    const edges: CallEdge[] = [];
    if (key) edges.push(...this.runEdge(node, call, key));
    if (!first) return edges;
    if (callee === 'functools.reduce') edges.push(...this.runEdge(node, call, first));
    else if (lazyCallback.test(callee)) {
      const isRun = call.usage === 'iterated' || (call.usage === 'argument' && this.iterates(node, call.argumentOf));
      if (isRun) edges.push(...this.runEdge(node, call, first));
    } else if (first.kind === 'call' || first.kind === 'name') {
      edges.push(...this.implicit.edges(node, first, ['__iter__', '__next__']));
    }
    return edges;
  }

  /** The edge of a callable that is given by name and called right away. */
  private runEdge(node: FunctionNode, call: CallFacts, given: Expression): readonly CallEdge[] {
    const targets: FunctionNode[] = [];
    const blockers: Blocker[] = [];
    const callees = this.inference.evaluate(node, given);
    for (const callee of callees) {
      if (callee.kind === 'function' && callee.node.facts.kind !== 'async def' && !callee.node.facts.isGenerator) {
        targets.push(...implementations(this.inference.classes, callee.node, callee.receiver));
      } else if (callee.kind === 'external') {
        const fact = this.inference.knowledge.find(callee.name);
        if (fact && blocksAt(fact.entry, undefined)) blockers.push({ name: fact.name, entry: fact.entry });
      }
    }
    if (targets.length === 0 && blockers.length === 0) return [];
    const mayBeHarmless = callees.length > targets.length + blockers.length;
    return [{ span: call, call: undefined, expression: call.callee, targets, blockers, mayBeHarmless }];
  }
}
