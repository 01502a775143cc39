import { canBeAsyncDef } from '../fixes/can-be-async-def.ts';
import { makeAsyncDef } from '../fixes/make-async-def.ts';
import { hasLargeResponse } from '../response-field.ts';
import { isTestModule } from '../test-module.ts';
import type { FunctionNode } from '../value.ts';
import type { Rule } from './rule.ts';

/**
 * A `def` path operation or dependency in which certainly nothing waits or computes for long: FastAPI hands it to a thread
 * all the same (fastapi/routing.py, `run_endpoint_function`; fastapi/dependencies/utils.py, `solve_dependencies`), and on the
 * loop it would be done sooner.
 */
export const needlessThread: Rule = {
  name: 'needless-thread',
  severity: { recommended: 'hint', strict: 'hint', learning: 'hint' },
  card: 'behind-the-scenes',
  isAdvice: true,
  documentation: {
    summary: 'A `def` path operation or dependency that does nothing that waits or computes for long.',
    why: `FastAPI runs a \`def\` function in a thread of its pool. For code that blocks, that is what keeps the loop free. For code
that only returns a constant or puts an object together, the way to the thread and back costs more than the code itself, and it
takes one of the 40 threads from those that need them.

The rule speaks only where every call, operator and attribute in the function, and in what it calls, is known to be quick.

Where a response model is declared, FastAPI validates what a \`def\` function returns in a thread too
(fastapi/routing.py, \`serialize_response\`), and what an \`async def\` returns on the loop. So nothing is said of functions with a
response model that return lists or objects whose fields are not known: validating those may take long, or query a database.`,
    bad: `from fastapi import FastAPI

app = FastAPI()


@app.get('/')
def read_root():
    return {'state': 'ready'}
`,
    good: `from fastapi import FastAPI

app = FastAPI()


@app.get('/')
async def read_root():
    return {'state': 'ready'}
`,
    ignore: 'Where the function will wait for something soon, or subclasses of yours in other projects do.',
  },
  *check(project, module) {
    if (isTestModule(module.path)) return;
    const done = new Set<FunctionNode>();
    for (const { node, role, place } of project.callablesIn(module)) {
      if (place !== 'thread pool' || done.has(node)) continue;
      done.add(node);
      if (!project.harmless.isHarmless(node) || !canBeAsyncDef(project, node)) continue;
      if (role === 'path operation' && hasLargeResponse(project, node)) continue;
      yield {
        span: node.facts.nameSpan,
        node,
        runsOn: place,
        message: `needless-thread.${role === 'dependency' ? 'dependency' : 'operation'}`,
        params: { function: node.facts.name },
        card: role === 'dependency' ? 'dependencies' : 'behind-the-scenes',
        chain: [],
        fixes: [makeAsyncDef],
      };
    }
  },
};
