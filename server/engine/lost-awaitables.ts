import { nameOf } from './expression-name.ts';
import type { LinkedProject } from './linked-project.ts';
import { type Awaitable, asksWhatItIs, madeByCall, mayMakeAwaitable } from './made-awaitable.ts';
import type { BindingFacts, CallFacts, Expression, HeldNameFacts, NameUse, Usage } from './module-facts.ts';
import { visibleAt } from './scope-names.ts';
import { asCall, callsOf, type FunctionNode } from './value.ts';
import { partsOf, takenValues } from './value-takers.ts';

/** How what a call makes is lost, or taken for its result. */
export type Loss =
  | { readonly how: 'dropped' }
  | { readonly how: 'used'; readonly usage: Usage }
  /** An attribute is taken that only the result can have. */
  | { readonly how: 'attribute'; readonly attribute: string }
  /** Through a local name that holds it. */
  | { readonly how: 'name'; readonly name: string; readonly use: NameUse }
  /** FastAPI awaits nothing that a path operation returns. */
  | { readonly how: 'returned' }
  | { readonly how: 'given'; readonly taker: CallFacts };

export interface LostAwaitable {
  readonly call: number;
  readonly made: Awaitable;
  readonly loss: Loss;
}

/** Uses that ask for the result at once: most of them fail with a coroutine, the others mean nothing. */
const asResult: ReadonlySet<Usage> = new Set([
  'object of subscript',
  'iterated',
  'iterated async',
  'entered',
  'entered async',
  'called',
  'condition',
  'operand',
]);
/** Those of them that say nothing of a name that is awaited elsewhere. */
const harmless: ReadonlySet<Usage> = new Set(['condition', 'operand', 'discarded']);

/** Attributes of the object itself. */
const ownAttribute: Readonly<Record<Awaitable, RegExp>> = {
  coroutine: /^(close|send|throw|__\w+__|cr_\w+)$/,
  future:
    /^(result|exception|done|cancel|cancelled|cancelling|uncancel|get_loop|get_name|set_name|get_coro|(add|remove)_done_callback|set_result|set_exception|_\w+)$/,
  generator: /^(aclose|asend|athrow|__\w+__|ag_\w+)$/,
  'context manager': /./,
  'awaitable context manager': /./,
};

/** The calls of a function whose coroutine, or other object to wait for, nobody waits for. Each call once. */
export function* lostAwaitables(project: LinkedProject, node: FunctionNode): Generator<LostAwaitable> {
  const { calls } = node.module.facts;
  const { inference } = project;
  const seen = new Set<number>();
  const made = (index: number): Awaitable | undefined => {
    const call = calls[index];
    if (!call || call.outsideServing || seen.has(index) || !mayMakeAwaitable(call)) return undefined;
    const what = madeByCall(inference, node, call);
    if (what) seen.add(index);
    return what;
  };
  for (const index of node.facts.calls) {
    const call = calls[index];
    const loss = call && !call.deferred && directLoss(node, index, call);
    const what = loss && made(index);
    if (loss && what && isLoss(what, loss)) yield { call: index, made: what, loss };
  }
  const ends = endsOf(project, node);
  for (const [index, loss] of ends.calls) {
    const what = made(index);
    if (what) yield { call: index, made: what, loss };
  }
  for (const binding of node.facts.bindings) {
    const { value, unpack } = binding;
    if (value?.kind !== 'call') continue;
    const usage = calls[value.call]?.usage;
    if (usage !== 'assigned' && usage !== 'assigned unread') continue;
    if (isShared(node, binding)) continue;
    if (unpack.length > 0) {
      if (binding.manner === 'assign' && made(value.call) === 'coroutine')
        yield { call: value.call, made: 'coroutine', loss: { how: 'used', usage: 'iterated' } };
      continue;
    }
    const held = usage === 'assigned' ? node.facts.heldNames.find(({ name }) => name === binding.target) : undefined;
    const uses = held && usesOf(project, node, held, binding);
    // A look at the uses alone spares most names the question of what the call makes.
    if (!held || !uses || !mayBeLost(uses, ends.names)) continue;
    const what = made(value.call);
    const use = what && lostUse(node, what, uses, ends.names);
    if (what && use) yield { call: value.call, made: what, loss: { how: 'name', name: held.name, use } };
  }
}

