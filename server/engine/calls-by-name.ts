import { nameOf } from './expression-name.ts';
import type { CallFacts } from './module-facts.ts';
import type { FunctionNode, Module } from './value.ts';

/** A call and the function that it stands in. */
export interface ScopedCall {
  readonly scope: FunctionNode;
  readonly call: CallFacts;
}

/** The calls of modules by the last name of what they call. */
export function callsByName(modules: Iterable<Module>): ReadonlyMap<string, readonly ScopedCall[]> {
  const lists = new Map<string, ScopedCall[]>();
  for (const module of modules) {
    for (const call of module.facts.calls) {
      const scope = module.functions[call.function];
      const name = nameOf(call.callee);
      if (!scope || name === undefined) continue;
      const list = lists.get(name);
      if (list) list.push({ scope, call });
      else lists.set(name, [{ scope, call }]);
    }
  }
  return lists;
}
