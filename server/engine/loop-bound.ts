import { nameOf } from './expression-name.ts';
import type { LinkedProject } from './linked-project.ts';
import { isPreparedQuestion } from './loop-awareness.ts';
import type { CallFacts, Span } from './module-facts.ts';
import { callsOf, type FunctionNode } from './value.ts';

/** Methods and functions that take the running loop, whoever has them. */
const takesLoop =
  /^(create_task|ensure_future|get_running_loop|get_event_loop|current_task|call_soon|call_later|call_at|add_done_callback|start_soon)$/;

/**
 * Library code that fails in a thread, is not safe there, or has its effect there only: objects of asyncio, and context
 * variables, of which a thread gets a copy (anyio/_backends/_asyncio.py, `run_sync_in_worker_thread`).
 */
const boundToLoop = /^(asyncio|aiohttp)\.|^contextvars\.ContextVar\.(set|reset)$|^structlog\.contextvars\./;
/** What of asyncio works anywhere. */
const freeOfLoop =
  /^asyncio\.(run|iscoroutine|iscoroutinefunction|run_coroutine_threadsafe|create_subprocess_\w+|\w*Error)$/;

/** What reads the exception that is being handled, which each thread has its own of. */
const readsException = /^(exc_info|format_exc|print_exc|exception)$/;

/**
 * Whether a function, or one that it calls, only works on the thread of the event loop. With `inHandler` it is an exception
 * handler, which must also not ask for the current exception elsewhere.
 */
export function isLoopBound(project: LinkedProject, start: FunctionNode, inHandler = false): boolean {
  const seen = new Set([start]);
  for (const node of seen) {
    const { calls } = node.module.facts;
    for (const index of node.facts.calls) {
      const call = calls[index];
      if (call && (needsLoop(project, node, call) || (inHandler && readsCurrentException(call)))) return true;
    }
    for (const { targets } of project.graph.edgesOf(node)) for (const target of targets) seen.add(target);
  }
  return false;
}

/** Whether what stands in a part of a function only works on the thread of the event loop. */
export function isSpanLoopBound(project: LinkedProject, node: FunctionNode, span: Span): boolean {
  const isWithin = (part: Span) => part.start >= span.start && part.end <= span.end;
  if (callsOf(node).some((call) => isWithin(call) && needsLoop(project, node, call))) return true;
  const edges = project.graph.edgesOf(node).filter((edge) => isWithin(edge.span));
  return edges.some(({ targets }) => targets.some((target) => isLoopBound(project, target)));
}

function needsLoop(project: LinkedProject, node: FunctionNode, call: CallFacts): boolean {
  if (isPreparedQuestion(node, call)) return false;
  if (takesLoop.test(nameOf(call.callee) ?? '')) return true;
  return project.inference
    .evaluate(node, call.callee)
    .some((value) => value.kind === 'external' && boundToLoop.test(value.name) && !freeOfLoop.test(value.name));
}

function readsCurrentException(call: CallFacts): boolean {
  if (readsException.test(nameOf(call.callee) ?? '')) return true;
  return call.arguments.some(({ keyword, value }) => keyword === 'exc_info' && value.kind === 'literal');
}
