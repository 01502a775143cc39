import { enteredBy, handsOn } from './called-parameters.ts';
import type { Inference } from './inference.ts';
import type { CallFacts, FunctionFacts, Guard, Span } from './module-facts.ts';
import type { KnownArgument, KnownArguments } from './parameter-guards.ts';
import { callsOf, type FunctionNode } from './value.ts';

/** Whether a method calls another one of the same object. */
function isOwnCall({ facts }: FunctionNode, { callee }: CallFacts): boolean {
  if (facts.class < 0 || facts.parameters[0]?.name !== 'self' || callee.kind !== 'attribute') return false;
  return callee.object.kind === 'name' && callee.object.name === 'self';
}

/**
 * What a method knows of the attributes of its object when another one calls it: after `if self.x: self.write()` the method
 * need not ask whether there is an `x`. Only what is there is handed on, since other code often fills what is empty; and
 * nothing after a call, an `await` or a loop that may have changed it.
 */
export class KnownAttributes {
  private readonly inference: Inference;
  private readonly asked = new Map<FunctionNode, ReadonlySet<string>>();

  constructor(inference: Inference) {
    this.inference = inference;
  }

  /** What is known where a call in a method has begun. `ofCaller`: what is known of the arguments and attributes of the method. */
  given(caller: FunctionNode, call: CallFacts, target: FunctionNode, ofCaller: KnownArguments): KnownArguments {
    const given = new Map<string, KnownArgument>();
    if (!isOwnCall(caller, call)) return given;
    const isFirst = (name: string, from: number) => isUntouched(caller, name, from, call);
    for (const [name, value] of ofCaller) {
      if (name.startsWith('self.') && isFirst(name, caller.facts.span.start)) given.set(name, value);
    }
    for (const guard of call.guards) {
      const value = knownBy(guard);
      if (value !== undefined && isFirst(guard.parameter, guard.at)) given.set(guard.parameter, value);
    }
    if (given.size === 0) return given;
    const asked = this.askedBy(target);
    for (const name of given.keys()) if (!asked.has(name)) given.delete(name);
    return given;
  }

  /** Whether a call in a method tells the called one something that it asks for. */
  handsOn(node: FunctionNode, call: CallFacts, known: KnownArguments): boolean {
    if (!isOwnCall(node, call) || ![...known.keys()].some((name) => name.startsWith('self.'))) return false;
    return this.entered(node, call).some((target) => this.given(node, call, target, known).size > 0);
  }

  /** The attributes for which a method asks, itself or in what it calls of its object, before they may have changed. */
  private askedBy(node: FunctionNode): ReadonlySet<string> {
    const found = this.asked.get(node);
    if (found) return found;
    const asked = new Set<string>();
    // Set at once: a method that calls itself asks for nothing new.
    this.asked.set(node, asked);
    if (node.facts.parameters[0]?.name !== 'self') return asked;
    const calls = callsOf(node);
    const guards = [...calls, ...node.facts.branches].flatMap((place) => place.guards);
    for (const { parameter } of guards) if (parameter.startsWith('self.')) asked.add(parameter);
    for (const call of calls) {
      if (!isOwnCall(node, call)) continue;
      for (const target of this.entered(node, call)) for (const name of this.askedBy(target)) asked.add(name);
    }
    for (const { parameter, at } of guards) {
      if (mayChange(node, node.facts.span.start, at, undefined)) asked.delete(parameter);
    }
    return asked;
  }

  private entered(node: FunctionNode, call: CallFacts): readonly FunctionNode[] {
    return this.inference
      .evaluate(node, call.callee)
      .flatMap((callee) => enteredBy(this.inference, callee).map(({ target }) => target));
  }
}

/** What a condition says of an attribute where it holds. */
function knownBy({ parameter, asks, answer }: Guard): KnownArgument | undefined {
  if (!parameter.startsWith('self.')) return undefined;
  if (asks === 'truth' && answer) return 'filled';
  return asks === 'None' && !answer ? 'value' : undefined;
}

/** Whether nothing that a method runs between a place and a call can have changed an attribute. */
function isUntouched(node: FunctionNode, attribute: string, from: number, call: CallFacts): boolean {
  return !isAssigned(node.facts, attribute) && !mayChange(node, from, call.end, call);
}

function isAssigned(fn: FunctionFacts, attribute: string): boolean {
  return fn.bindings.some(({ target }) => target === attribute || target.startsWith(`${attribute}.`));
}

/** Whether a part of a method calls something of its object, gives the object away, waits, or begins to repeat itself. */
function mayChange(node: FunctionNode, from: number, to: number, except: CallFacts | undefined): boolean {
  const isIn = ({ start }: Span) => from < start && start < to;
  const isAround = ({ start, end }: Span) => except !== undefined && start <= except.start && except.end <= end;
  const { awaits, loops, firstWhile } = node.facts;
  const given = new Set(['self']);
  return (
    callsOf(node).some(
      (call) => call !== except && isIn(call) && !isAround(call) && (isOwnCall(node, call) || handsOn(call, given)),
    ) ||
    awaits.some((awaited) => isIn(awaited) && !isAround(awaited)) ||
    loops.some(({ value }) => isIn(value)) ||
    (firstWhile > from && firstWhile < to)
  );
}
