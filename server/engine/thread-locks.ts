import { nameOf } from './expression-name.ts';
import type { Inference } from './inference.ts';
import type { BindingFacts, CallFacts, Expression } from './module-facts.ts';
import { asCall, type ClassNode, type FunctionNode, type Value, withoutNone } from './value.ts';

/** What makes a lock that belongs to a thread or process, and what it is called. */
const lockClass = /^(threading|multiprocessing)\.(Lock|RLock|Semaphore|BoundedSemaphore|Condition)$/;

/** What declares an attribute of a dataclass or a model. */
const makesField = /^(field|ib|attrib|Field|PrivateAttr)$/;

/** A place where a lock is made. */
export interface LockMaker {
  /** The function, or the module, that the assignment stands in. */
  readonly scope: FunctionNode;
  readonly binding: BindingFacts;
  /** The call of the lock's class, where it stands in the assignment itself. */
  readonly call: CallFacts | undefined;
  /** Qualified name of the lock's class. */
  readonly lock: string;
}

/** A lock by where it is kept: a name of a module or function, or an attribute of a class and its objects. */
export interface ThreadLock {
  readonly name: string;
  readonly keptIn:
    | { readonly kind: 'module' | 'function'; readonly scope: FunctionNode }
    | { readonly kind: 'class' | 'object'; readonly cls: ClassNode };
  readonly makers: readonly LockMaker[];
  /** One thread may take it again while it has it: all tasks of a loop are one thread. */
  readonly isReentrant: boolean;
}

/** Finds the lock of a thread that an expression in a function is, where that is certain, with all that makes it. */
export function threadLockOf(
  inference: Inference,
  scope: FunctionNode,
  expression: Expression,
): ThreadLock | undefined {
  const values = withoutNone(inference.evaluate(scope, expression));
  if (values.length === 0 || !values.every(isLock)) return undefined;
  const kept = keptAs(inference, scope, expression);
  if (!kept) return undefined;
  const { bindings } = kept;
  const makers = bindings.flatMap((one) => {
    const { value } = one.binding;
    return value?.kind === 'literal' && value.type === 'None' ? [] : [makerOf(inference, one)];
  });
  const known = makers.filter((maker) => maker !== undefined);
  const kinds = new Set(known.map((maker) => isReentrantLock(inference, maker)));
  const [isReentrant] = kinds;
  if (known.length < makers.length || kinds.size !== 1 || isReentrant === undefined) return undefined;
  return { name: kept.name, keptIn: kept.keptIn, makers: known, isReentrant };
}

function makerOf(inference: Inference, one: ScopedBinding): LockMaker | undefined {
  const { scope, binding, classBody } = one;
  const made = withoutNone(inference.boundValue(scope, binding, classBody));
  const [only] = made;
  const call = asCall(scope.module, binding.value);
  if (!call || made.length !== 1 || only?.kind !== 'external instance' || !lockClass.test(only.name)) return undefined;
  const isOwn = inference
    .evaluate(scope, call.callee)
    .every((callee) => callee.kind === 'external' && lockClass.test(callee.name));
  if (!isOwn && !isField(one)) return undefined;
  return { scope, binding, call: isOwn ? call : undefined, lock: only.name };
}

function isLock(value: Value): boolean {
  return value.kind === 'external instance' && lockClass.test(value.name);
}

/** A condition has the lock that it is given, else an `RLock`: threading.py, `Condition.__init__`. Undefined: not known. */
function isReentrantLock(inference: Inference, { scope, call, lock }: LockMaker): boolean | undefined {
  if (!lock.endsWith('.Condition')) return lock.endsWith('.RLock');
  if (!call) return undefined;
  const given = call.arguments[0]?.value;
  if (!given) return true;
  const [value, ...others] = inference.evaluate(scope, given);
  if (value?.kind !== 'external instance' || others.length > 0) return undefined;
  return /\.RLock$/.test(value.name) || (/\.Lock$/.test(value.name) ? false : undefined);
}

interface ScopedBinding {
  readonly scope: FunctionNode;
  readonly binding: BindingFacts;
  readonly classBody: ClassNode | undefined;
}

interface Kept {
  readonly name: string;
  readonly keptIn: ThreadLock['keptIn'];
  readonly bindings: readonly ScopedBinding[];
}

function keptAs(inference: Inference, scope: FunctionNode, expression: Expression): Kept | undefined {
  const name = nameOf(expression);
  if (name === undefined) return undefined;
  if (expression.kind === 'attribute') {
    const [owner, ...others] = inference.evaluate(scope, expression.object);
    if (others.length > 0 || !owner) return undefined;
    if (owner.kind === 'instance' || owner.kind === 'class') return attributeOf(inference, owner.node, name);
    if (owner.kind !== 'module') return undefined;
  }
  const defined = inference.aliases.aliasOf(scope, expression);
  if (!defined) return undefined;
  for (const [known, definitions] of inference.scopes.of(defined.scope)) {
    const bindings = definitions.flatMap((definition) => (definition.kind === 'binding' ? [definition] : []));
    if (!bindings.some(({ binding }) => binding.value === defined.expression)) continue;
    if (bindings.length < definitions.length) return undefined;
    return {
      name: known,
      keptIn: { kind: defined.scope.facts.kind === 'module' ? 'module' : 'function', scope: defined.scope },
      bindings: bindings.map(({ binding, scope: from }) => ({
        scope: from ?? defined.scope,
        binding,
        classBody: undefined,
      })),
    };
  }
  return undefined;
}

/** An attribute that one class assigns, in its body or in its methods. */
function attributeOf(inference: Inference, node: ClassNode, name: string): Kept | undefined {
  const lineage = inference.classes.lineage(node).classes;
  const classes = new Set([...lineage, ...lineage.flatMap((cls) => inference.classes.subclasses(cls))]);
  const assigning = [...classes].flatMap((cls) => {
    const bindings = assignmentsOf(cls, name);
    return bindings.length > 0 ? [{ cls, bindings }] : [];
  });
  const [only, ...others] = assigning;
  if (!only || others.length > 0) return undefined;
  const isOfClass = only.bindings.every((one) => one.classBody !== undefined && !isField(one));
  return {
    name,
    keptIn: { kind: isOfClass ? 'class' : 'object', cls: only.cls },
    bindings: only.bindings,
  };
}

/** Whether a class body says how each of its objects makes the attribute. */
function isField({ scope, binding: { value } }: ScopedBinding): boolean {
  const made = asCall(scope.module, value);
  return made !== undefined && makesField.test(nameOf(made.callee) ?? '');
}

function assignmentsOf(cls: ClassNode, name: string): readonly ScopedBinding[] {
  const { module, facts } = cls;
  const outer = module.functions[facts.function];
  const inBody = facts.bindings.filter(({ target, value }) => target === name && value !== undefined);
  const own = outer ? inBody.map((binding) => ({ scope: outer, binding, classBody: cls })) : [];
  const inMethods = facts.methods.flatMap((index) => {
    const method = module.functions[index];
    const bindings = method?.facts.bindings.filter(({ target }) => target === `self.${name}`) ?? [];
    return method ? bindings.map((binding) => ({ scope: method, binding, classBody: undefined })) : [];
  });
  return [...own, ...inMethods];
}
