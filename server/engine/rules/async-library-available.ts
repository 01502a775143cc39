import { blockersWithTwins } from '../asynchronous-twins.ts';
import { canBeAsyncDef } from '../fixes/can-be-async-def.ts';
import { isTestModule } from '../test-module.ts';
import type { FunctionNode } from '../value.ts';
import { chainOf } from './blocking-call.ts';
import type { Rule } from './rule.ts';

/**
 * A `def` path operation or dependency in which everything that blocks could be awaited with another library, or with the
 * asynchronous half of the same one: it would then need no thread while it waits.
 */
export const asyncLibraryAvailable: Rule = {
  name: 'async-library-available',
  severity: { recommended: 'off', strict: 'hint', learning: 'hint' },
  card: 'when-async',
  isAdvice: true,
  documentation: {
    summary: 'A `def` path operation or dependency whose blocking calls all have an asynchronous twin.',
    why: `While a \`def\` function waits, it keeps one of the 40 threads of FastAPI's pool. The forty-first request waits until one
of them is free. An \`async def\` function that awaits keeps nothing, so that many more requests can wait at a time.

The rule speaks only where it knows every call of the function, and of what it calls: a single call that blocks without a twin
would hold up the loop in an \`async def\`. Replace every call before you write the \`async\`. Where objects of an ORM are read or
returned it says nothing: reading their attributes may query the database, and cannot be awaited.`,
    bad: `import requests
from fastapi import FastAPI

app = FastAPI()


@app.get('/rate')
def read_rate():
    return requests.get('https://example.com/rate', timeout=5).text
`,
    good: `import httpx
from fastapi import FastAPI

app = FastAPI()
client = httpx.AsyncClient()


@app.get('/rate')
async def read_rate():
    response = await client.get('https://example.com/rate', timeout=5)
    return response.text
`,
    ignore: 'Where 40 at a time are enough, or the asynchronous library is no option.',
  },
  *check(project, module) {
    if (isTestModule(module.path)) return;
    const done = new Set<FunctionNode>();
    for (const { node, role, place } of project.callablesIn(module)) {
      if (place !== 'thread pool' || done.has(node)) continue;
      done.add(node);
      const path = project.pathOf(node);
      const blockers = path && blockersWithTwins(project, node);
      if (!blockers || !canBeAsyncDef(project, node)) continue;
      const twins = new Set(blockers.flatMap(({ entry }) => entry.replacement ?? []));
      yield {
        span: node.facts.nameSpan,
        node,
        runsOn: place,
        message: `async-library-available.${role === 'dependency' ? 'dependency' : 'operation'}`,
        params: {
          function: node.facts.name,
          threads: project.inference.versions.threads(module.path),
          calls: listed(blockers.map(({ name }) => name)),
          twins: listed([...twins]),
        },
        card: 'when-async',
        chain: chainOf(path),
        confidence: path.confidence,
        fixes: [],
      };
    }
  },
};

/** Names as code, at most three of them. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `\`${name}\``);
  return names.length > 3 ? `${shown.join(', ')}, …` : shown.join(', ');
}