function directLoss(node: FunctionNode, index: number, call: CallFacts): Loss | undefined {
  switch (call.usage) {
    case 'discarded':
      return { how: 'dropped' };
    case 'assigned unread': {
      const binding = node.facts.bindings.find(({ value }) => value?.kind === 'call' && value.call === index);
      return binding && binding.unpack.length === 0 && !isShared(node, binding) ? { how: 'dropped' } : undefined;
    }
    case 'object of attribute': {
      const attribute = attributeOf(node, index);
      return attribute === undefined ? undefined : { how: 'attribute', attribute };
    }
    default:
      return asResult.has(call.usage) ? { how: 'used', usage: call.usage } : undefined;
  }
}

/** Whether a direct loss is one for what the call makes. */
function isLoss(made: Awaitable, loss: Loss): boolean {
  switch (loss.how) {
    case 'dropped':
      return made !== 'future';
    case 'attribute':
      return !ownAttribute[made].test(loss.attribute);
    case 'used':
      // What `for` and `with` do with things that are for `async for` and `async with` is seen to where they stand.
      if (loss.usage === 'entered' || loss.usage === 'iterated') return made === 'coroutine' || made === 'future';
      if (loss.usage === 'entered async') return made === 'coroutine' || made === 'future' || made === 'generator';
      if (loss.usage === 'iterated async') return made !== 'generator' && made !== 'context manager';
      return true;
    default:
      return true;
  }
}

/** The attribute that is taken from what a call gives. */
function attributeOf(node: FunctionNode, index: number): string | undefined {
  const { calls } = node.module.facts;
  const called = node.facts.calls.map((inner) => calls[inner]?.callee);
  for (const expression of [...called, ...node.facts.attributes]) {
    if (expression?.kind !== 'attribute') continue;
    let { object, name } = expression;
    while (object.kind === 'attribute') ({ object, name } = object);
    if (object.kind === 'call' && object.call === index) return name;
  }
  return undefined;
}

/** Whether something else has the value of a binding too: `a = b = f()`, `await (a := f())`. */
function isShared(node: FunctionNode, { value, decides }: BindingFacts): boolean {
  if (value?.kind !== 'call' || decides.start < value.end) return true;
  const holders = node.facts.bindings.filter(
    (other) => other.value?.kind === 'call' && other.value.call === value.call,
  );
  return new Set(holders.map(({ start }) => start)).size > 1 && holders.every(({ unpack }) => unpack.length === 0);
}

interface Ends {
  readonly calls: ReadonlyMap<number, Loss>;
  /** Where names stand whose values go there. */
  readonly names: ReadonlySet<number>;
}

/** Where values go that nobody awaits any more: into a response, or into functions that take them as they are. */
function endsOf(project: LinkedProject, node: FunctionNode): Ends {
  const calls = new Map<number, Loss>();
  const names = new Set<number>();
  for (const { value, taker, withItems } of takenValues(project.inference, node)) {
    for (const part of partsOf(value, withItems)) {
      if (part.kind === 'call') calls.set(part.call, { how: 'given', taker });
      else names.add(part.start);
    }
  }
  if (isPathOperation(project, node) || isDependencyTakenAsResult(project, node)) {
    for (const returned of node.facts.returns) {
      for (const part of partsOf(returned, true)) {
        if (part.kind === 'call') calls.set(part.call, { how: 'returned' });
        else names.add(part.start);
      }
    }
  }
  return { calls, names };
}

/** fastapi/routing.py, `serialize_response`: what a path operation returns becomes the response, and is not awaited. */
function isPathOperation(project: LinkedProject, node: FunctionNode): boolean {
  const { model } = project;
  return (
    model.rolesOf(node).some(({ role }) => role === 'path operation') &&
    node.facts.decorators.every((decorator) => model.isRegistration(node, decorator)) &&
    !node.facts.isGenerator
  );
}

/**
 * Whether a function is a dependency of which every function that depends on it takes what it returns for a result: FastAPI
 * awaits nothing of that either. Source: fastapi/dependencies/utils.py, `solve_dependencies`.
 */
function isDependencyTakenAsResult(project: LinkedProject, node: FunctionNode): boolean {
  const { facts } = node;
  if (facts.returns.length === 0 || facts.isGenerator || facts.decorators.length > 0) return false;
  const roles = project.model.rolesOf(node);
  if (roles.length === 0 || !roles.every(({ role }) => role === 'dependency')) return false;
  const makesAwaitable = facts.returns.some((returned) => {
    const call = asCall(node.module, returned);
    return call && madeByCall(project.inference, node, call) !== undefined;
  });
  if (!makesAwaitable) return false;
  const takers = dependents(project, node);
  return takers.length > 0 && takers.every(({ taker, name }) => failsWithAttribute(taker, name));
}

