import type { BlockingPath } from '../blocking-summary.ts';
import { FailingPaths } from '../failing-paths.ts';
import type { Place } from '../finding.ts';
import { awaitInstead } from '../fixes/await-instead.ts';
import { awaitServer } from '../fixes/await-server.ts';
import { offload } from '../fixes/offload.ts';
import { positionAt } from '../line-index.ts';
import type { LinkedProject } from '../linked-project.ts';
import {
  allowsNestedLoops,
  allowsNestedLoopsItself,
  asksWhetherRunning,
  isExpected,
  isWhereNoneRuns,
  looksForLoop,
} from '../loop-awareness.ts';
import { mayStartLoop, startingLoop } from '../loop-failures.ts';
import type { CallFacts } from '../module-facts.ts';
import { isNotebook } from '../notebook-module.ts';
import { isTestModule } from '../test-module.ts';
import type { FunctionNode } from '../value.ts';
import { areInOtherCells } from '../written-line.ts';
import { callText, chainOf, shownSpan } from './blocking-call.ts';
import type { Rule, RuleFinding } from './rule.ts';

/** The ways to a new loop in code on the loop, and whether loops may be nested outside of notebooks, by project. */
const found = new WeakMap<LinkedProject, { readonly paths: FailingPaths; readonly allowsNested: boolean }>();

/**
 * A loop is started where one already runs: `asyncio.run` and its kin raise a `RuntimeError` there. The finding stands in the
 * coroutine, or in what else the framework calls on the loop, at the call that leads to it.
 */
export const nestedEventLoop: Rule = {
  name: 'nested-event-loop',
  severity: { recommended: 'error', strict: 'error', learning: 'error' },
  card: 'async-await',
  documentation: {
    summary:
      '`asyncio.run`, `loop.run_until_complete`, `async_to_sync`, `anyio.run` or `uvicorn.run` in code that already runs on the event loop, directly or at the end of a chain of calls.',
    why: `A thread can run one event loop at a time. Where one runs, which is in every \`async def\`, starting another one raises
\`RuntimeError: asyncio.run() cannot be called from a running event loop\`, and the coroutine that it was given never runs.
Jupyter runs the cells of a notebook on a loop, too: there a cell can await.

In an \`async def\` the coroutine can simply be awaited. A function that has to work in both worlds belongs in a thread when it is
called from a coroutine.`,
    bad: `import asyncio

from fastapi import FastAPI

app = FastAPI()


async def load_prices() -> list[int]:
    await asyncio.sleep(0.1)
    return [1, 2]


@app.get('/prices')
async def read_prices():
    return asyncio.run(load_prices())
`,
    good: `import asyncio

from fastapi import FastAPI

app = FastAPI()


async def load_prices() -> list[int]:
    await asyncio.sleep(0.1)
    return [1, 2]


@app.get('/prices')
async def read_prices():
    return await load_prices()


@app.get('/prices/from-a-thread')
def read_prices_in_a_thread():
    return asyncio.run(load_prices())
`,
    ignore: 'Where something patches asyncio so that loops can be nested, and Loopwise cannot see it in the project.',
  },
  *check(project, module) {
    if (isTestModule(module.path)) return;
    const { paths, allowsNested } = waysIn(project);
    if (isNotebook(module.path) ? allowsNestedLoopsItself(module, project) : allowsNested) return;
    const summary = paths.from(() => rootsOf(project, paths));
    for (const node of module.functions) {
      const place = paths.candidates.has(node) ? placeOf(project, node) : undefined;
      if (!place) continue;
      const done = new Set<string>();
      for (const edge of project.entriesOf(node).flatMap((entry) => paths.startsOf(entry))) {
        const key = `${edge.span.start}-${edge.span.end}`;
        const path = done.has(key) || isOtherwise(node, edge.call) ? undefined : summary.pathFrom(node, edge);
        if (!path) continue;
        done.add(key);
        yield findingOf(project, place, path);
      }
    }
  },
};

