import type { Rule } from './rule.ts';

/** `await`, `async for` or `async with` in a `def` or a lambda: Python refuses the whole file. */
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
    for (const node of module.functions) {
      const { facts } = node;
      if (facts.kind !== 'def' && facts.kind !== 'lambda') continue;
      // Half-typed code: what stands where it cannot be told.
      const isBroken = module.facts.syntaxErrors.some(
        (error) => error.end >= facts.span.start && error.start <= facts.span.end,
      );
      if (isBroken) continue;
      for (const span of facts.awaits) {
        yield {
          span,
          node,
          runsOn: 'caller',
          message: 'await-outside-async',
          params: { function: facts.qualifiedName },
          card: 'async-await',
          chain: [],
          fixes: facts.kind === 'def' ? ['make-async-def'] : [],
        };
      }
    }
  },
};
