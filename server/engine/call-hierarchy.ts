import { edgeAt, functionNamedAt } from './call-at-place.ts';
import { type CallLink, type CallLinks, original } from './call-links.ts';
import type { FrameworkCallable } from './framework-callable.ts';
import { rangeOf } from './line-index.ts';
import type { LinkedProject } from './linked-project.ts';
import type { Span } from './module-facts.ts';
import { shownSpan } from './rules/blocking-call.ts';
import type { Range } from './text-range.ts';
import type { FunctionNode, Module } from './value.ts';

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
  /** In a file of an installed library. */
  readonly isOfLibrary: boolean;
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

/** The items of a project's call hierarchy, in which callers of callers end in path operations. */
export class CallHierarchy {
  private readonly project: LinkedProject;
  private readonly links: CallLinks;

  /** @param links Of the same project. */
  constructor(project: LinkedProject, links: CallLinks) {
    this.project = project;
    this.links = links;
  }

  /**
   * The items at a place: the library call that blocks there, the functions that a call leads to, or the function whose
   * header it is. Empty for functions that neither FastAPI reaches nor end in a blocking call: they are not our subject.
   */
  prepare(module: Module, offset: number): readonly HierarchyItem[] {
    const header = functionNamedAt(module, offset);
    if (header) return this.relevant([header]);
    const edge = edgeAt(this.project, module, offset)?.edge;
    if (!edge) return this.relevant(this.namedInLink(module, offset));
    const names = new Set(edge.blockers.map(({ name }) => name));
    return [
      ...this.relevant([...new Set(edge.targets.map(original))]),
      ...[...names].map((name) => libraryItem(module, shownSpan(module.facts, edge), name)),
    ];
  }

  /** Functions that are not called at an offset but named there, for FastAPI or a thread to call. */
  private namedInLink(module: Module, offset: number): readonly FunctionNode[] {
    const named = new Set<FunctionNode>();
    for (const { callee, span } of module.functions.flatMap((node) => this.links.calleesOf(node))) {
      if (typeof callee !== 'string' && offset >= span.start && offset <= span.end) named.add(callee);
    }
    return [...named];
  }

  private relevant(nodes: readonly FunctionNode[]): readonly HierarchyItem[] {
    return nodes
      .filter((node) => this.links.isReached(node) || this.blockerOf(node) !== undefined)
      .map((node) => this.functionItem(node, this.blockerOf(node)));
  }

  /**
   * Functions that call an item, those that FastAPI reaches before scripts and tests. Undefined when the item is no longer
   * there.
   */
  incoming(module: Module, key: HierarchyKey): readonly HierarchyCall[] | undefined {
    const callee = 'blocker' in key ? key.blocker : functionOf(module, key);
    if (callee === undefined) return undefined;
    const byCaller = [...grouped(this.links.callersOf(callee), ({ caller }) => caller)];
    return byCaller
      .sort(([a], [b]) => Number(this.links.isReached(b)) - Number(this.links.isReached(a)) || comparePlaces(a, b))
      .map(([caller, links]) => callOf(this.functionItem(caller, this.blockerOf(caller)), links));
  }

  /** What a function calls; what blocks at these calls carries its blocker. Undefined when the item is no longer there. */
  outgoing(module: Module, key: HierarchyKey): readonly HierarchyCall[] | undefined {
    if ('blocker' in key) return [];
    const caller = functionOf(module, key);
    if (!caller) return undefined;
    const inOrder = this.links.calleesOf(caller).toSorted((a, b) => a.span.start - b.span.start);
    return [...grouped(inOrder, ({ callee }) => callee).values()].map((links) => {
      const [{ callee, span }] = links;
      const item =
        typeof callee === 'string'
          ? libraryItem(caller.module, span, callee)
          : this.functionItem(callee, firstBlocker(links.filter(({ isHandOver }) => !isHandOver)));
      return callOf(item, links);
    });
  }

  private blockerOf(node: FunctionNode): string | undefined {
    const path = this.project.blocking.path(node);
    if (path) return path.blocker.name;
    // What FastAPI does not reach has no summary, but what it calls directly is known.
    return firstBlocker(this.links.calleesOf(node).filter(({ callee }) => typeof callee === 'string'));
  }

  private functionItem(node: FunctionNode, blocker: string | undefined): HierarchyItem {
    const { module, facts } = node;
    const named = module.functions.filter((fn) => fn.facts.qualifiedName === facts.qualifiedName);
    return {
      kind: kindOf(node),
      name: facts.kind === 'module' ? module.path : facts.qualifiedName,
      path: module.path,
      isOfLibrary: module.isLibrary,
      range: rangeOf(module.facts.lineStarts, facts.span),
      selectionRange: rangeOf(module.facts.lineStarts, facts.nameSpan),
      key: { function: facts.qualifiedName, ordinal: named.indexOf(node) },
      callable: this.callableOf(node),
      blocker,
    };
  }

  private callableOf(node: FunctionNode): FrameworkCallable | undefined {
    const roles = this.project.model.rolesOf(node);
    const own = roles.find(({ role }) => role !== 'thread function');
    if (own || roles.length === 0) return own;
    // What is handed to a thread in one place may be called on the loop in another.
    return this.links.callersOf(node).every(({ isHandOver }) => isHandOver) ? roles[0] : undefined;
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

function comparePlaces(a: FunctionNode, b: FunctionNode): number {
  if (a.module === b.module) return a.facts.span.start - b.facts.span.start;
  return a.module.path < b.module.path ? -1 : 1;
}

function functionOf(module: Module, key: { function: string; ordinal: number }): FunctionNode | undefined {
  const named = module.functions.filter(({ facts }) => facts.qualifiedName === key.function);
  return named[key.ordinal] ?? named.at(-1);
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
    isOfLibrary: module.isLibrary,
    range,
    selectionRange: range,
    key,
    callable: undefined,
    blocker: name,
  };
}
