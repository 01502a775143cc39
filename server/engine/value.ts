import type { StateOwner } from './application-state.ts';
import type { CallFacts, ClassFacts, Expression, FunctionFacts, ModuleFacts } from './module-facts.ts';
import type { NotebookModule } from './notebook-module.ts';
import type { KnownArguments } from './parameter-guards.ts';

/** A file of the project, or of a library, with its facts, and one object for each of its functions and classes. */
export interface Module {
  readonly path: string;
  /** What imports call it: the path without `.py` or `/__init__.py`; a library's begins with `@`. */
  readonly key: string;
  /** From an installed library; the others are the project's own. */
  readonly isLibrary: boolean;
  /** The notebook that the module is made of. */
  readonly notebook: NotebookModule | undefined;
  readonly facts: ModuleFacts;
  readonly functions: readonly FunctionNode[];
  readonly classes: readonly ClassNode[];
}

export interface FunctionNode {
  readonly module: Module;
  readonly index: number;
  readonly facts: FunctionFacts;
  /** Set where the node stands for only some of the function's calls; it differs in nothing else. */
  readonly specialization?: Specialization;
}

/** What is known in some calls of a function. */
export interface Specialization {
  readonly of: FunctionNode;
  /** Parameters that have a literal value. */
  readonly known: KnownArguments;
  /** The class of `self`, where it overrides methods that the function calls. */
  readonly self: ClassNode | undefined;
  /** What the calls give to parameters that the function calls. */
  readonly given: GivenCallables;
  /** A generator that is asked for its first item only. */
  readonly untilYield: boolean;
  /** Nobody takes what the function returns, so that a coroutine among it never runs. */
  readonly isDropped: boolean;
}

/** Callables by the name of the parameter that holds them. */
export type GivenCallables = ReadonlyMap<string, readonly Value[]>;

export interface ClassNode {
  readonly module: Module;
  readonly index: number;
  readonly facts: ClassFacts;
}

/**
 * What an expression can be at run time, as far as it is known. An expression has a list of these, one for each
 * possibility; the empty list means unknown, and from unknown nothing is concluded.
 */
export type Value =
  | { readonly kind: 'module'; readonly key: string }
  | { readonly kind: 'function'; readonly node: FunctionNode; readonly receiver: Value | undefined }
  | { readonly kind: 'class'; readonly node: ClassNode; readonly parameters: readonly (readonly Value[])[] }
  | { readonly kind: 'instance'; readonly node: ClassNode; readonly parameters: readonly (readonly Value[])[] }
  /** `super()` in a method of `owner`, which is called on `receiver`. */
  | { readonly kind: 'super'; readonly owner: ClassNode; readonly receiver: ObjectValue }
  /** A type variable, or with `isClass` the class that it stands for; `bound`: what it is at least. */
  | {
      readonly kind: 'type variable';
      readonly key: string;
      readonly bound: readonly Value[];
      readonly isClass: boolean;
    }
  /** `app.state` or `request.state`. */
  | { readonly kind: 'state'; readonly owner: StateOwner }
  /** A function, class or module outside the project, by its qualified name. */
  | { readonly kind: 'external'; readonly name: string }
  | { readonly kind: 'external instance'; readonly name: string }
  /** A list, set, iterator or generator and what iterating it gives; or a dictionary, when it has keys, and its values. */
  | {
      readonly kind: 'container';
      readonly items: readonly Value[];
      readonly keys: readonly Value[] | undefined;
      readonly generator: FunctionNode | undefined;
    }
  | { readonly kind: 'tuple'; readonly items: readonly (readonly Value[])[] }
  /** What a call of an `async def` gives, or another object to await, such as a task; awaiting it gives `result`. */
  | { readonly kind: 'coroutine'; readonly result: readonly Value[]; readonly node: FunctionNode | undefined }
  /** What `@contextmanager` and `@asynccontextmanager` make; entering it gives `entered`. */
  | { readonly kind: 'context manager'; readonly entered: readonly Value[]; readonly node: FunctionNode | undefined }
  /** `functools.partial(f)`, or another object whose call calls `callees` and gives `result`. */
  | { readonly kind: 'partial'; readonly callees: readonly Value[]; readonly result: readonly Value[] };

