import { withInner } from './decorator-wrapper.ts';
import { nameOf } from './expression-name.ts';
import { implementations } from './implementations.ts';
import type { Inference } from './inference.ts';
import type { CallFacts } from './module-facts.ts';
import { givenArguments, isBound } from './parameter-guards.ts';
import type { FunctionNode, Value } from './value.ts';

/** Methods that make a task of the coroutine that they are given; their object often has no known type. */
const takesCoroutineByName = /^(create_task|gather)$/;

/** Whether a call hands on a parameter of the function that it stands in, by its plain name. */
export function handsOn(call: CallFacts, parameters: { has(name: string): boolean }): boolean {
  return call.arguments.some(({ value }) => value.kind === 'name' && parameters.has(value.name));
}

/** Functions whose parameters a call of the value fills, each with what it is called on. */
export function enteredBy(
  inference: Inference,
  callee: Value,
): readonly { target: FunctionNode; receiver: Value | undefined }[] {
  if (callee.kind === 'class') {
    const target = inference.classes.findMethod(callee.node, '__init__');
    return target ? [{ target, receiver: undefined }] : [];
  }
  if (callee.kind !== 'function') return [];
  const { receiver } = callee;
  return implementations(inference, callee.node, receiver).map((target) => ({ target, receiver }));
}

/** Which parameters functions of the project call or await, themselves or in the functions that they hand them on to. */
export class CalledParameters {
  private readonly inference: Inference;
  private readonly called = new Map<FunctionNode, ReadonlySet<string>>();
  private readonly awaited = new Map<FunctionNode, ReadonlySet<string>>();

  constructor(inference: Inference) {
    this.inference = inference;
  }

  /** Parameters that hold a callable which a function, or one inside it, may call before it is done. */
  calledBy(node: FunctionNode): ReadonlySet<string> {
    const found = this.called.get(node);
    if (found) return found;
    const parameters = new Set<string>();
    // Set at once: a function that calls itself learns nothing new from its own call.
    this.called.set(node, parameters);
    const names = namesOf(node);
    if (names.size === 0) return parameters;
    for (const fn of withInner(node)) {
      for (const index of fn.facts.calls) {
        const call = fn.module.facts.calls[index];
        if (!call) continue;
        if (call.callee.kind === 'name' && names.has(call.callee.name)) parameters.add(call.callee.name);
        if (!handsOn(call, names)) continue;
        for (const name of this.handedOn(fn, call, (target) => this.calledBy(target))) {
          if (names.has(name)) parameters.add(name);
        }
        for (const name of calledByBuiltin(call)) if (names.has(name)) parameters.add(name);
      }
    }
    return parameters;
  }

  /** Parameters that hold a coroutine which a function awaits or makes a task of. */
  awaitedBy(node: FunctionNode): ReadonlySet<string> {
    const found = this.awaited.get(node);
    if (found) return found;
    const parameters = new Set<string>();
    this.awaited.set(node, parameters);
    const names = namesOf(node);
    for (const fn of this.runInside(node)) {
      const isSeen = (name: string) => names.has(name) && (fn === node || !ownNames(fn).has(name));
      for (const { value } of fn.facts.awaitExpressions) {
        if (value.kind === 'name' && isSeen(value.name)) parameters.add(value.name);
      }
      for (const index of fn.facts.calls) {
        const call = fn.module.facts.calls[index];
        if (!call || !handsOn(call, names)) continue;
        for (const name of this.handedOn(fn, call, (target) => this.awaitedBy(target))) {
          if (isSeen(name)) parameters.add(name);
        }
        if (!this.takesCoroutine(fn, call)) continue;
        for (const { value } of call.arguments) {
          if (value.kind === 'name' && isSeen(value.name)) parameters.add(value.name);
        }
      }
    }
    return parameters;
  }

  /**
   * A function and those inside it that run on the loop as a part of it: coroutines that it awaits, returns or makes tasks of,
   * and what it calls itself. One that is only named may be run by a thread.
   */
  private runInside(node: FunctionNode): readonly FunctionNode[] {
    const { calls } = node.module.facts;
    const inner = withInner(node);
    const run = new Set([node]);
    for (const fn of inner.length > 1 ? run : []) {
      for (const index of fn.facts.calls) {
        const call = calls[index];
        const callee = call?.callee;
        if (!call || callee?.kind !== 'name') continue;
        const outer = calls[call.argumentOf];
        const isGiven = call.usage === 'argument' && outer !== undefined && this.takesCoroutine(fn, outer);
        for (const called of inner) {
          const { name, kind, parent } = called.facts;
          if (name !== callee.name || !inner.some(({ index }) => index === parent)) continue;
          if (kind === 'def' || call.usage === 'awaited' || call.usage === 'returned' || isGiven) run.add(called);
        }
      }
    }
    return [...run];
  }

  /** Whether a library function that a call calls runs the coroutines that it is given. */
  takesCoroutine(node: FunctionNode, call: CallFacts): boolean {
    if (takesCoroutineByName.test(nameOf(call.callee) ?? '')) return true;
    return this.inference
      .evaluate(node, call.callee)
      .some(
        (value) => value.kind === 'external' && this.inference.knowledge.offloader(value.name)?.takesCoroutine === true,
      );
  }

  /** Whether a function of the project awaits the coroutine that a call makes and another call is given. */
  awaitsResult(node: FunctionNode, call: CallFacts): boolean {
    const { calls } = node.module.facts;
    const outer = calls[call.argumentOf];
    return this.inference
      .evaluate(node, outer?.callee ?? call.callee)
      .flatMap((callee) => enteredBy(this.inference, callee))
      .some(({ target, receiver }) => {
        if (!outer) return false;
        const given = givenArguments(target.facts, outer, isBound(target, receiver), this.awaitedBy(target));
        return [...given.values()].some((value) => value.kind === 'call' && calls[value.call] === call);
      });
  }

  /** Names that a call hands to those parameters of functions of the project that `asked` tells. */
  private handedOn(
    node: FunctionNode,
    call: CallFacts,
    asked: (target: FunctionNode) => ReadonlySet<string>,
  ): readonly string[] {
    return this.inference
      .evaluate(node, call.callee)
      .flatMap((callee) => enteredBy(this.inference, callee))
      .flatMap(({ target, receiver }) => [
        ...givenArguments(target.facts, call, isBound(target, receiver), asked(target)).values(),
      ])
      .flatMap((value) => (value.kind === 'name' ? [value.name] : []));
  }
}

function namesOf({ facts }: FunctionNode): ReadonlySet<string> {
  return new Set(facts.parameters.map(({ name }) => name));
}

/** Names that a function inside another has for itself. */
function ownNames(node: FunctionNode): ReadonlySet<string> {
  return new Set([...namesOf(node), ...node.facts.bindings.map(({ target }) => target)]);
}

/** Names that a built-in is given which calls them: the key of `sorted`, the function of `map`. */
function calledByBuiltin({ callee, arguments: given }: CallFacts): readonly string[] {
  const callables = given.filter(({ keyword }) => keyword === 'key');
  if (/^(map|filter|reduce)$/.test(nameOf(callee) ?? '') && given[0]) callables.push(given[0]);
  return callables.flatMap(({ value }) => (value.kind === 'name' ? [value.name] : []));
}
