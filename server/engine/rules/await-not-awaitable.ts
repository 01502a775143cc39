import { isCaught } from '../error-handlers.ts';
import { offloadAwaited } from '../fixes/offload-awaited.ts';
import { removeAwait } from '../fixes/remove-await.ts';
import { rangeOf } from '../line-index.ts';
import type { LinkedProject } from '../linked-project.ts';
import type { MadeValue } from '../made-values.ts';
import { mayAwait } from '../may-await.ts';
import type { Expression, Span, WrittenAwait } from '../module-facts.ts';
import { excerpt } from '../source-excerpt.ts';
import { isTestModule } from '../test-module.ts';
import type { FunctionNode } from '../value.ts';
import type { FixMaker, Rule } from './rule.ts';

/** What is awaited instead of a coroutine: the last part of the message's key, and what mends it. */
interface Mistake {
  readonly kind: 'call' | 'generator' | 'async generator' | 'context manager' | 'blocking' | 'function' | 'value';
  readonly fixes: readonly FixMaker[];
  readonly replacement?: string | undefined;
}

/** `await` of something that Python certainly cannot await: it raises a `TypeError` whenever it runs. */
export const awaitNotAwaitable: Rule = {
  name: 'await-not-awaitable',
  severity: { recommended: 'error', strict: 'error', learning: 'error' },
  card: 'async-await',
  documentation: {
    summary:
      '`await` of something that is not awaitable: the result of a `def`, of a synchronous library, a plain value.',
    why: `\`await\` takes a coroutine, a task, a future or another object with \`__await__\`. With anything else Python raises
\`TypeError: object … can't be used in 'await' expression\` when the line runs, after the call itself has already been made:
the request fails although its work is done.

Only what the code shows for certain is reported: functions whose every result is known, objects made in the project, and
library calls that are known to be synchronous. What a parameter is declared as does not count, since another object may be
given for it.`,
    bad: `from fastapi import FastAPI

app = FastAPI()


def total(prices: list[float]) -> dict[str, float]:
    return {'total': sum(prices)}


@app.post('/total')
async def read_total(prices: list[float]):
    return await total(prices)
`,
    good: `from fastapi import FastAPI

app = FastAPI()


def total(prices: list[float]) -> dict[str, float]:
    return {'total': sum(prices)}


@app.post('/total')
async def read_total(prices: list[float]):
    return total(prices)
`,
    ignore: 'Where something replaces the function at run time with a coroutine function.',
  },
  *check(project, module) {
    if (isTestModule(module.path)) return;
    for (const node of module.functions) {
      if (!mayAwait(node)) continue;
      for (const written of node.facts.awaitExpressions) {
        if (isCaught(node, written.start, 'TypeError')) continue;
        const mistake = mistakeIn(project, node, written.value);
        if (!mistake) continue;
        const params: Record<string, string> = { call: textOf(node, written.value) };
        if (mistake.replacement !== undefined) params.replacement = mistake.replacement;
        yield {
          span: shownSpan(node, written),
          node,
          runsOn: 'caller',
          message: `await-not-awaitable.${mistake.kind}`,
          params,
          card: mistake.kind === 'blocking' ? 'io-bound' : 'async-await',
          chain: [],
          ...(written.value.kind === 'call' ? { call: written.value.call } : {}),
          fixes: written.deferred ? [] : mistake.fixes,
        };
      }
    }
  },
};

/** What is wrong with an awaited expression; undefined where it may be awaitable. */
function mistakeIn(project: LinkedProject, node: FunctionNode, expression: Expression): Mistake | undefined {
  const values = project.made.of(node, expression);
  if (!values || values.length === 0 || !values.every(({ isPlain }) => isPlain)) return undefined;
  // An attribute that is only ever `None` is a place that nothing fills yet: what awaits it asks for that first.
  if (expression.kind === 'attribute' && values.every(isNone)) return undefined;
  const made = mistakeOfValue(values);
  if (made) return made;
  if (expression.kind !== 'call') return { kind: 'value', fixes: [removeAwait] };
  return blockingMistake(project, node, expression.call) ?? { kind: 'call', fixes: [removeAwait] };
}

function isNone({ value }: MadeValue): boolean {
  return value.kind === 'external instance' && value.name === 'None';
}

/** Mistakes that `await` alone does not make: something else was meant than to leave it out. */
function mistakeOfValue(values: readonly MadeValue[]): Mistake | undefined {
  const [{ value } = {}, ...others] = values;
  if (others.length > 0) return undefined;
  if (value?.kind === 'function') return { kind: 'function', fixes: [] };
  if (value?.kind === 'context manager') return { kind: 'context manager', fixes: [] };
  if (value?.kind !== 'container' || !value.generator) return undefined;
  return { kind: value.generator.facts.kind === 'async def' ? 'async generator' : 'generator', fixes: [] };
}

/** The call of a library that waits: without `await` it would block, so what to await instead comes first. */
function blockingMistake(project: LinkedProject, node: FunctionNode, index: number): Mistake | undefined {
  const callee = node.module.facts.calls[index]?.callee;
  const [value] = callee ? project.inference.evaluate(node, callee) : [];
  const fact = value?.kind === 'external' ? project.inference.knowledge.find(value.name) : undefined;
  if (!fact?.entry.blocks) return undefined;
  return { kind: 'blocking', fixes: [offloadAwaited], replacement: fact.entry.replacement };
}

function textOf(node: FunctionNode, expression: Expression): string {
  return excerpt(node.module.facts, expression);
}

/** The whole expression where it fits on a line, else its `await`. */
function shownSpan(node: FunctionNode, { start, end }: WrittenAwait): Span {
  const range = rangeOf(node.module.facts.lineStarts, { start, end });
  return { start, end: range.start.line === range.end.line ? end : start + 'await'.length };
}
