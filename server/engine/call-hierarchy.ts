import { edgeAt, functionNamedAt } from './call-at-place.ts';
import type { CallEdge } from './call-graph.ts';
import type { FrameworkCallable } from './framework-callable.ts';
import { rangeOf } from './line-index.ts';
import type { LinkedProject } from './linked-project.ts';
import type { Expression, Span } from './module-facts.ts';
import { shownSpan } from './rules/blocking-call.ts';
import type { Range } from './text-range.ts';
import { enclosingFunction, type FunctionNode, type Module, type Value } from './value.ts';

/** How an item is found again after edits: a function by its name, or a library call by its own; both with the file. */
export type HierarchyKey =
  /** `ordinal` counts the functions of that name in the file, which may be defined several times. */
  { readonly function: string; readonly ordinal: number } | { readonly blocker: string };

/** A function of the project, or a library call that blocks. */
export interface HierarchyItem {
  readonly kind: 'function' | 'method' | 'constructor' | 'module' | 'library call';
  /** Qualified name (`Class.method`, `requests.get`). */
  readonly name: string;
  readonly path: string;
  readonly range: Range;
  readonly selectionRange: Range;
  readonly key: HierarchyKey;
  /** What the framework calls the function as. */
  readonly callable: FrameworkCallable | undefined;
  /** The library call that it ends in, where it blocks. */
  readonly blocker: string | undefined;
}

/** A caller or a callee with the places of the calls, which are in the caller's file. */
export interface HierarchyCall {
  readonly item: HierarchyItem;
  readonly ranges: readonly Range[];
}

/** One place where a function calls another one or a library. */
interface CallLink {
  readonly caller: FunctionNode;
  readonly callee: FunctionNode | string;
  readonly span: Span;
  /** Each gives the library call that the call ends in: a function may call differently in variants of itself. */
  readonly blockers: (() => string | undefined)[];
}

/**
 * Who calls whom in a project, along the edges of its call graph: methods that are only declared lead to what implements
 * them, and a function with `Depends(…)` calls its dependencies, so that callers of callers end in path operations.
 */
export class CallHierarchy {
  private readonly project: LinkedProject;
  private readonly callers = new Map<FunctionNode | string, CallLink[]>();
  private readonly callees = new Map<FunctionNode, CallLink[]>();
  private readonly reached: ReadonlySet<FunctionNode>;

  constructor(project: LinkedProject) {
    this.project = project;
    const nodes = new Set([...project.modules.values()].flatMap(({ functions }) => functions));
    for (const node of nodes) {
      // Targets join the loop: variants of functions call what the functions themselves do not.
      for (const edge of project.graph.edgesOf(node)) {
        for (const target of edge.targets) {
          nodes.add(target);
          this.link(node, edge, original(target));
        }
        for (const { name } of edge.blockers) this.link(node, edge, name);
      }
      if (!node.specialization) this.linkFramework(node);
    }
    this.reached = this.reachedFrom([
      ...project.model.callables.map(({ node }) => node),
      ...project.model.wrapped.keys(),
    ]);
  }

  /**
   * The items at a place: the library call that blocks there, the functions that a call leads to, or the function whose
   * header it is. Empty for functions that neither FastAPI reaches nor end in a blocking call: they are not our subject.
   */
  prepare(module: Module, offset: number): readonly HierarchyItem[] {
    const header = functionNamedAt(module, offset);
    if (header) return this.relevant([header]);
    const edge = edgeAt(this.project, module, offset)?.edge;
    if (!edge) return [];
    const names = new Set(edge.blockers.map(({ name }) => name));
    return [
      ...this.relevant([...new Set(edge.targets.map(original))]),
      ...[...names].map((name) => libraryItem(module, shownSpan(module.facts, edge), name)),
    ];
  }

  private relevant(nodes: readonly FunctionNode[]): readonly HierarchyItem[] {
    return nodes
      .filter((node) => this.reached.has(node) || this.blockerOf(node) !== undefined)
      .map((node) => this.functionItem(node, this.blockerOf(node)));
  }

