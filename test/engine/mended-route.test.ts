import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Analysis } from '../../server/engine/analysis.ts';
import { plainSteps, type Recipe } from '../../server/engine/simulation/recipe.ts';
import { analysisOf } from '../engine-host.ts';

const head = `import asyncio
import time
import requests
from fastapi import BackgroundTasks, Depends, FastAPI
app = FastAPI()
`;

function mendedOf(analysis: Analysis, name: string, path = 'main.py') {
  const route = analysis.routeNamed(path, { name });
  assert.ok(route, name);
  const mended = analysis.mendedRoute(route);
  return mended && { ...mended, before: workOf(route.recipe), after: workOf(mended.recipe) };
}

/** Each stage with where it runs and what it does, as in `path operation read (event loop): block 1000`. */
function workOf(recipe: Recipe): string[] {
  return recipe.stages.map((stage) => {
    const steps = plainSteps({ stages: [stage] }).map(({ kind, milliseconds }) => `${kind} ${milliseconds}`);
    const pools = stage.steps.flatMap((step) => (step.kind === 'thread' ? [step.pool] : []));
    return `${stage.role} ${stage.name} (${[stage.runsOn, ...pools].join(', ')}): ${steps.join(', ')}`;
  });
}

test('the preferred fix of the one finding is applied, and its code shown', async () => {
  const analysis = await analysisOf({
    'main.py': `${head}
@app.get("/")
async def read():
    requests.get("https://example.com")
    return 1
`,
  });
  const mended = mendedOf(analysis, 'read');
  assert.deepEqual(mended?.before, ['path operation read (event loop): block 120']);
  assert.deepEqual(mended?.after, ['path operation read (thread pool): block 120']);
  assert.deepEqual(
    mended.fixes.map(({ kind }) => kind),
    ['make-def'],
  );
  assert.deepEqual(mended.code, {
    path: 'main.py',
    firstLine: 6,
    lines: ['@app.get("/")', 'def read():', '    requests.get("https://example.com")', '    return 1'],
  });
});

test('fixes of dependencies, background tasks and other files are applied together', async () => {
  const analysis = await analysisOf({
    'main.py': `${head}
from store import load

async def user():
    time.sleep(0.1)
    await asyncio.sleep(0.2)
    return 1

async def mail():
    requests.post("https://example.com")

@app.get("/")
async def read(tasks: BackgroundTasks, me=Depends(user)):
    tasks.add_task(mail)
    return await load(me)

@app.get("/other")
async def other():
    time.sleep(5)
`,
    'store.py': `import time

async def load(key):
    time.sleep(0.3)
    return key
`,
  });
  const mended = mendedOf(analysis, 'read');
  assert.deepEqual(mended?.before, [
    'dependency user (event loop): block 100, wait 200',
    'path operation read (event loop): block 300',
    'background task mail (event loop): block 120',
  ]);
  assert.deepEqual(mended.after, [
    'dependency user (event loop): wait 100, wait 200',
    'path operation read (event loop): wait 300',
    'background task mail (thread pool): block 120',
  ]);
  assert.equal(mended.count, 3);
});

test('a function that becomes a `def` gets no `await` from another finding', async () => {
  const analysis = await analysisOf({
    'main.py': `${head}
@app.get("/")
async def read():
    time.sleep(0.1)
    requests.get("https://example.com")
    return 1
`,
  });
  const kinds = analysis.findings('main.py').map((finding) => analysis.fixes(finding)[0]?.kind);
  assert.deepEqual(kinds, ['async-sleep', 'make-def']);
  const mended = mendedOf(analysis, 'read');
  assert.deepEqual(mended?.after, ['path operation read (thread pool): block 100, block 120']);
  assert.deepEqual(
    [mended.count, mended.code.lines[1], mended.code.lines[2]],
    [1, 'def read():', '    time.sleep(0.1)'],
  );
});

test('there is nothing to show where nothing freezes, or no fix is certain', async () => {
  const analysis = await analysisOf({
    'main.py': `${head}
@app.get("/thread")
def thread():
    time.sleep(1)

@app.get("/ignored")
async def ignored():
    time.sleep(1)  # loopwise: ignore[blocking-call]

@app.get("/validated")
async def validated():
    asyncio.sleep(1)
`,
  });
  for (const name of ['thread', 'ignored', 'validated']) assert.equal(mendedOf(analysis, name), undefined, name);
});

test('the analysis itself stays as it is', async () => {
  const main = `${head}
@app.get("/")
async def read():
    time.sleep(0.1)
`;
  const analysis = await analysisOf({ 'main.py': main });
  const findings = analysis.findings('main.py');
  const project = analysis.project();
  assert.ok(mendedOf(analysis, 'read'));
  assert.equal(analysis.findings('main.py'), findings);
  assert.equal(analysis.project(), project);
  assert.equal(analysis.routeNamed('main.py', { name: 'read' })?.code.lines[2], '    time.sleep(0.1)');
  analysis.update('main.py', main.replace('time.sleep(0.1)', 'time.sleep(0.2)'));
  assert.deepEqual(mendedOf(analysis, 'read')?.after, ['path operation read (event loop): wait 200']);
});
