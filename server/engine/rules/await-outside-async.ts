import { makeAsyncDef } from '../fixes/make-async-def.ts';
import { mayAwait } from '../may-await.ts';
import type { FunctionFacts, Span } from '../module-facts.ts';
import { isNotebook } from '../notebook-module.ts';
import { isTestModule } from '../test-module.ts';
import type { FixMaker, Rule } from './rule.ts';

/** `await`, `async for` or `async with` in a `def` or a lambda, or outside of functions: Python refuses the whole file. */
export const awaitOutsideAsync: Rule = {
  name: 'await-outside-async',
  severity: { recommended: 'error', strict: 'error', learning: 'error' },
  card: 'async-await',
  documentation: {
    summary: '`await`, `async for` or `async with` in a function that is declared `def`.',
    why: `Python refuses the whole file with a \`SyntaxError\` when it is imported, so the application does not start.`,
    bad: `import asyncio

from fastapi import FastAPI

app = FastAPI()


@app.get('/later')
def read_later():
    await asyncio.sleep(1)
    return {'ready': True}
`,
    good: `import asyncio

from fastapi import FastAPI

app = FastAPI()


@app.get('/later')
async def read_later():
    await asyncio.sleep(1)
    return {'ready': True}
`,
    ignore: 'Never: the file cannot be imported.',
  },
  *check(_project, module) {
    // Half-typed code: what stands where it cannot be told.
    const isWhole = (span: Span) =>
      !module.facts.syntaxErrors.some((error) => error.end >= span.start && error.start <= span.end);
    const cell: { cell?: string } = isNotebook(module.path) ? { cell: 'yes' } : {};
    for (const node of module.functions) {
      const { facts } = node;
      if (mayAwait(node) || !isWhole(facts.span)) continue;
      // Editors run files with cells like notebooks, and there a cell may await; tests have such code in files of its own.
      if (facts.kind === 'module' && (module.facts.hasCells || isTestModule(module.path))) continue;
      const message = facts.kind === 'module' ? 'await-outside-async.module' : 'await-outside-async';
      for (const span of facts.awaits) {
        yield {
          ...common,
          span,
          node,
          message,
          params: { function: facts.qualifiedName, ...cell },
          fixes: fixesOf(facts),
        };
      }
    }
    for (const { facts } of module.classes) {
      const node = module.functions[facts.function];
      if (!node || !isWhole(facts.span)) continue;
      for (const span of facts.awaits) {
        yield {
          ...common,
          span,
          node,
          message: 'await-outside-async.class',
          params: { class: facts.name, ...cell },
          fixes: [],
        };
      }
    }
  },
};

const common = { runsOn: 'caller', card: 'async-await', chain: [], isFatal: true } as const;

function fixesOf(facts: FunctionFacts): readonly FixMaker[] {
  return facts.kind === 'def' ? [makeAsyncDef] : [];
}