function findingOf(project: LinkedProject, runsOn: Place, path: BlockingPath): RuleFinding {
  const { steps } = path;
  const failing = path.blocker.name;
  const [{ node, edge }] = steps;
  const role = project.model.rolesOf(node)[0]?.role;
  const isCell = node.facts.kind === 'module';
  const canAwait = isCell || node.facts.kind === 'async def';
  const isDirect = steps.length === 1;
  const params: Record<string, string> = {
    call: callText(node, edge),
    function: node.facts.qualifiedName,
    failing,
    advice: adviceOf(failing, canAwait, isDirect),
    ...(role === undefined ? {} : { role }),
    ...(node.facts.kind === 'async def' ? { async: 'async def' } : {}),
  };
  return {
    span: shownSpan(node.module.facts, edge),
    node,
    runsOn,
    message: `nested-event-loop.${isDirect ? 'direct' : 'chain'}${isCell ? '.notebook' : ''}`,
    params,
    card: isDirect ? 'async-await' : 'utility-functions',
    chain: isDirect ? [] : chainOf({ steps }),
    confidence: isDirect ? 'direct' : steps.some((step) => new Set(step.edge.targets).size > 1) ? 'hierarchy' : 'typed',
    path,
    fixes: !isDirect ? [offload] : isServer(failing) ? [awaitServer] : [awaitInstead],
  };
}

function adviceOf(failing: string, canAwait: boolean, isDirect: boolean): string {
  if (!canAwait) return 'coroutine and await';
  if (!isDirect) return 'thread or coroutine';
  return isServer(failing) ? 'await server' : 'await coroutine';
}

function isServer(failing: string): boolean {
  return failing.startsWith('uvicorn.');
}

function waysIn(project: LinkedProject) {
  let ways = found.get(project);
  if (!ways) {
    const { inference } = project;
    const paths = new FailingPaths(project, {
      mayFail: mayStartLoop,
      nameOf: (node, call) => startingLoop(inference, node, call),
      isPrepared: (node, position) => {
        if (isExpected(node, position) || isWhereNoneRuns(node, position)) return true;
        // A coroutine always finds a loop; it only has to look whether that runs.
        if (node.facts.kind === 'async def') return asksWhetherRunning(node);
        const isCell = node.facts.kind === 'module';
        return looksForLoop(inference, node, ({ start }) => !isCell || !areInOtherCells(node.module, start, position));
      },
    });
    ways = { paths, allowsNested: allowsNestedLoops(project.modules.values()) };
    found.set(project, ways);
  }
  return ways;
}

/** Whether a cell makes a call in a branch, as code does that is to run in scripts too. In a notebook, `__name__` is `'__main__'`. */
function isOtherwise({ facts, module }: FunctionNode, call: CallFacts | undefined): boolean {
  if (facts.kind !== 'module' || !call?.isInBranch) return false;
  const { line } = positionAt(module.facts.lineStarts, call.start);
  const lines = module.notebook?.text.split('\n').slice(0, line + 1) ?? [];
  const indentOf = (text: string) => /^\s*/.exec(text)?.[0].length ?? 0;
  const own = indentOf(lines.at(-1) ?? '');
  const above = lines.findLast((text) => text.trim() !== '' && indentOf(text) < own);
  return !runsAlways.test(above ?? lines.at(-1) ?? '');
}

/** `if 1` is what makes a statement of a magic, and a block of an indented cell. */
const runsAlways = /^if\s*(?:1|\(?\s*__name__\s*==\s*["']__main__["']\s*\)?)\s*:/;

function rootsOf(project: LinkedProject, paths: FailingPaths): readonly FunctionNode[] {
  return [...paths.candidates]
    .filter((node) => placeOf(project, node) !== undefined)
    .flatMap((node) => [node, ...project.entriesOf(node)]);
}

/** Where a function certainly runs, if that is on a loop; a coroutine that FastAPI does not call runs on its caller's. */
function placeOf(project: LinkedProject, node: FunctionNode): Place | undefined {
  const roles = project.model.rolesOf(node);
  if (node.facts.kind === 'async def') return roles.length > 0 ? 'event loop' : 'caller';
  // Cells run on Jupyter's loop: ipykernel/kernelbase.py, `Kernel.execute_request` is a coroutine on it.
  if (node.facts.kind === 'module') return isNotebook(node.module.path) ? 'event loop' : undefined;
  // An `async def` around a `def` may hand it to a thread.
  if (node.facts.kind !== 'def' || project.inference.decorators.asyncWrapper(node)) return undefined;
  return roles.length > 0 && roles.every(({ place }) => place === 'event loop') ? 'event loop' : undefined;
}