  /** Functions that call an item, by file and place; undefined when the item is no longer there. */
  incoming(module: Module, key: HierarchyKey): readonly HierarchyCall[] | undefined {
    const callee = 'blocker' in key ? key.blocker : functionOf(module, key);
    if (callee === undefined) return undefined;
    const byCaller = grouped(this.callers.get(callee) ?? [], ({ caller }) => caller);
    return [...byCaller.values()]
      .map((links) => callOf(this.functionItem(links[0].caller, this.blockerOf(links[0].caller)), links))
      .sort((a, b) => compareText(a.item.path, b.item.path) || a.item.range.start.line - b.item.range.start.line);
  }

  /** What a function calls; what blocks at these calls carries its blocker. Undefined when the item is no longer there. */
  outgoing(module: Module, key: HierarchyKey): readonly HierarchyCall[] | undefined {
    if ('blocker' in key) return [];
    const caller = functionOf(module, key);
    if (!caller) return undefined;
    const inOrder = (this.callees.get(caller) ?? []).toSorted((a, b) => a.span.start - b.span.start);
    return [...grouped(inOrder, ({ callee }) => callee).values()].map((links) => {
      const [{ callee, span }] = links;
      const item =
        typeof callee === 'string'
          ? libraryItem(caller.module, span, callee)
          : this.functionItem(callee, firstBlocker(links));
      return callOf(item, links);
    });
  }

  private blockerOf(node: FunctionNode): string | undefined {
    const path = this.project.blocking.path(node);
    if (path) return path.blocker.name;
    // What FastAPI does not reach has no summary, but what it calls directly is known.
    return firstBlocker((this.callees.get(node) ?? []).filter(({ callee }) => typeof callee === 'string'));
  }

  private functionItem(node: FunctionNode, blocker: string | undefined): HierarchyItem {
    const { module, facts } = node;
    const named = module.functions.filter((fn) => fn.facts.qualifiedName === facts.qualifiedName);
    const roles = this.project.model.rolesOf(node);
    return {
      kind: kindOf(node),
      name: facts.kind === 'module' ? module.path : facts.qualifiedName,
      path: module.path,
      range: rangeOf(module.facts.lineStarts, facts.span),
      selectionRange: rangeOf(module.facts.lineStarts, facts.nameSpan),
      key: { function: facts.qualifiedName, ordinal: named.indexOf(node) },
      callable: roles.find(({ role }) => role !== 'thread function') ?? roles[0],
      blocker,
    };
  }

  private link(node: FunctionNode, edge: CallEdge, callee: FunctionNode | string): void {
    const span = shownSpan(node.module.facts, edge);
    this.add(original(node), callee, span, () => this.project.blocking.pathFrom(node, edge)?.blocker.name);
  }

  /** What FastAPI calls for a function: its dependencies, and the `async def` that a decorator put in its place. */
  private linkFramework(node: FunctionNode): void {
    if (this.project.model.rolesOf(node).length === 0) return;
    for (const { span, provider } of this.dependenciesOf(node)) this.add(node, provider, span, this.endOf(provider));
    const wrapper = this.project.inference.decorators.asyncWrapper(node);
    if (wrapper) this.add(node, wrapper, node.facts.nameSpan, this.endOf(wrapper));
  }

  private endOf(node: FunctionNode): () => string | undefined {
    return () => this.project.blocking.path(node)?.blocker.name;
  }

  private *dependenciesOf(node: FunctionNode): Iterable<{ span: Span; provider: FunctionNode }> {
    const { dependencies } = this.project.inference;
    for (const parameter of node.facts.parameters) {
      const span = parameter.default ?? parameter.annotation;
      for (const value of dependencies.providers(node, parameter) ?? []) {
        const provider = this.calledOf(value);
        if (span && provider) yield { span, provider };
      }
    }
    const scope = enclosingFunction(node);
    for (const item of scope ? decoratorDependencies(node) : []) {
      const unnamed = { name: '', annotation: undefined, default: item, star: '' } as const;
      for (const value of (scope && dependencies.providers(scope, unnamed)) ?? []) {
        const provider = this.calledOf(value);
        if (provider) yield { span: item, provider };
      }
    }
  }

