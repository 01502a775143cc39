import { isMemoized } from './decorated-functions.ts';
import type { Inference } from './inference.ts';
import type { CallFacts } from './module-facts.ts';
import { isTestModule } from './test-module.ts';
import { asCall, type ClassNode, type FunctionNode } from './value.ts';

/**
 * Whether some object of a class is certainly there for all requests: a module makes it, or it is kept in an attribute, a
 * variable of the module, a cache or a container. What a function makes and keeps for itself is not.
 */
export function isShared(inference: Inference, cls: ClassNode): boolean {
  const classes = new Set([cls, ...inference.classes.subclasses(cls)]);
  return [...classes].some(
    (made) =>
      isOwnSingleton(made) ||
      inference
        .callsNamed(made.facts.name, made.module)
        .some(
          ({ scope, call }) =>
            !isTestModule(scope.module.path) &&
            inference.evaluate(scope, call.callee).some((value) => value.kind === 'class' && classes.has(value.node)) &&
            isKept(scope, call),
        ),
  );
}

function isKept(scope: FunctionNode, call: CallFacts): boolean {
  if (scope.facts.kind === 'module' || call.once !== undefined || call.usage === 'default' || isMemoized(scope)) {
    return true;
  }
  const { bindings, insertions, globals } = scope.facts;
  const isMade = (value: { readonly kind: string; readonly start: number } | undefined) =>
    value?.kind === 'call' && value.start === call.start;
  return (
    bindings.some(({ target, value }) => isMade(value) && (target.includes('.') || globals.includes(target))) ||
    insertions.some(({ value }) => isMade(value))
  );
}

/** `cls._instance = cls()`, or the same in `__new__`: a method keeps the only object in its class. */
function isOwnSingleton({ module, facts }: ClassNode): boolean {
  return facts.methods.some((index) => {
    const method = module.functions[index]?.facts;
    const first = method?.parameters[0]?.name;
    return method?.bindings.some(({ target, value }) => {
      const made = asCall(module, value);
      if (!made || !/^(self|\w+)\.\w+$/.test(target)) return false;
      const isOwn = made.callee.kind === 'name' && (made.callee.name === first || made.callee.name === facts.name);
      return isOwn || (method.name === '__new__' && made.callee.kind === 'attribute' && made.callee.name === '__new__');
    });
  });
}
