import type { Expression } from './module-facts.ts';
import type { FunctionNode } from './value.ts';

/**
 * What the `__getattr__` of a module returns for a name that the module does not define, as far as the function asks for just
 * that name: `if name == "client": return make()` (PEP 562).
 */
export function returnedForName(getattr: FunctionNode, name: string): readonly Expression[] {
  const asked = getattr.facts.parameters[0]?.name;
  return getattr.facts.returns.filter((_, index) =>
    getattr.facts.returnGuards[index]?.some(
      ({ parameter, asks, answer }) =>
        parameter === asked && answer && typeof asks === 'object' && 'equals' in asks && asks.equals === name,
    ),
  );
}