  private calledOf(value: Value): FunctionNode | undefined {
    const { classes } = this.project.inference;
    if (value.kind === 'function') return value.node;
    if (value.kind === 'class') return classes.findMethod(value.node, '__init__');
    return value.kind === 'instance' ? classes.findMethod(value.node, '__call__') : undefined;
  }

  private add(
    caller: FunctionNode,
    callee: FunctionNode | string,
    span: Span,
    blocker: () => string | undefined,
  ): void {
    const known = this.callees.get(caller);
    const twin = known?.find((other) => other.callee === callee && other.span.start === span.start);
    if (twin) {
      twin.blockers.push(blocker);
      return;
    }
    const link: CallLink = { caller, callee, span, blockers: [blocker] };
    if (known) known.push(link);
    else this.callees.set(caller, [link]);
    const callers = this.callers.get(callee);
    if (callers) callers.push(link);
    else this.callers.set(callee, [link]);
  }

  private reachedFrom(roots: readonly FunctionNode[]): ReadonlySet<FunctionNode> {
    const reached = new Set(roots);
    for (const node of reached) {
      for (const { callee } of this.callees.get(node) ?? []) if (typeof callee !== 'string') reached.add(callee);
    }
    return reached;
  }
}

type Links = readonly [CallLink, ...CallLink[]];

function grouped<K>(links: readonly CallLink[], keyOf: (link: CallLink) => K): ReadonlyMap<K, Links> {
  const groups = new Map<K, [CallLink, ...CallLink[]]>();
  for (const link of links) {
    const group = groups.get(keyOf(link));
    if (group) group.push(link);
    else groups.set(keyOf(link), [link]);
  }
  return groups;
}

function callOf(item: HierarchyItem, links: Links): HierarchyCall {
  const { lineStarts } = links[0].caller.module.facts;
  return { item, ranges: links.map(({ span }) => rangeOf(lineStarts, span)) };
}

function firstBlocker(links: readonly CallLink[]): string | undefined {
  for (const { blockers } of links) {
    for (const blocker of blockers) {
      const name = blocker();
      if (name !== undefined) return name;
    }
  }
  return undefined;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The function itself where a node stands for only some of its calls. */
function original(node: FunctionNode): FunctionNode {
  return node.specialization ? original(node.specialization.of) : node;
}

function functionOf(module: Module, key: { function: string; ordinal: number }): FunctionNode | undefined {
  const named = module.functions.filter(({ facts }) => facts.qualifiedName === key.function);
  return named[key.ordinal] ?? named.at(-1);
}

/** What `dependencies=[…]` of a path operation's decorator lists. */
function decoratorDependencies(node: FunctionNode): readonly Expression[] {
  return node.facts.decorators.flatMap((decorator) => {
    const call = decorator.kind === 'call' ? node.module.facts.calls[decorator.call] : undefined;
    const list = call?.arguments.find(({ keyword }) => keyword === 'dependencies')?.value;
    return list?.kind === 'collection' ? list.items : [];
  });
}

function kindOf({ facts }: FunctionNode): HierarchyItem['kind'] {
  if (facts.kind === 'module') return 'module';
  if (facts.class < 0) return 'function';
  return facts.name === '__init__' ? 'constructor' : 'method';
}

function libraryItem(module: Module, span: Span, name: string): HierarchyItem {
  const range = rangeOf(module.facts.lineStarts, span);
  const key = { blocker: name };
  return {
    kind: 'library call',
    name,
    path: module.path,
    range,
    selectionRange: range,
    key,
    callable: undefined,
    blocker: name,
  };
}