/** What a method is called on, where its class is of the project. */
export type ObjectValue = Value & { readonly kind: 'class' | 'instance' };
/** A module of the project with its nodes; with `libraryKey` one of a library. */
export function moduleOf(
  path: string,
  facts: ModuleFacts,
  { libraryKey, notebook }: { libraryKey?: string; notebook?: NotebookModule | undefined } = {},
): Module {
  const key = libraryKey ?? path.replace(/\.pyi?$/, '').replace(/(^|\/)__init__$/, '');
  const functions: FunctionNode[] = [];
  const classes: ClassNode[] = [];
  const module: Module = { path, key, isLibrary: libraryKey !== undefined, notebook, facts, functions, classes };
  facts.functions.forEach((fn, index) => {
    functions.push({ module, index, facts: fn });
  });
  facts.classes.forEach((cls, index) => {
    classes.push({ module, index, facts: cls });
  });
  return module;
}

/** The function that a function is defined in; the module itself for those at its top. */
export function enclosingFunction(node: FunctionNode): FunctionNode | undefined {
  return node.facts.parent >= 0 ? node.module.functions[node.facts.parent] : undefined;
}

/** The calls that stand directly in a function, in their order. */
export function callsOf({ facts, module }: FunctionNode): readonly CallFacts[] {
  return facts.calls.flatMap((index) => module.facts.calls[index] ?? []);
}

/** The call that an expression of a module is; undefined for other expressions. */
export function asCall({ facts }: Module, expression: Expression | undefined): CallFacts | undefined {
  return expression?.kind === 'call' ? facts.calls[expression.call] : undefined;
}

/** The calls that decorate a function: `@app.get("/")`, and not `@cache`. */
export function decoratorCalls({ module, facts }: FunctionNode): readonly CallFacts[] {
  return facts.decorators.flatMap((decorator) => asCall(module, decorator) ?? []);
}

/** The class whose body holds a function's definition. */
export function classOf(node: FunctionNode): ClassNode | undefined {
  return node.facts.class >= 0 ? node.module.classes[node.facts.class] : undefined;
}

/** A container that was not made by a generator. */
export function containerOf(items: readonly Value[]): Value {
  return { kind: 'container', items, keys: undefined, generator: undefined };
}

/** A dictionary. */
export function mappingOf(keys: readonly Value[], items: readonly Value[]): Value {
  return { kind: 'container', items, keys, generator: undefined };
}

/** The possibilities that are left when it is not `None`. */
export function withoutNone(values: readonly Value[]): readonly Value[] {
  return values.filter((value) => value.kind !== 'external instance' || value.name !== 'None');
}

/** A key that is equal for equal values, for removing duplicates. */
export function valueKey(value: Value): string {
  switch (value.kind) {
    case 'module':
      return `m:${value.key}`;
    case 'function':
      return `f:${value.node.module.path}:${value.node.index}:${value.receiver ? valueKey(value.receiver) : ''}`;
    case 'class':
    case 'instance':
      return `${value.kind}:${value.node.module.path}:${value.node.index}:${value.parameters.map((p) => p.map(valueKey).join('|')).join(',')}`;
    case 'super':
      return `s:${value.owner.module.path}:${value.owner.index}:${valueKey(value.receiver)}`;
    case 'type variable':
      return `v:${value.key}:${value.isClass}`;
    case 'state':
      return `state:${value.owner}`;
    case 'external':
    case 'external instance':
      return `${value.kind}:${value.name}`;
    case 'container':
      return `l:${value.keys?.map(valueKey).join('|') ?? '-'}:${value.items.map(valueKey).join('|')}:${value.generator?.index ?? ''}`;
    case 'tuple':
      return `t:${value.items.map((item) => item.map(valueKey).join('|')).join(',')}`;
    case 'coroutine':
      return `c:${value.node ? `${value.node.module.path}:${value.node.index}` : ''}:${value.result.map(valueKey).join('|')}`;
    case 'context manager':
      return `x:${value.node?.module.path}:${value.node?.index}:${value.entered.map(valueKey).join('|')}`;
    case 'partial':
      return `p:${value.callees.map(valueKey).join('|')}:${value.result.map(valueKey).join('|')}`;
  }
}

const mostPossibilities = 8;

/** Joins possibilities, without duplicates, in order; more than eight distinct ones count as unknown. */
export function union(...lists: readonly (readonly Value[])[]): readonly Value[] {
  const filled = lists.filter((list) => list.length > 0);
  if (filled.length <= 1) return filled[0] ?? [];
  const byKey = new Map<string, Value>();
  for (const list of filled) for (const value of list) byKey.set(valueKey(value), value);
  return byKey.size > mostPossibilities ? [] : [...byKey.values()];
}

/** Whether two lists hold the same possibilities, in whatever order. */
export function isSameUnion(a: readonly Value[], b: readonly Value[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  const keys = new Set(a.map(valueKey));
  return b.every((value) => keys.has(valueKey(value)));
}