/** The functions that depend on one, and the parameters that it fills. */
function dependents(project: LinkedProject, node: FunctionNode): { taker: FunctionNode; name: string }[] {
  const found: { taker: FunctionNode; name: string }[] = [];
  for (const { functions } of project.modules.values()) {
    for (const taker of functions) {
      for (const parameter of taker.facts.parameters) {
        if (!parameter.annotation && !parameter.default) continue;
        const providers = project.inference.dependencies.providers(taker, parameter) ?? [];
        if (providers.some((value) => value.kind === 'function' && value.node === node))
          found.push({ taker, name: parameter.name });
      }
    }
  }
  return found;
}

/** Whether a function takes an attribute of a parameter that no coroutine has, and does nothing else with it. */
function failsWithAttribute(node: FunctionNode, name: string): boolean {
  const { facts } = node;
  const calls = callsOf(node);
  const isOther = calls.some((call) =>
    call.arguments.some(({ value }) => value.kind === 'name' && value.name === name),
  );
  const isAwaited = facts.awaitExpressions.some(({ value }) => value.kind === 'name' && value.name === name);
  if (isOther || isAwaited || facts.bindings.some(({ target }) => target === name)) return false;
  const taken = [...calls.map(({ callee }) => callee), ...facts.attributes].flatMap((expression) => {
    let at: Expression = expression;
    let attribute: string | undefined;
    for (; at.kind === 'attribute'; at = at.object) attribute = at.name;
    return at.kind === 'name' && at.name === name && attribute !== undefined ? [attribute] : [];
  });
  return taken.length > 0 && !taken.some((attribute) => ownAttribute.coroutine.test(attribute));
}

interface SeenUse {
  readonly use: NameUse;
  /** The name certainly has the value of the binding there. */
  readonly isSure: boolean;
}

/** The uses of a name that may see the value of a binding. */
function usesOf(
  project: LinkedProject,
  node: FunctionNode,
  held: HeldNameFacts,
  binding: BindingFacts,
): readonly SeenUse[] {
  const definitions = project.inference.scopes.of(node).get(held.name) ?? [];
  return held.uses.flatMap((use) => {
    const visible = visibleAt(definitions, use.start, true);
    const isSeen = visible.some((definition) => definition.kind === 'binding' && definition.binding === binding);
    return isSeen ? [{ use, isSure: visible.length === 1 }] : [];
  });
}

function mayBeLost(uses: readonly SeenUse[], ends: ReadonlySet<number>): boolean {
  return uses.some(
    ({ use, isSure }) =>
      isSure && (use.usage === 'object of attribute' || asResult.has(use.usage) || ends.has(use.start)),
  );
}

/** The use that shows that a name is taken for the result; undefined where somebody may wait for it. */
function lostUse(
  node: FunctionNode,
  made: Awaitable,
  uses: readonly SeenUse[],
  ends: ReadonlySet<number>,
): NameUse | undefined {
  if (made === 'generator' || made === 'context manager') return undefined;
  if (uses.some(({ use }) => isQuestion(node, made, use))) return undefined;
  const fails = uses.find(({ use, isSure }) => isSure && isFailure(made, use));
  if (fails) return fails.use;
  const isLost = ({ use, isSure }: SeenUse) => isSure && (harmless.has(use.usage) || ends.has(use.start));
  return made === 'coroutine' && uses.every(isLost) ? uses[0]?.use : undefined;
}

/** Whether a use asks the object itself, or what it is: the code knows that it may have to be awaited. */
function isQuestion(node: FunctionNode, made: Awaitable, { usage, attribute, argumentOf }: NameUse): boolean {
  if (attribute !== undefined) return ownAttribute[made].test(attribute);
  if (made === 'awaitable context manager' && usage === 'entered async') return true;
  const taker = usage === 'argument' ? node.module.facts.calls[argumentOf] : undefined;
  return taker !== undefined && asksWhatItIs.test(nameOf(taker.callee) ?? '');
}

/** Whether a use fails at once where the name holds no result. */
function isFailure(made: Awaitable, { usage, attribute }: NameUse): boolean {
  if (attribute !== undefined) return !ownAttribute[made].test(attribute);
  return asResult.has(usage) && !harmless.has(usage);
}
