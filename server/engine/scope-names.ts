import type { BindingFacts, ParameterFacts } from './module-facts.ts';
import { isNotebook } from './notebook-module.ts';
import { isReplaced } from './replaced-definition.ts';
import { type ClassNode, enclosingFunction, type FunctionNode, type Module } from './value.ts';

/** What a scope knows of a name. */
export type Definition =
  | { readonly kind: 'function'; readonly node: FunctionNode }
  | { readonly kind: 'class'; readonly node: ClassNode }
  | { readonly kind: 'import'; readonly index: number }
  /** `scope`: the function that binds it, where that is another one (`global x`). */
  | { readonly kind: 'binding'; readonly binding: BindingFacts; readonly scope?: FunctionNode }
  | { readonly kind: 'parameter'; readonly parameter: ParameterFacts };

type Names = ReadonlyMap<string, readonly Definition[]>;

/** What every function of a module defines itself, worked out for the whole module when one of them is asked for. */
export class ScopeNames {
  private readonly modules = new Map<Module, readonly Names[]>();

  /** Names that a function (or module) defines itself. */
  of(node: FunctionNode): Names {
    let names = this.modules.get(node.module);
    if (!names) {
      names = namesByFunction(node.module);
      this.modules.set(node.module, names);
    }
    return names[node.index] ?? noNames;
  }
}

const noNames: Names = new Map();

function namesByFunction(module: Module): readonly Names[] {
  const scopes = module.functions.map(() => new Map<string, Definition[]>());
  const add = (scope: number, name: string, definition: Definition) => {
    const names = scopes[scope];
    const list = names?.get(name);
    if (list) list.push(definition);
    else names?.set(name, [definition]);
  };
  module.functions.forEach(({ facts }, scope) => {
    for (const parameter of facts.parameters) add(scope, parameter.name, { kind: 'parameter', parameter });
  });
  module.facts.imports.forEach((statement, index) => {
    if (statement.binds !== '*') add(statement.function, statement.binds, { kind: 'import', index });
  });
  for (const node of module.functions) {
    const { facts } = node;
    if (facts.parent < 0 || facts.class >= 0 || facts.kind === 'lambda') continue;
    const list = scopes[facts.parent]?.get(facts.name) ?? [];
    scopes[facts.parent]?.set(facts.name, [
      ...(isOfCell(node) ? list : list.filter((earlier) => !replaces(node, earlier))),
      ...(facts.outsideServing && list.some(({ kind }) => kind === 'function')
        ? []
        : [{ kind: 'function', node } as const]),
    ]);
  }
  for (const node of module.classes) {
    if (node.facts.class < 0) add(node.facts.function, node.facts.name, { kind: 'class', node });
  }
  module.functions.forEach(({ facts }, scope) => {
    for (const binding of facts.bindings) {
      if (binding.manner === 'augment') continue;
      const node = module.functions[scope];
      if (!node || !facts.globals.includes(binding.target)) add(scope, binding.target, { kind: 'binding', binding });
      else add(outerScope(node, binding.target), binding.target, { kind: 'binding', binding, scope: node });
    }
  });
  return scopes;
}

/** Whether a function is defined outside of others in a notebook, whose cells run one after the other: each is called until the next. */
function isOfCell({ module, facts }: FunctionNode): boolean {
  return facts.parent === 0 && isNotebook(module.path);
}

function replaces(later: FunctionNode, earlier: Definition): boolean {
  return earlier.kind === 'function' && isReplaced(earlier.node, later);
}

/**
 * Those of a name's definitions in a notebook that code at a position may find: none that another one has replaced before, and in
 * the cells themselves (`isOwn`) none that comes later.
 */
function definedInCells(definitions: readonly Definition[], position: number, isOwn: boolean): readonly Definition[] {
  const startOf = (definition: Definition) =>
    definition.kind === 'function' ? definition.node.facts.span.start : Number.NEGATIVE_INFINITY;
  const before = definitions.filter((definition) => startOf(definition) < position);
  const latest = before.findLast(({ kind }) => kind === 'function');
  if (latest?.kind !== 'function') return definitions;
  return definitions.filter((definition) =>
    startOf(definition) > position ? !isOwn : definition === latest || !replaces(latest.node, definition),
  );
}

/** Scope of a name that a function takes from outside: that of the nearest function that has it, else the module. */
function outerScope(node: FunctionNode, name: string): number {
  for (let at = enclosingFunction(node); at; at = enclosingFunction(at)) {
    const isTaken = at.facts.globals.includes(name);
    if (!isTaken && at.facts.bindings.some(({ target }) => target === name)) return at.index;
  }
  return 0;
}

/**
 * Those of a name's definitions that an expression at a position may see: a comprehension's variables only inside of it, and
 * in the function itself (`isOwn`) nothing that a later assignment has surely replaced.
 */
export function visibleAt(all: readonly Definition[], position: number, isOwn: boolean): readonly Definition[] {
  const [only] = all;
  if (all.length === 1 && only?.kind !== 'binding') return all;
  const isInCells = all.some((definition) => definition.kind === 'function' && isOfCell(definition.node));
  const definitions = isInCells ? definedInCells(all, position, isOwn) : all;
  let inner: Definition[] = [];
  let innerLength = Number.POSITIVE_INFINITY;
  let last: BindingFacts | undefined;
  let hasLocals = false;
  for (const definition of definitions) {
    // What another function assigns may happen at any time.
    if (definition.kind !== 'binding' || definition.scope) continue;
    const { binding } = definition;
    const { start, end } = binding.decides;
    const isHere = start <= position && position < end;
    if (binding.isLocal) {
      hasLocals = true;
      if (!isHere || end - start > innerLength) continue;
      inner = end - start < innerLength ? [definition] : [...inner, definition];
      innerLength = end - start;
    } else if (isHere && isOwn && (!last || start > last.decides.start)) last = binding;
  }
  if (inner.length > 0) return inner;
  if (!last && !hasLocals) return definitions;
  return definitions.filter((definition) => {
    if (definition.kind === 'function' || definition.kind === 'class') {
      return !last || definition.node.facts.span.start > last.start;
    }
    if (definition.kind === 'parameter') return !last;
    if (definition.kind === 'import' || definition.scope) return true;
    const { binding } = definition;
    if (binding.isLocal) return false;
    if (!last) return true;
    const comesRound = binding.loopStart >= 0 && binding.loopStart <= position;
    return binding.start >= last.start && (binding.start <= position || comesRound);
  });
}
