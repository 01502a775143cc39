import type { DefiningExpressions } from './defining-expression.ts';
import type { Expression, NameExpression } from './module-facts.ts';
import { bindingsBefore } from './parameter-guards.ts';
import { textOf } from './registrations.ts';
import type { FunctionNode } from './value.ts';

/** The strings that a name goes through, whose loop or comprehension goes over a constant list, tuple or set. */
export function iteratedConstants(
  aliases: DefiningExpressions,
  scope: FunctionNode,
  { name, start }: NameExpression,
): readonly string[] | undefined {
  const before = bindingsBefore(scope.facts, name, start);
  const sure = before.filter(({ decides }) => decides.start <= start && start < decides.end);
  const binding = sure.find(({ isLocal }) => isLocal) ?? sure.at(-1);
  if (binding?.manner !== 'iterate' || binding.unpack.length > 0 || !binding.value) return undefined;
  const isReplaced = before.some((other) => other !== binding && other.start > binding.start);
  if (isReplaced || sure.filter(({ isLocal }) => isLocal).length > 1) return undefined;
  return constantsIn(aliases, scope, binding.value);
}

function constantsIn(
  aliases: DefiningExpressions,
  scope: FunctionNode,
  value: Expression,
): readonly string[] | undefined {
  if (value.kind === 'name') {
    const found = aliases.definitionOf(scope, value.name);
    return found && isConstant(found.scope, found.expression)
      ? constantsIn(aliases, found.scope, found.expression)
      : undefined;
  }
  // What `**` adds to a dictionary is not among its keys.
  if (value.kind !== 'collection' || value.type === 'dict') return undefined;
  const texts = value.items.map(textOf);
  const isWhole = texts.length > 0 && texts.every((text) => text !== undefined);
  return isWhole ? texts : undefined;
}

/** Whether a scope gives the name of a value that value only, and nothing is put into it. */
export function isConstant({ module, index, facts }: FunctionNode, value: Expression): boolean {
  const name = facts.bindings.find((binding) => binding.value === value)?.target;
  if (name === undefined || facts.bindings.filter(({ target }) => target === name).length > 1) return false;
  if (facts.parameters.some((parameter) => parameter.name === name)) return false;
  if (module.facts.imports.some(({ function: importing, binds }) => importing === index && binds === name))
    return false;
  return !module.functions.some(
    (fn) => fn.facts.insertions.some(({ target }) => target === name) || fn.facts.globals.includes(name),
  );
}
