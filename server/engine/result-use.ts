import { type BuiltinCallbacks, streamingResponse } from './builtin-callbacks.ts';
import type { CalledParameters } from './called-parameters.ts';
import { nameOf } from './expression-name.ts';
import { isAfterYield, isHandedOn } from './first-item.ts';
import type { Inference } from './inference.ts';
import type { CallFacts, Usage } from './module-facts.ts';
import { isReturned } from './returned-values.ts';
import type { FunctionNode } from './value.ts';

const asksForItem = /^builtins\.a?next$/;
const asksForIterator = /^builtins\.a?iter$/;

/** Uses of a name in which the coroutine that it holds is not awaited, nor handed to somebody who may do it. */
const takesResult: ReadonlySet<Usage> = new Set([
  'object of attribute',
  'object of subscript',
  'iterated',
  'condition',
  'operand',
]);

/** Whether the name that a call's result is given is only used as if it held what awaiting it would give. */
function isUsedAsResult({ facts, module }: FunctionNode, call: CallFacts): boolean {
  const target = facts.bindings.find(
    ({ value }) => value?.kind === 'call' && module.facts.calls[value.call] === call,
  )?.target;
  const held = facts.heldNames.find(({ name }) => name === target);
  return held?.uses.every(({ usage }) => takesResult.has(usage)) ?? false;
}

/** What is done with the result of a call: whether a coroutine or generator that it makes also runs. */
export class ResultUse {
  private readonly inference: Inference;
  private readonly callbacks: BuiltinCallbacks;
  private readonly parameters: CalledParameters;
  private readonly isPathOperation: (node: FunctionNode) => boolean;

  /** @param isPathOperation Whether FastAPI makes the response of what a function returns. */
  constructor(
    inference: Inference,
    callbacks: BuiltinCallbacks,
    parameters: CalledParameters,
    isPathOperation: (node: FunctionNode) => boolean,
  ) {
    this.inference = inference;
    this.callbacks = callbacks;
    this.parameters = parameters;
    this.isPathOperation = isPathOperation;
  }

  /**
   * Whether the body of the called function runs before or while the caller goes on, given what is done with the result.
   * `isDropped`: nobody takes what the caller returns.
   */
  runsBody(caller: FunctionNode, call: CallFacts, target: FunctionNode, isDropped = false): boolean {
    const { usage } = call;
    const { facts } = target;
    if (this.inference.decorators.isContextManager(target)) {
      return usage === 'entered' || usage === 'entered async' || this.isPushed(caller, call);
    }
    if (facts.isGenerator) {
      if (facts.kind === 'def') return this.isIterated(caller, call);
      if (usage !== 'argument') return usage === 'iterated async';
      return this.isStreamed(caller, call) || this.isBegun(caller, call, false);
    }
    if (facts.kind !== 'async def') return true;
    switch (usage) {
      case 'awaited':
      case 'entered async':
      case 'iterated async':
        return true;
      case 'argument':
        return this.takesCoroutine(caller, call);
      case 'assigned':
        return caller.facts.awaits.length > 0 && !isUsedAsResult(caller, call);
      case 'element':
        return caller.facts.awaits.length > 0;
      case 'returned':
        return !isDropped;
      default:
        return false;
    }
  }

  /** Whether somebody iterates the result at once. */
  isIterated(caller: FunctionNode, call: CallFacts): boolean {
    // fastapi/routing.py, `serialize_response`: the encoder iterates what a path operation returns, on the loop.
    if (isReturned(caller, call) && this.isPathOperation(caller)) return true;
    return this.callbacks.isIterated(caller, call);
  }

  /**
   * Whether a generator that a call makes, or one that a context manager is made of, is only run to its first `yield`: it is
   * given to `next`, or the caller is itself a generator that is run no further (`untilYield`).
   */
  isBegun(caller: FunctionNode, call: CallFacts, untilYield: boolean): boolean {
    const { calls } = caller.module.facts;
    if (call.usage === 'argument') {
      const outer = calls[call.argumentOf];
      const given = outer?.arguments[0]?.value;
      if (!outer || given?.kind !== 'call' || calls[given.call] !== call) return false;
      const names = this.callbacks.externalNames(caller, outer.callee);
      if (names.some((name) => asksForIterator.test(name))) return this.isBegun(caller, outer, untilYield);
      return names.some((name) => asksForItem.test(name));
    }
    if (!untilYield) return false;
    if (call.usage === 'iterated') return isHandedOn(caller.facts, call);
    return caller.facts.contexts.some(
      ({ value, bodyEnd }) =>
        value.start === call.start && value.end === call.end && isAfterYield(caller.facts, bodyEnd),
    );
  }

  /** `stack.enter_context(context)`, and what awaits it. */
  private isPushed(caller: FunctionNode, call: CallFacts): boolean {
    const outer = caller.module.facts.calls[call.argumentOf];
    return outer !== undefined && /^enter_(async_)?context$/.test(nameOf(outer.callee) ?? '');
  }

  private isStreamed(caller: FunctionNode, call: CallFacts): boolean {
    const outer = caller.module.facts.calls[call.argumentOf];
    return (
      outer !== undefined &&
      this.callbacks.externalNames(caller, outer.callee).some((name) => streamingResponse.test(name))
    );
  }

  private takesCoroutine(caller: FunctionNode, call: CallFacts): boolean {
    const outer = caller.module.facts.calls[call.argumentOf];
    return (
      outer !== undefined &&
      (this.parameters.takesCoroutine(caller, outer) || this.parameters.awaitsResult(caller, call))
    );
  }
}
