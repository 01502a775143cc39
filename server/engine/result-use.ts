import type { BuiltinCallbacks } from './builtin-callbacks.ts';
import { nameOf } from './expression-name.ts';
import type { Inference } from './inference.ts';
import type { CallFacts } from './module-facts.ts';
import type { FunctionNode } from './value.ts';

/** Responses whose asynchronous iterator is iterated on the loop. */
const streamingResponse = /(^|\.)(StreamingResponse|EventSourceResponse)$/;

/** What is done with the result of a call: whether a coroutine or generator that it makes also runs. */
export class ResultUse {
  private readonly inference: Inference;
  private readonly callbacks: BuiltinCallbacks;
  private readonly isPathOperation: (node: FunctionNode) => boolean;

  /** @param isPathOperation Whether FastAPI makes the response of what a function returns. */
  constructor(inference: Inference, callbacks: BuiltinCallbacks, isPathOperation: (node: FunctionNode) => boolean) {
    this.inference = inference;
    this.callbacks = callbacks;
    this.isPathOperation = isPathOperation;
  }

  /** Whether the body of the called function runs before or while the caller goes on, given what is done with the result. */
  runsBody(caller: FunctionNode, call: CallFacts, target: FunctionNode): boolean {
    const { usage } = call;
    const { facts } = target;
    if (this.inference.decorators.isContextManager(target)) return usage === 'entered' || usage === 'entered async';
    if (facts.isGenerator) {
      if (facts.kind === 'def') return this.isIterated(caller, call);
      return usage === 'argument' ? this.isStreamed(caller, call) : usage === 'iterated async';
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
      case 'element':
        return caller.facts.awaits.length > 0;
      case 'returned':
        return true;
      default:
        return false;
    }
  }

  private outerCallees(caller: FunctionNode, call: CallFacts): readonly string[] {
    const outer = caller.module.facts.calls[call.argumentOf];
    return outer ? this.callbacks.externalNames(caller, outer.callee) : [];
  }

  /** Whether somebody iterates the result at once. */
  isIterated(caller: FunctionNode, call: CallFacts): boolean {
    if (call.usage === 'argument') return this.callbacks.iterates(caller, call.argumentOf);
    // fastapi/routing.py, `serialize_response`: the encoder iterates what a path operation returns, on the loop.
    if (call.usage === 'returned' && this.isPathOperation(caller)) return true;
    return call.usage === 'iterated' || call.usage === 'yielded';
  }

  private isStreamed(caller: FunctionNode, call: CallFacts): boolean {
    return this.outerCallees(caller, call).some((name) => streamingResponse.test(name));
  }

  private takesCoroutine(caller: FunctionNode, call: CallFacts): boolean {
    const outer = caller.module.facts.calls[call.argumentOf];
    const name = outer && nameOf(outer.callee);
    // A task group often has no known type; its method's name is telling enough.
    if (name === 'create_task' || name === 'gather') return true;
    return this.outerCallees(caller, call).some(
      (callee) => this.inference.knowledge.offloader(callee)?.takesCoroutine === true,
    );
  }
}
