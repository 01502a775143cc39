import { nameOf, optionsOf } from './expression-name.ts';
import type { CallFacts, Expression } from './module-facts.ts';
import { asCall, enclosingFunction, type FunctionNode, type Module } from './value.ts';

/** Functions inside a function, at any depth, and the function itself. */
export function withInner(node: FunctionNode): readonly FunctionNode[] {
  const inner = new Set([node.index]);
  return node.module.functions.filter((fn) => {
    if (inner.has(fn.facts.parent)) inner.add(fn.index);
    return inner.has(fn.index);
  });
}

/**
 * Whether a decorator of the project calls the function that it is given, or gives it back: then the body runs where the
 * decorated name is called. One that only hands it on, to a thread or a registry, does not.
 */
export function runsWhatItDecorates(decorator: FunctionNode): boolean {
  const functions = withInner(decorator);
  const given = new Set(functions.flatMap((fn) => fn.facts.parameters.map((parameter) => parameter.name)));
  const isGiven = (expression: Expression) => expression.kind === 'name' && given.has(expression.name);
  return functions.some(
    (fn) =>
      fn.facts.returns.some(isGiven) ||
      fn.facts.calls.some((index) => {
        const callee = fn.module.facts.calls[index]?.callee;
        return callee !== undefined && isGiven(callee);
      }),
  );
}

/**
 * The function that a decorator puts in the place of the decorated one; undefined when it gives back that one. Of an
 * `async def` and a `def`, the one that is like the decorated function: such a decorator has looked which one it is.
 */
export function wrapperOf(
  decorator: FunctionNode,
  isFactory: boolean,
  decorated: FunctionNode,
): FunctionNode | undefined {
  const made = isFactory ? returnedFunctions(decorator)[0] : decorator;
  const wrappers = made ? returnedFunctions(made) : [];
  return wrappers.find(({ facts }) => facts.kind === decorated.facts.kind) ?? wrappers[0];
}

/**
 * Whether a decorator puts that wrapper in the place of every function of the decorated one's kind: it returns nothing else,
 * but for the wrapper of the other kind.
 */
export function isOnlyWrapper(wrapper: FunctionNode): boolean {
  const decorator = enclosingFunction(wrapper);
  if (!decorator) return false;
  const wrappers = returnedFunctions(decorator);
  const names = new Set<string | undefined>(wrappers.map(({ facts }) => facts.name));
  return (
    wrappers.every((other) => other === wrapper || other.facts.kind !== wrapper.facts.kind) &&
    returnedNames(decorator).every((name) => names.has(name))
  );
}

/** Functions inside a function that it returns by name. */
function returnedFunctions(node: FunctionNode): readonly FunctionNode[] {
  const names = new Set(returnedNames(node));
  return node.module.functions.filter(({ facts }) => facts.parent === node.index && names.has(facts.name));
}

/** The names that a function returns, undefined for what is none; `cast` and what copies a name give the function itself. */
function returnedNames({ facts, module }: FunctionNode): readonly (string | undefined)[] {
  return facts.returns.flatMap(optionsOf).map((value) => {
    const call = asCall(module, value);
    const given = call ? functionOf(module, call) : value;
    return given?.kind === 'name' ? given.name : undefined;
  });
}

/** The function in `cast(F, function)`, `update_wrapper(function, f)` and `wraps(f)(function)`. */
function functionOf(module: Module, { callee, arguments: given }: CallFacts): Expression | undefined {
  const made = asCall(module, callee)?.callee;
  if (made) return nameOf(made) === 'wraps' ? given[0]?.value : undefined;
  if (nameOf(callee) === 'update_wrapper') return given[0]?.value;
  return nameOf(callee) === 'cast' ? given[1]?.value : undefined;
}

/** Calls in a wrapper of what its decorator was given. */
export function callsOfGiven(wrapper: FunctionNode): readonly CallFacts[] {
  const given = new Set<string>();
  for (let at = enclosingFunction(wrapper); at; at = enclosingFunction(at)) {
    for (const { name } of at.facts.parameters) given.add(name);
  }
  for (const { name } of wrapper.facts.parameters) given.delete(name);
  return wrapper.facts.calls.flatMap((index) => {
    const call = wrapper.module.facts.calls[index];
    const isGiven = call?.callee.kind === 'name' && given.has(call.callee.name);
    return call && isGiven ? [call] : [];
  });
}
