import { nameOf } from './expression-name.ts';
import type { CallFacts, Expression, Span } from './module-facts.ts';
import { callsOf, type FunctionNode } from './value.ts';

/** Tasks that a function starts and whose end it awaits: in a task group, or by the name that keeps them. */
export interface ConcurrentWork {
  /** The calls that start one each. */
  readonly starters: readonly CallFacts[];
  /** From the first start to where the function has awaited all of them. */
  readonly span: Span;
  /** The task group, or what awaits the last of them. */
  readonly expression: Expression;
}

const startsInGroup = /^(create_task|start_soon)$/;
const makesTask = /^(create_task|ensure_future)$/;
/** Functions of asyncio that await what they are given. */
const awaits = /^(gather|wait|wait_for|shield|as_completed)$/;

/**
 * The tasks of a function that run while it awaits their end. A task group ends when all of its tasks have (asyncio/taskgroups.py,
 * `TaskGroup.__aexit__`; anyio/_backends/_asyncio.py, `TaskGroup.__aexit__`).
 *
 * @param isTaskGroup Whether an expression makes a task group.
 */
export function concurrentWork(
  node: FunctionNode,
  isTaskGroup: (expression: Expression) => boolean,
): readonly ConcurrentWork[] {
  const groups = taskGroups(node, isTaskGroup);
  const inGroups = new Set(groups.flatMap(({ starters }) => starters));
  return [...groups, ...keptTasks(node, inGroups)];
}

/** Whether the task that a call makes is awaited where it is made, itself or by `gather` and its like. */
export function isAwaitedInPlace(node: FunctionNode, starter: CallFacts): boolean {
  if (starter.usage === 'awaited') return true;
  return callsOf(node).some(
    (call) =>
      call.start < starter.start &&
      starter.end < call.end &&
      awaits.test(nameOf(call.callee) ?? '') &&
      (call.usage === 'awaited' || call.usage === 'iterated'),
  );
}

function taskGroups(node: FunctionNode, isTaskGroup: (expression: Expression) => boolean): ConcurrentWork[] {
  return node.facts.contexts.flatMap(({ value, isAsync, bodyEnd }) => {
    if (!isAsync || !isTaskGroup(value)) return [];
    const bound = node.facts.bindings.find((binding) => binding.value?.start === value.start);
    const starters = callsOf(node).filter(
      ({ callee, start, end }) =>
        callee.kind === 'attribute' &&
        startsInGroup.test(callee.name) &&
        nameOfPlain(callee.object) === bound?.target &&
        start > value.end &&
        end <= bodyEnd,
    );
    return bound && starters[0]
      ? [{ starters, span: { start: starters[0].start, end: bodyEnd }, expression: value }]
      : [];
  });
}

/** Tasks with names, those together that wait at the same time. */
function keptTasks(node: FunctionNode, inGroups: ReadonlySet<CallFacts>): readonly ConcurrentWork[] {
  const works: ConcurrentWork[] = [];
  for (const starter of callsOf(node)) {
    if (!makesTask.test(nameOf(starter.callee) ?? '') || inGroups.has(starter)) continue;
    const name = keeperOf(node, starter);
    const end = name === undefined ? undefined : lastAwait(node, name, starter.end);
    if (!end) continue;
    const last = works.at(-1);
    if (last && starter.start < last.span.end) {
      const isLater = end.end > last.span.end;
      works[works.length - 1] = {
        starters: [...last.starters, starter],
        span: { start: last.span.start, end: Math.max(last.span.end, end.end) },
        expression: isLater ? end : last.expression,
      };
    } else works.push({ starters: [starter], span: { start: starter.start, end: end.end }, expression: end });
  }
  return works;
}

/** The name that keeps a task, by itself or in a list. */
function keeperOf(node: FunctionNode, starter: CallFacts): string | undefined {
  const outer = node.module.facts.calls[starter.argumentOf];
  if (starter.usage === 'argument' && outer?.callee.kind === 'attribute' && /^(append|add)$/.test(outer.callee.name))
    return nameOfPlain(outer.callee.object);
  return node.facts.bindings.find(
    ({ value, unpack }) =>
      value !== undefined && unpack.length === 0 && value.start <= starter.start && starter.end <= value.end,
  )?.target;
}

function lastAwait(node: FunctionNode, name: string, after: number): Expression | undefined {
  const isNamed = (expression: Expression) => nameOfPlain(expression) === name;
  const { awaitExpressions, loops } = node.facts;
  const found = [
    ...awaitExpressions.flatMap(({ value }) => (isNamed(value) ? [value] : [])),
    ...callsOf(node).flatMap(({ callee, arguments: given }) => {
      const isGiven = awaits.test(nameOf(callee) ?? '') && given.some(({ value }) => itemsOf(value).some(isNamed));
      return isGiven ? [callee] : [];
    }),
    ...loops.flatMap(({ value }) => (isNamed(value) ? [value] : [])),
  ].filter(({ start }) => start > after);
  return found.toSorted((a, b) => a.end - b.end).at(-1);
}

/** What is given together: the items of a list that stands there. */
export function itemsOf(expression: Expression): readonly Expression[] {
  return expression.kind === 'collection' ? expression.items : [expression];
}

function nameOfPlain(expression: Expression): string | undefined {
  return expression.kind === 'name' ? expression.name : undefined;
}
