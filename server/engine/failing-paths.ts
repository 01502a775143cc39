import { BlockingSummary, type SearchedGraph } from './blocking-summary.ts';
import type { CallEdge } from './call-edge.ts';
import { isIn } from './error-handlers.ts';
import { isExcluded } from './function-variants.ts';
import type { LinkedProject } from './linked-project.ts';
import type { CallFacts } from './module-facts.ts';
import { isNotebook } from './notebook-module.ts';
import { isTestModule } from './test-module.ts';
import { classOf, type FunctionNode, type Module } from './value.ts';

/** What a search looks for, and where it does not look. */
export interface FailingCall {
  /** Name of the function that a call calls and that fails; undefined for other calls. */
  readonly nameOf: (node: FunctionNode, call: CallFacts) => string | undefined;
  /** A quick look at a call before that. */
  readonly mayFail: (call: CallFacts) => boolean;
  /** Whether the function is prepared for what a place in it leads to. `fails`: the call there fails itself. */
  readonly isPrepared: (node: FunctionNode, position: number, fails: string | undefined) => boolean;
}

/**
 * The ways from functions down to calls that raise an error where they run. They lead through plain functions only: a coroutine
 * has a loop, whoever made it run. The functions that may lead there are found by their names, from the calls upwards.
 */
export class FailingPaths implements SearchedGraph {
  private readonly project: LinkedProject;
  private readonly failing: FailingCall;
  private readonly direct = new Map<FunctionNode, readonly CallEdge[]>();
  /** Functions that may lead to a call that fails. */
  readonly candidates = new Set<FunctionNode>();
  private readonly found = new Map<FunctionNode, readonly CallEdge[]>();
  private summary: BlockingSummary | undefined;

  constructor(project: LinkedProject, failing: FailingCall) {
    this.project = project;
    this.failing = failing;
    for (const module of project.modules.values()) {
      if (!isTestModule(module.path)) this.findDirect(module);
    }
    for (const node of this.candidates) if (node.facts.kind !== 'async def') this.addCallers(node);
  }

  /** The ways down from the functions that they are asked for; which these are is worked out once. */
  from(roots: () => Iterable<FunctionNode>): BlockingSummary {
    this.summary ??= new BlockingSummary(this, roots());
    return this.summary;
  }

  private findDirect(module: Module): void {
    for (const call of module.facts.calls) {
      if (!this.failing.mayFail(call) || call.outsideServing || call.deferred) continue;
      if (call.usage === 'default' || call.usage === 'decorator') continue;
      const node = module.functions[call.function];
      const name = node && isServed(node) ? this.failing.nameOf(node, call) : undefined;
      if (!node || name === undefined || this.failing.isPrepared(node, call.start, name)) continue;
      const blockers = [{ name, entry: { name }, isLikely: false }];
      const edge = { span: call, call, expression: call.callee, targets: [], blockers, mayBeHarmless: false };
      this.direct.set(node, [...(this.direct.get(node) ?? []), edge]);
      this.candidates.add(node);
    }
  }

  private addCallers(node: FunctionNode): void {
    for (const name of this.namesOf(node)) {
      for (const { scope } of this.project.inference.callsNamed(name, node.module)) {
        if (isServed(scope) && !isTestModule(scope.module.path)) this.candidates.add(scope);
      }
    }
  }

  private namesOf(node: FunctionNode): readonly string[] {
    const owner = /^__(init|post_init)__$/.test(node.facts.name) ? classOf(node) : undefined;
    if (!owner) return [node.facts.name];
    return [owner, ...this.project.inference.classes.subclasses(owner)].map(({ facts }) => facts.name);
  }

  /** The calls of a function that fail, or that lead to such a call, where the framework or a loop runs it. */
  startsOf(node: FunctionNode): readonly CallEdge[] {
    let edges = this.found.get(node);
    if (!edges) {
      edges = this.find(node);
      this.found.set(node, edges);
    }
    return edges;
  }

  /** Of these, where it is called by another function, the calls that it makes whatever its arguments and its state. */
  edgesOf(node: FunctionNode): readonly CallEdge[] {
    return this.startsOf(node).map((edge) => (edge.call?.isConditional ? { ...edge, mayBeHarmless: true } : edge));
  }

  private find(node: FunctionNode): readonly CallEdge[] {
    const of = node.specialization?.of ?? node;
    if (!this.candidates.has(of)) return [];
    const known = node.specialization?.known;
    const direct = (this.direct.get(of) ?? []).filter(
      ({ call, expression }) => !known || !call || !isExcluded(of, call, expression, known),
    );
    const through = this.project.graph
      .edgesOf(node)
      .filter((edge) => this.leadsOn(of, edge) && !this.failing.isPrepared(of, edge.span.start, undefined));
    return [...direct, ...through];
  }

  private leadsOn({ facts }: FunctionNode, { span, targets, blockers, isDecorator }: CallEdge): boolean {
    if (targets.length === 0 || blockers.length > 0 || isDecorator) return false;
    // What only an error leads to is seldom seen.
    if (facts.tries.some(({ handlers }) => handlers.some((handler) => isIn(handler, span.start)))) return false;
    return targets.every(
      (target) => target.facts.kind !== 'async def' && this.candidates.has(target.specialization?.of ?? target),
    );
  }

  *reachedFrom(roots: Iterable<FunctionNode>): Generator<FunctionNode> {
    const reached = new Set(roots);
    for (const node of reached) {
      yield node;
      for (const { targets } of this.startsOf(node)) for (const target of targets) reached.add(target);
    }
  }

  isDoubtful(target: FunctionNode): boolean {
    return this.project.graph.isDoubtful(target);
  }
}

/** Whether code may run where requests are served. What a notebook says outside of functions runs on Jupyter's loop. */
function isServed({ facts, module }: FunctionNode): boolean {
  return facts.kind !== 'module' || isNotebook(module.path);
}
