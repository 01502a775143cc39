import type { BindingFacts, ParameterFacts } from './module-facts.ts';
import type { ClassNode, FunctionNode } from './value.ts';

/** What a scope knows of a name. */
export type Definition =
  | { readonly kind: 'function'; readonly node: FunctionNode }
  | { readonly kind: 'class'; readonly node: ClassNode }
  | { readonly kind: 'import'; readonly index: number }
  | { readonly kind: 'binding'; readonly binding: BindingFacts }
  | { readonly kind: 'parameter'; readonly parameter: ParameterFacts };

/** Names that a function (or module) defines itself. */
export function namesOf(node: FunctionNode): ReadonlyMap<string, readonly Definition[]> {
  const names = new Map<string, Definition[]>();
  const add = (name: string, definition: Definition) => {
    const list = names.get(name);
    if (list) list.push(definition);
    else names.set(name, [definition]);
  };
  const { facts } = node.module;
  for (const parameter of node.facts.parameters) add(parameter.name, { kind: 'parameter', parameter });
  facts.imports.forEach((statement, index) => {
    if (statement.function === node.index && statement.binds !== '*') add(statement.binds, { kind: 'import', index });
  });
  for (const fn of node.module.functions) {
    if (fn.facts.parent === node.index && fn.facts.class < 0 && fn.facts.kind !== 'lambda' && fn !== node) {
      const earlier = names.get(fn.facts.name)?.findIndex((definition) => definition.kind === 'function') ?? -1;
      // A later definition replaces an earlier one: overloads, and redefinitions in branches.
      if (earlier >= 0) names.get(fn.facts.name)?.splice(earlier, 1, { kind: 'function', node: fn });
      else add(fn.facts.name, { kind: 'function', node: fn });
    }
  }
  for (const cls of node.module.classes) {
    if (cls.facts.function === node.index && cls.facts.class < 0) add(cls.facts.name, { kind: 'class', node: cls });
  }
  for (const binding of node.facts.bindings) {
    if (binding.manner !== 'augment') add(binding.target, { kind: 'binding', binding });
  }
  return names;
}
