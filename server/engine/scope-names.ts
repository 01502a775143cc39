import type { BindingFacts, ParameterFacts } from './module-facts.ts';
import type { ClassNode, FunctionNode, Module } from './value.ts';

/** What a scope knows of a name. */
export type Definition =
  | { readonly kind: 'function'; readonly node: FunctionNode }
  | { readonly kind: 'class'; readonly node: ClassNode }
  | { readonly kind: 'import'; readonly index: number }
  | { readonly kind: 'binding'; readonly binding: BindingFacts }
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
    const list = scopes[facts.parent]?.get(facts.name);
    const earlier = list?.findIndex((definition) => definition.kind === 'function') ?? -1;
    // A later definition replaces an earlier one: overloads, and redefinitions in branches.
    if (list && earlier >= 0) list.splice(earlier, 1, { kind: 'function', node });
    else add(facts.parent, facts.name, { kind: 'function', node });
  }
  for (const node of module.classes) {
    if (node.facts.class < 0) add(node.facts.function, node.facts.name, { kind: 'class', node });
  }
  module.functions.forEach(({ facts }, scope) => {
    for (const binding of facts.bindings) {
      if (binding.manner !== 'augment') add(scope, binding.target, { kind: 'binding', binding });
    }
  });
  return scopes;
}
