import type { CallEdge } from './call-edge.ts';
import { callsByName, type ScopedCall } from './calls-by-name.ts';
import { unnamedParameter } from './dependency-providers.ts';
import type { LinkedProject } from './linked-project.ts';
import type { Expression, Span } from './module-facts.ts';
import { shownSpan } from './rules/blocking-call.ts';
import { asCall, classOf, enclosingFunction, type FunctionNode } from './value.ts';

/** One place where a function calls another one or a library. */
export interface CallLink {
  readonly caller: FunctionNode;
  readonly callee: FunctionNode | string;
  readonly span: Span;
  /** The callee does not run as a part of the caller, but in a thread or after the response. */
  readonly isHandOver: boolean;
  /** Each gives the library call that the call ends in: a function may call differently in variants of itself. */
  readonly blockers: (() => string | undefined)[];
}

/**
 * Who calls whom in a project: the edges of its call graph in both directions, and what FastAPI, threads and background
 * tasks call for a function. Links of what FastAPI reaches are made at once, those of other functions when they are asked
 * for: in a large repository most functions are scripts and tests.
 */
export class CallLinks {
  private readonly project: LinkedProject;
  private readonly callers = new Map<FunctionNode | string, CallLink[]>();
  private readonly callees = new Map<FunctionNode, CallLink[]>();
  private readonly linked = new Set<FunctionNode>();
  private readonly reached: ReadonlySet<FunctionNode>;
  private byName: ReadonlyMap<string, readonly ScopedCall[]> | undefined;

  constructor(project: LinkedProject) {
    this.project = project;
    const { callables, wrapped, handOvers } = project.model;
    const nodes = new Set([...callables.map(({ node }) => node), ...wrapped.keys()]);
    for (const node of nodes) for (const target of this.linkNode(node)) nodes.add(target);
    this.reached = new Set([...nodes].map(original));
    for (const { scope, argument, node } of handOvers) this.add(scope, node, argument, this.endOf(node), true);
  }

  /** Whether FastAPI calls a function, or something that calls it. */
  isReached(node: FunctionNode): boolean {
    return this.reached.has(node);
  }

  /** The places that call a function or a library call. */
  callersOf(callee: FunctionNode | string): readonly CallLink[] {
    this.byName ??= callsByName(this.project.modules.values());
    for (const name of this.namesOf(callee)) for (const { scope } of this.byName.get(name) ?? []) this.linkAlone(scope);
    return this.callers.get(callee) ?? [];
  }

  /** Those of the places that FastAPI reaches. */
  servingCallersOf(callee: FunctionNode): readonly CallLink[] {
    return (this.callers.get(callee) ?? []).filter(({ caller }) => this.reached.has(caller));
  }

  /** The calls of a function. */
  calleesOf(caller: FunctionNode): readonly CallLink[] {
    this.linkAlone(caller);
    return this.callees.get(caller) ?? [];
  }

  /** The last names by which a call in the code names what it calls. */
  private namesOf(callee: FunctionNode | string): readonly string[] {
    if (typeof callee === 'string') return [callee.slice(callee.lastIndexOf('.') + 1)];
    const { facts } = callee;
    const owner = facts.name === '__init__' || facts.name === '__post_init__' ? classOf(callee) : undefined;
    if (!owner) return [facts.name];
    return [owner, ...this.project.inference.classes.subclasses(owner)].map((cls) => cls.facts.name);
  }

  /** Links a function that FastAPI need not reach, with the variants of others that it calls. */
  private linkAlone(start: FunctionNode): void {
    const nodes = new Set([start]);
    for (const node of nodes) {
      for (const target of this.linkNode(node)) if (target.specialization) nodes.add(target);
    }
  }

  /** Adds the links of a function; gives what it calls, and nothing when that was done before. */
  private linkNode(node: FunctionNode): readonly FunctionNode[] {
    if (this.linked.has(node)) return [];
    this.linked.add(node);
    const edges = this.project.graph.edgesOf(node);
    for (const edge of edges) {
      for (const target of edge.targets) this.link(node, edge, original(target));
      for (const { name } of edge.blockers) this.link(node, edge, name);
    }
    if (!node.specialization) this.linkFramework(node);
    return edges.flatMap(({ targets }) => targets);
  }

  private link(node: FunctionNode, edge: CallEdge, callee: FunctionNode | string): void {
    const span = shownSpan(node.module.facts, edge);
    this.add(original(node), callee, span, () => this.project.blocking.pathFrom(node, edge)?.blocker.name);
  }

  /** What FastAPI calls for a function: its dependencies. */
  private linkFramework(node: FunctionNode): void {
    if (this.project.model.rolesOf(node).length === 0) return;
    for (const { span, provider } of this.dependenciesOf(node)) this.add(node, provider, span, this.endOf(provider));
  }

  private endOf(node: FunctionNode): () => string | undefined {
    return () => this.project.blocking.path(node)?.blocker.name;
  }

  private *dependenciesOf(node: FunctionNode): Iterable<{ span: Span; provider: FunctionNode }> {
    const { dependencies } = this.project.inference;
    for (const parameter of node.facts.parameters) {
      const span = parameter.default ?? parameter.annotation;
      for (const value of dependencies.providers(node, parameter) ?? []) {
        const provider = this.project.inference.classes.calledFunction(value);
        if (span && provider) yield { span, provider };
      }
    }
    const scope = enclosingFunction(node);
    for (const item of scope ? decoratorDependencies(node) : []) {
      for (const value of (scope && dependencies.providers(scope, unnamedParameter(item))) ?? []) {
        const provider = this.project.inference.classes.calledFunction(value);
        if (provider) yield { span: item, provider };
      }
    }
  }

  private add(
    caller: FunctionNode,
    callee: FunctionNode | string,
    span: Span,
    blocker: () => string | undefined,
    isHandOver = false,
  ): void {
    const known = this.callees.get(caller);
    const twin = known?.find((other) => other.callee === callee && other.span.start === span.start);
    if (twin) {
      twin.blockers.push(blocker);
      return;
    }
    const link: CallLink = { caller, callee, span, isHandOver, blockers: [blocker] };
    if (known) known.push(link);
    else this.callees.set(caller, [link]);
    const callers = this.callers.get(callee);
    if (callers) callers.push(link);
    else this.callers.set(callee, [link]);
  }
}

/** The function itself where a node stands for only some of its calls. */
export function original(node: FunctionNode): FunctionNode {
  return node.specialization ? original(node.specialization.of) : node;
}

/** What `dependencies=[…]` of a path operation's decorator lists. */
function decoratorDependencies(node: FunctionNode): readonly Expression[] {
  return node.facts.decorators.flatMap((decorator) => {
    const call = asCall(node.module, decorator);
    const list = call?.arguments.find(({ keyword }) => keyword === 'dependencies')?.value;
    return list?.kind === 'collection' ? list.items : [];
  });
}
