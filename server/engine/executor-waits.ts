import type { Blocker } from './call-edge.ts';
import { nameOf } from './expression-name.ts';
import type { Inference } from './inference.ts';
import type { CallFacts, EnteredExpression } from './module-facts.ts';
import { callsOf, type FunctionNode } from './value.ts';

const executor = /^concurrent\.futures\.(Thread|Process)PoolExecutor$/;
const future = /^concurrent\.futures\.Future\.(result|exception)$/;

/** What waits for the work that `concurrent.futures` does elsewhere: not every call that could wait does. */
export class ExecutorWaits {
  private readonly inference: Inference;

  constructor(inference: Inference) {
    this.inference = inference;
  }

  /**
   * The end of a `with` of an executor waits for all that was submitted (concurrent/futures/_base.py, `Executor.__exit__`).
   * Only where nothing in it waits before, awaiting or not: as a rule the work is done by then.
   */
  atExit(node: FunctionNode, { value, bodyEnd }: EnteredExpression): Blocker | undefined {
    const made = this.inference
      .evaluate(node, value)
      .find((entered) => entered.kind === 'external instance' && executor.test(entered.name));
    if (made?.kind !== 'external instance') return undefined;
    const isInBody = ({ start }: { start: number }) => start > value.end && start < bodyEnd;
    if (node.facts.awaits.some(isInBody)) return undefined;
    const calls = callsOf(node).filter(isInBody);
    const submits = calls.some(
      ({ callee }) =>
        callee.kind === 'attribute' &&
        /^(submit|map)$/.test(callee.name) &&
        this.inference
          .evaluate(node, callee.object)
          .some((object) => object.kind === 'external instance' && executor.test(object.name)),
    );
    const waits = calls.some((call) => /^(result|exception|wait|as_completed)$/.test(nameOf(call.callee) ?? ''));
    const fact = this.inference.knowledge.find(`${made.name}.__exit__`);
    if (!submits || waits || !fact) return undefined;
    return isConsumed(node, isInBody) ? undefined : { name: fact.name, entry: fact.entry, isLikely: false };
  }

  /** Whether the future that a call asks for its result is done by then: the function awaits it, or asks whether it is. */
  isDone(node: FunctionNode, call: CallFacts, blocker: string): boolean {
    const { callee } = call;
    if (!future.test(blocker) || callee.kind !== 'attribute' || callee.object.kind !== 'name') return false;
    const { name } = callee.object;
    return callsOf(node).some((other) => {
      if (other.callee.kind === 'attribute' && /^(done|add_done_callback)$/.test(other.callee.name)) {
        return other.callee.object.kind === 'name' && other.callee.object.name === name;
      }
      const isGiven = other.arguments.some(({ value }) => value.kind === 'name' && value.name === name);
      return isGiven && nameOf(other.callee) === 'wrap_future';
    });
  }
}

/** Whether what `executor.map` gives is iterated in a part of a function. */
function isConsumed(node: FunctionNode, isInPart: (at: { start: number }) => boolean): boolean {
  const { calls } = node.module.facts;
  return callsOf(node).some((call) => {
    if (!isInPart(call) || nameOf(call.callee) !== 'map') return false;
    if (call.usage === 'iterated' || (call.usage === 'argument' && calls[call.argumentOf] !== undefined)) return true;
    return call.usage === 'assigned' || call.usage === 'returned';
  });
}
