import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Analysis } from '../../server/engine/analysis.ts';
import { allRules } from '../../server/engine/rules/all-rules.ts';
import type { Preset } from '../../server/engine/rules/rule.ts';
import { projectFilesIn } from '../engine/marked-fixture.ts';
import { analysisOf } from '../engine-host.ts';
import { applications, installed, inTurn, topics } from './applications.ts';
import { type LockEffect, type ObservedError, type OracleResult, type ProbeResult, runOracle } from './run-oracle.ts';

/*
 * Real applications are executed, and what happened is compared with what the engine says. Between the two stand the
 * marks in the applications' source, one comment per line:
 *
 *   # expect: rule                  Loopwise reports the line, and at run time it happens there
 *   # expect-strict: rule           the same for the preset `strict` only
 *   # not-reported: rule (why)      it happens there at run time, and Loopwise says nothing: a known limit
 *   # handled: rule                 an error is raised there, and the application is prepared for it: no defect
 *   … through=function              at run time it is seen in this function, which runs on behalf of the line
 */

const adviceRules: ReadonlySet<string> = new Set(allRules.filter(({ isAdvice }) => isAdvice).map(({ name }) => name));

interface Mark {
  readonly kind: 'expect' | 'expect-strict' | 'not-reported' | 'handled';
  readonly rule: string;
  readonly through: string | undefined;
  readonly file: string;
  /** Counted from one. */
  readonly line: number;
}

/** The files of an application (path relative to its folder → text) and the marks in them. */
interface Source {
  readonly files: ReadonlyMap<string, string>;
  readonly marks: readonly Mark[];
}

function readSource(folder: string): Source {
  const files = new Map<string, string>();
  const marks: Mark[] = [];
  for (const file of projectFilesIn(folder)) {
    const text = readFileSync(path.join(folder, file), 'utf8');
    files.set(file, text);
    for (const [index, content] of text.split('\n').entries()) {
      for (const match of content.matchAll(
        /#\s*(expect|expect-strict|not-reported|handled):\s*([a-z-]+)(?:\s+through=([\w.]+))?/g,
      )) {
        const [, kind, rule = '', through] = match;
        marks.push({ kind: kind as Mark['kind'], rule, through, file, line: index + 1 });
      }
    }
  }
  return { files, marks };
}

const placed = (at: { readonly file: string | null; readonly line: number | null }) => `${at.file}:${at.line}`;
const unique = (texts: readonly string[]) => [...new Set(texts)].sort();

/** What is in one list and not in the other, as sentences. */
function differences(
  left: readonly string[],
  leftSays: string,
  right: readonly string[],
  rightSays: string,
): readonly string[] {
  return [
    ...unique(left.filter((item) => !right.includes(item))).map((item) => `${item}: ${leftSays}, not ${rightSays}`),
    ...unique(right.filter((item) => !left.includes(item))).map((item) => `${item}: ${rightSays}, not ${leftSays}`),
  ];
}

// (a) The engine against the marks

async function analysed(source: Source, preset: Preset = 'recommended'): Promise<Analysis> {
  const analysis = await analysisOf(source.files, { preset });
  analysis.useLibraries(installed);
  return analysis;
}

async function engineProblems(source: Source, preset: Preset): Promise<readonly string[]> {
  const analysis = await analysed(source, preset);
  const kinds: readonly Mark['kind'][] = preset === 'strict' ? ['expect', 'expect-strict'] : ['expect'];
  const expected = source.marks.filter((mark) => kinds.includes(mark.kind));
  // Advice is judged by the applications that have marks of it.
  const isJudged = (rule: string) => !adviceRules.has(rule) || source.marks.some((mark) => mark.rule === rule);
  const found = analysis.allFindings().filter(({ rule }) => isJudged(rule));
  return differences(
    found.map((finding) => `${finding.path}:${finding.range.start.line + 1} ${finding.rule}`),
    'reported',
    expected.map((mark) => `${placed(mark)} ${mark.rule}`),
    'expected',
  );
}

// (b) Python against the marks

/** Marks of a rule in the body of a function, not in the functions inside it. */
function marksIn(source: Source, result: OracleResult, functionName: string, rule: string): readonly Mark[] {
  return source.marks.filter((mark) => {
    if (mark.rule !== rule) return false;
    const around = result.functions.filter(
      (fn) => fn.file === mark.file && fn.first <= mark.line && mark.line <= fn.last,
    );
    const [innermost, outer] = around.sort((a, b) => b.first - a.first);
    // The line of a `def` runs in the function around it, with its defaults.
    const isDefinition = innermost?.first === mark.line && outer?.function === functionName;
    return innermost?.function === functionName || isDefinition;
  });
}

/** A probe must have done what it is there for, else its clear measurement says nothing. */
function probeProblems(probe: ProbeResult): readonly string[] {
  const problems: string[] = [];
  if (probe.stalls === null) problems.push(`${probe.lateness} ms is neither clear nor a stall (${probe.attempts})`);
  if (probe.exception !== probe.raises) problems.push(`raised ${probe.exception}, declared ${probe.raises}`);
  if (probe.status !== null && probe.status >= 500) problems.push(`answered ${probe.status}`);
  if (!probe.runs.some((run) => run.function === probe.function)) problems.push(`${probe.function} did not run`);
  return problems.map((problem) => `${probe.name}: ${problem}`);
}

/** Rules whose defect is that the loop stands still. */
const stalling: ReadonlySet<string> = new Set(['blocking-call', 'cpu-bound-call']);

function blockingProblems(source: Source, result: OracleResult): readonly string[] {
  const problems: string[] = [];
  const seen = new Set<Mark>();
  for (const probe of result.probes) {
    // Two tasks that wait for each other in a lock are the subject of another test.
    if (probe.lockMeetings.some(({ effect }) => effect === 'stops the loop')) continue;
    const own = [...stalling].flatMap((rule) => marksIn(source, result, probe.function, rule));
    if (own.length > 0 && probe.stalls === false) {
      problems.push(`${probe.name}: ${probe.function} is marked, the loop was ${probe.lateness} ms late`);
    }
    if (own.length === 0 && probe.stalls === true) {
      const where = probe.stood.map((place) => `${placed(place)} in ${place.function}`).join(', ');
      problems.push(`${probe.name}: ${probe.function} has no mark, the loop was ${probe.lateness} ms late (${where})`);
    }
    if (probe.stalls && probe.stood.length === 0) problems.push(`${probe.name}: stalled outside of the application`);
    for (const place of probe.stood) {
      const marks = [
        ...source.marks.filter((mark) => stalling.has(mark.rule) && placed(mark) === placed(place)),
        ...own.filter((mark) => mark.through === place.function),
      ];
      if (marks.length === 0) {
        problems.push(
          `${placed(place)} blocking-call: the loop stood there for ${place.milliseconds} ms (${probe.name}), not expected`,
        );
      }
      for (const mark of marks) {
        if (mark.through === undefined || mark.through === place.function) seen.add(mark);
      }
    }
  }
  for (const mark of source.marks) {
    if (!stalling.has(mark.rule) || seen.has(mark)) continue;
    problems.push(`${placed(mark)} ${mark.rule}: ${mark.kind}, but the loop never stood there`);
  }
  return unique(problems);
}

function coroutineProblems(source: Source, result: OracleResult): readonly string[] {
  const rules = ['missing-await', 'coroutine-in-thread'] as const;
  const lost: string[] = [];
  for (const probe of result.probes) {
    const through = rules
      .flatMap((rule) => marksIn(source, result, probe.function, rule))
      .filter((mark) => mark.through);
    for (const coroutine of probe.neverAwaited) {
      const maker = result.functions.find(
        (fn) => fn.file === coroutine.file && fn.first <= (coroutine.line ?? 0) && (coroutine.line ?? 0) <= fn.last,
      );
      if (isLostByError(source, result, probe, coroutine, maker?.function)) continue;
      const mark = through.find((candidate) => candidate.through === maker?.function);
      const rule = mark?.rule ?? (coroutine.inThread ? 'coroutine-in-thread' : 'missing-await');
      lost.push(`${placed(mark ?? coroutine)} ${rule}`);
    }
  }
  const marked = source.marks.filter((mark) => rules.some((rule) => rule === mark.rule));
  return differences(
    lost,
    'never awaited',
    marked.map((mark) => `${placed(mark)} ${mark.rule}`),
    'marked',
  );
}

function taskProblems(source: Source, result: OracleResult): readonly string[] {
  const marked = source.marks.filter((mark) => mark.rule === 'lost-task');
  const lost = result.probes.flatMap((probe) => probe.lostTasks);
  return differences(lost.map(placed), 'a task was lost', marked.map(placed), 'marked lost-task');
}

/** What each message of `lock-across-await` says that the lock does. */
const lockEffects: Readonly<Record<string, LockEffect>> = {
  'lock-across-await': 'stops the loop',
  'lock-across-await.reentrant': 'lets both in',
};

async function lockProblems(source: Source, result: OracleResult): Promise<readonly string[]> {
  const met = result.probes.flatMap((probe) => probe.lockMeetings).map((lock) => `${placed(lock)} ${lock.effect}`);
  const findings = (await analysed(source)).allFindings().filter(({ rule }) => rule === 'lock-across-await');
  const said = findings.map(
    ({ path: file, range, message }) => `${file}:${range.start.line + 1} ${lockEffects[message]}`,
  );
  return differences(met, 'seen', said, 'said by the engine');
}

/** Whether a coroutine was lost because an error came up where it was made, which is the defect of another rule. */
function isLostByError(
  source: Source,
  result: OracleResult,
  probe: ProbeResult,
  coroutine: ProbeResult['neverAwaited'][number],
  maker: string | undefined,
): boolean {
  return probe.errors.some((error) => {
    const rule = errorRule(error);
    if (rule === undefined || error.file !== coroutine.file) return false;
    if (rule !== 'must-be-async') return error.line === coroutine.line;
    return maker !== undefined && error.function === maker && marksIn(source, result, maker, rule).length > 0;
  });
}

function syntaxProblems(source: Source, result: OracleResult): readonly string[] {
  const marked = source.marks.filter((mark) => mark.rule === 'await-outside-async');
  return differences(
    result.syntaxErrors.map(placed),
    'refused by Python',
    marked.map(placed),
    'marked await-outside-async',
  );
}

/** A function that is done in less, in milliseconds, needs no thread; one that blocks takes 300. */
const quick = 20;

/** What needs no thread takes no time in one; what takes its time, or who knows what, has no mark. */
function threadProblems(source: Source, result: OracleResult): readonly string[] {
  const problems: string[] = [];
  const marks = source.marks.filter(({ rule }) => rule === 'needless-thread');
  if (marks.length === 0) return problems;
  const functionAt = ({ file, line }: Mark) => result.functions.find((fn) => fn.file === file && fn.first === line);
  const marked = new Set(marks.map((mark) => `${mark.file} ${functionAt(mark)?.function}`));
  const times = new Map<string, number[]>();
  for (const { function: name, file, milliseconds } of result.probes.flatMap((probe) => probe.times)) {
    const key = `${file} ${name}`;
    times.set(key, [...(times.get(key) ?? []), milliseconds]);
  }
  for (const key of marked) {
    const spent = times.get(key);
    if (!spent) problems.push(`${key}: marked needless-thread, never seen to run`);
    else if (Math.min(...spent) >= quick) problems.push(`${key}: marked needless-thread, took ${spent} ms`);
  }
  const isThreaded = (key: string) =>
    result.probes.some(({ runs }) =>
      runs.some((run) => `${run.file} ${run.function}` === key && run.place === 'thread pool'),
    );
  for (const [key, spent] of times) {
    if (marked.has(key) || !isThreaded(key) || Math.min(...spent) >= quick) continue;
    if (!result.unknown.includes(key.slice(key.indexOf(' ') + 1)))
      problems.push(`${key}: took ${spent} ms in a thread, no mark`);
  }
  return problems.sort();
}

/** The rules whose defects raise an error, with the messages of Python, anyio and asgiref. */
const errorMessages: readonly (readonly [string, RegExp])[] = [
  ['await-not-awaitable', /^TypeError: (object .* can't be used in 'await' expression|'.*' object can't be awaited)$/],
  [
    'nested-event-loop',
    /^RuntimeError: (\S+\(\) cannot be called from a running event loop|This event loop is already running|Cannot run the event loop while another loop is running|Already running asyncio in this thread|You cannot use AsyncToSync in the same thread as an async event loop.*)$/,
  ],
  ['task-without-loop', /^RuntimeError: (no running event loop|There is no current event loop in thread .*)$/],
  ['must-be-async', /^AttributeError: 'coroutine' object has no attribute .*$/],
];

/** The rule that speaks of an error; what the framework awaits in vain is a function that must be `async def`. */
function errorRule(error: ObservedError): string | undefined {
  const said = `${error.type}: ${error.message}`;
  const rule = errorMessages.find(([, message]) => message.test(said))?.[0];
  return rule === 'await-not-awaitable' && error.file === null ? 'must-be-async' : rule;
}

function errorProblems(source: Source, result: OracleResult): readonly string[] {
  const problems: string[] = [];
  const seen = new Set<Mark>();
  for (const probe of result.probes) {
    for (const error of probe.errors) {
      const rule = errorRule(error);
      if (rule === undefined) continue;
      const marks = marksOfError(source, result, probe, error, rule);
      for (const mark of marks) seen.add(mark);
      // The attribute of a lost coroutine is another rule's, which speaks of the line that made it.
      const isLost = ['missing-await', 'coroutine-in-thread'].some(
        (lost) => marksIn(source, result, error.function ?? probe.function, lost).length > 0,
      );
      if (marks.length === 0 && !isLost) {
        const where = error.file === null ? probe.function : placed(error);
        const holder = error.function ?? 'the framework';
        problems.push(`${where}: ${rule}: ${error.type} in ${holder} (${probe.name}), not expected`);
      }
    }
  }
  const rules = new Set(errorMessages.map(([rule]) => rule));
  for (const mark of source.marks) {
    if (!rules.has(mark.rule) || seen.has(mark)) continue;
    problems.push(`${placed(mark)}: ${mark.rule}: ${mark.kind}, but no such error came up`);
  }
  return unique(problems);
}

/** The marks that an error confirms: those of its line, those that say `through` its function, those of the awaited function. */
function marksOfError(
  source: Source,
  result: OracleResult,
  probe: ProbeResult,
  error: ObservedError,
  rule: string,
): readonly Mark[] {
  if (rule === 'must-be-async') return marksIn(source, result, error.function ?? probe.function, rule);
  const ran = new Set([probe.function, ...probe.runs.map((run) => run.function)]);
  return source.marks.filter((mark) => {
    if (mark.rule !== rule) return false;
    if (mark.through === undefined) return placed(mark) === placed(error);
    return (
      mark.through === error.function && [...ran].some((name) => marksIn(source, result, name, rule).includes(mark))
    );
  });
}

/** Of sixty requests that wait 500 ms each, forty threads serve the last in twice that time; the loop needs little more than once. */
const twoRounds = 950;

/** What keeps a thread is slower for many requests at once than its twin, `…_on_the_loop`, which keeps none. */
function crowdProblems(source: Source, result: OracleResult): readonly string[] {
  const crowds = new Map(result.crowds.map((crowd) => [crowd.function, crowd.elapsed]));
  const problems: string[] = [];
  for (const mark of source.marks.filter(({ rule }) => rule === 'async-library-available')) {
    const name = result.functions.find((fn) => fn.file === mark.file && fn.first === mark.line)?.function;
    const threads = crowds.get(`${name}`);
    const loop = crowds.get(`${name}_on_the_loop`);
    if (threads === undefined || loop === undefined) problems.push(`${name}: no crowd asked for it and its twin`);
    else if (threads < twoRounds || loop >= twoRounds)
      problems.push(`${name}: ${threads} ms in threads, ${loop} ms on the loop`);
  }
  return problems;
}

// (c) Where functions ran

function placeProblems(analysis: Analysis, result: OracleResult): readonly string[] {
  const ran = new Map<string, Set<string>>();
  const said = new Map<string, Set<string>>();
  const add = (map: Map<string, Set<string>>, key: string, place: string) => {
    const places = map.get(key) ?? new Set();
    map.set(key, places.add(place));
  };
  for (const { runs } of result.probes) for (const run of runs) add(ran, `${run.file} ${run.function}`, run.place);
  for (const { node, place } of analysis.frameworkCallables()) {
    add(said, `${node.module.path} ${node.facts.qualifiedName}`, place);
  }
  const problems: string[] = [];
  const text = (places: Set<string>) => [...places].sort().join(' and ');
  for (const [key, places] of said) {
    const observed = ran.get(key);
    if (!observed) problems.push(`${key}: listed by the engine, recorded by no probe`);
    else if (text(observed) !== text(places)) {
      problems.push(`${key}: the engine says ${text(places)}, it ran on ${text(observed)}`);
    }
  }
  for (const [key, places] of ran) {
    const name = key.slice(key.indexOf(' ') + 1);
    const declared = result.helpers[name];
    if (said.has(key)) continue;
    if (declared === undefined) problems.push(`${key}: ran on ${text(places)}, not listed by the engine`);
    else if (text(places) !== declared) problems.push(`${key}: declared ${declared}, ran on ${text(places)}`);
  }
  return problems.sort();
}

// The fixtures

function startAll(): ReadonlyMap<string, Promise<OracleResult>> {
  const fileOf = (topic: string) => path.join(applications, topic, 'app.py');
  // The longest first.
  const size = (topic: string) => readFileSync(fileOf(topic)).length;
  const ordered = topics.toSorted((a, b) => size(b) - size(a));
  return new Map(ordered.map((topic) => [topic, inTurn(() => runOracle(fileOf(topic)))]));
}

function none(problems: readonly string[]): void {
  assert.equal(problems.length, 0, `\n  ${problems.join('\n  ')}\n`);
}

const running = startAll();

/** Whether an application is for any version of FastAPI, or names this one in its `requirements.txt`. */
function isFor(source: Source, version: string): boolean {
  const named = /^fastapi==(.*)$/m.exec(source.files.get('requirements.txt') ?? '')?.[1];
  return named === undefined || named === version;
}

for (const topic of topics) {
  test(`run-time oracle: ${topic}`, async (context: TestContext) => {
    const source = readSource(path.join(applications, topic));
    const version = (await running.get(topic))?.versions.fastapi ?? '';
    if (!isFor(source, version)) {
      context.skip(`the application is not for FastAPI ${version}`);
      return;
    }
    await context.test('the engine reports the marked lines', async () =>
      none(await engineProblems(source, 'recommended')),
    );
    await context.test('and in strict, what runs outside of serving', async () => {
      const known = await engineProblems(source, 'recommended');
      none((await engineProblems(source, 'strict')).filter((problem) => !known.includes(problem)));
    });
    const result = await running.get(topic);
    assert.ok(result);
    await context.test('every probe did its work', () => none(result.probes.flatMap(probeProblems)));
    await context.test('the loop stands still at the marked lines', () => none(blockingProblems(source, result)));
    await context.test('the marked coroutines are never awaited', () => none(coroutineProblems(source, result)));
    await context.test('what needs no thread takes no time', () => none(threadProblems(source, result)));
    await context.test('errors come up at the marked lines', () => none(errorProblems(source, result)));
    await context.test('the marked tasks are lost', () => none(taskProblems(source, result)));
    await context.test('the marked locks do to other tasks what is said', async () =>
      none(await lockProblems(source, result)),
    );
    await context.test('what could be awaited serves more at a time', () => none(crowdProblems(source, result)));
    await context.test('Python refuses the marked files', () => none(syntaxProblems(source, result)));
    await context.test('functions run where the engine says', async () =>
      none(placeProblems(await analysed(source), result)),
    );
  });
}

test('the oracle can fail on errors', async (context) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'loopwise-oracle-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(
    path.join(folder, 'app.py'),
    `import asyncio

from fastapi import BackgroundTasks, FastAPI, WebSocket
from recorder import record

app = FastAPI()


async def load():
    return 1


@app.get("/nested")
async def nested():
    record("nested")
    return asyncio.run(load())


@app.get("/swallowed")
def swallowed():
    record("swallowed")
    try:
        asyncio.create_task(load())
    except Exception:
        return "x"


def later():
    record("later")
    asyncio.get_running_loop()


@app.get("/background")
async def background(tasks: BackgroundTasks):
    tasks.add_task(later)


def plain():
    record("plain")
    return 1


@app.get("/awaited")
async def awaited():
    record("awaited")
    return await plain()  # expect: await-not-awaitable through=load


@app.websocket("/ws")
def websocket(socket: WebSocket):
    record("websocket")


@app.get("/fine")
async def fine():  # expect: must-be-async
    record("fine")
    return await load()  # expect: await-not-awaitable


PROBES = [
    {"name": "nested", "request": "GET /nested", "function": "nested", "raises": "RuntimeError"},
    {"name": "swallowed", "request": "GET /swallowed", "function": "swallowed"},
    {"name": "background", "request": "GET /background", "function": "later", "raises": "RuntimeError"},
    {"name": "awaited", "request": "GET /awaited", "function": "awaited"},
    {"name": "websocket", "request": "WEBSOCKET /ws", "function": "websocket", "raises": "TypeError"},
    {"name": "fine", "request": "GET /fine", "function": "fine"},
]
`,
  );
  const source = readSource(folder);
  const result = await runOracle(path.join(folder, 'app.py'));
  const problems = errorProblems(source, result);
  await context.test('on an error without a mark: on the loop, in a thread, after the response, and handled', () => {
    assert.deepEqual(
      problems.filter((problem) => problem.endsWith('not expected')),
      [
        'app.py:16: nested-event-loop: RuntimeError in nested (nested), not expected',
        'app.py:23: task-without-loop: RuntimeError in swallowed (swallowed), not expected',
        'app.py:30: task-without-loop: RuntimeError in later (background), not expected',
        'app.py:46: await-not-awaitable: TypeError in awaited (awaited), not expected',
        'websocket: must-be-async: TypeError in the framework (websocket), not expected',
      ].toSorted(),
    );
  });
  await context.test('on a mark without an error', () => {
    assert.deepEqual(
      problems.filter((problem) => !problem.endsWith('not expected')),
      [
        'app.py:46: await-not-awaitable: expect, but no such error came up',
        'app.py:55: must-be-async: expect, but no such error came up',
        'app.py:57: await-not-awaitable: expect, but no such error came up',
      ],
    );
  });
  await context.test('on an exception that the probe does not declare', () => {
    assert.ok(result.probes.flatMap(probeProblems).includes('awaited: raised TypeError, declared null'));
  });
});

test('the oracle can fail', async (context) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'loopwise-oracle-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(
    path.join(folder, 'app.py'),
    `import asyncio
import threading
import time

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from recorder import record

app = FastAPI()


@app.get("/unmarked")
async def unmarked():
    record("unmarked")
    time.sleep(0.3)
    return "x"


@app.get("/wrongly-marked")
async def wrongly_marked():
    record("wrongly_marked")
    await asyncio.sleep(0.3)  # expect: blocking-call
    return "x"


@app.get("/lost")
def lost():
    record("lost")
    asyncio.sleep(0.3)
    return "x"


@app.get("/handed-over")
async def handed_over():
    record("handed_over")
    await run_in_threadpool(asyncio.sleep, 0)
    await run_in_threadpool(time.sleep, 0)  # expect: coroutine-in-thread
    return "x"


@app.get("/task")
async def task():
    record("task")
    asyncio.create_task(wait_alone())
    asyncio.create_task(asyncio.sleep(0))  # expect: lost-task
    return "x"


async def wait_alone():
    await asyncio.get_running_loop().create_future()


@app.get("/locked")
async def locked():
    record("locked")
    with own_locks[0]:
        await asyncio.sleep(0.01)
    with again[0]:
        await asyncio.sleep(0.01)
    return "x"


@app.get("/unlocked")
async def unlocked():
    record("unlocked")
    with alone:
        await asyncio.sleep(0.01)
    return "x"


own_locks = [threading.Lock()]
again = [threading.RLock()]
alone = threading.Lock()


def helper():
    record("helper")


@app.get("/elsewhere")
async def elsewhere():
    helper()
    return "x"


PROBES = [
    {"name": "unmarked", "request": "GET /unmarked", "function": "unmarked"},
    {"name": "wrongly marked", "request": "GET /wrongly-marked", "function": "wrongly_marked"},
    {"name": "lost", "request": "GET /lost", "function": "lost"},
    {"name": "handed over", "request": "GET /handed-over", "function": "handed_over"},
    {"name": "task", "request": "GET /task", "function": "task"},
    {"name": "locked", "request": "GET /locked", "function": "locked", "together": 2},
    {"name": "unlocked", "request": "GET /unlocked", "function": "unlocked"},
    {"name": "elsewhere", "request": "GET /elsewhere", "function": "elsewhere"},
]
`,
  );
  writeFileSync(path.join(folder, 'refused.py'), 'def read():\n    return await write()\n');
  const source = readSource(folder);
  const result = await runOracle(path.join(folder, 'app.py'));
  await context.test('on a block without a mark, and on a mark without a block', () => {
    const problems = blockingProblems(source, result).join('\n');
    assert.match(problems, /unmarked has no mark, the loop was \d+(\.\d+)? ms late \(app\.py:15 in unmarked\)/);
    assert.match(problems, /app\.py:15 blocking-call: the loop stood there/);
    assert.match(problems, /wrongly_marked is marked, the loop was \d+(\.\d+)? ms late/);
    assert.match(problems, /app\.py:22 blocking-call: expect, but the loop never stood there/);
  });
  await context.test('on a lost coroutine without a mark, also in a thread', () => {
    assert.ok(coroutineProblems(source, result).includes('app.py:29 missing-await: never awaited, not marked'));
  });
  await context.test('on a coroutine function in a thread without a mark, and on a mark without one', () => {
    assert.deepEqual(
      coroutineProblems(source, result).filter((problem) => problem.includes('in-thread')),
      [
        'app.py:36 coroutine-in-thread: never awaited, not marked',
        'app.py:37 coroutine-in-thread: marked, not never awaited',
      ],
    );
  });
  await context.test('on a lost task without a mark, and on a mark without one', () => {
    assert.deepEqual(taskProblems(source, result), [
      'app.py:44: a task was lost, not marked lost-task',
      'app.py:45: marked lost-task, not a task was lost',
    ]);
  });
  await context.test('on a lock that meets another task without a finding, and on a finding without one', async () => {
    assert.deepEqual(await lockProblems(source, result), [
      'app.py:56 stops the loop: seen, not said by the engine',
      'app.py:58 lets both in: seen, not said by the engine',
      'app.py:66 stops the loop: said by the engine, not seen',
    ]);
  });
  await context.test('on a file that does not compile', () => {
    assert.deepEqual(syntaxProblems(source, result), [
      'refused.py:2: refused by Python, not marked await-outside-async',
    ]);
  });
  await context.test('on findings that are not marked', async () => {
    const problems = await engineProblems(source, 'recommended');
    assert.ok(problems.includes('app.py:15 blocking-call: reported, not expected'), problems.join('\n'));
    assert.ok(problems.includes('app.py:22 blocking-call: expected, not reported'), problems.join('\n'));
  });
  await context.test('on functions that nobody records or lists', async () => {
    assert.deepEqual(placeProblems(await analysed(source), result), [
      'app.py elsewhere: listed by the engine, recorded by no probe',
      'app.py helper: ran on event loop, not listed by the engine',
    ]);
  });
  await context.test(
    'on a slow function that is marked to need no thread, and on a quick one without a mark',
    async () => {
      const threads = path.join(folder, 'threads');
      mkdirSync(threads);
      writeFileSync(
        path.join(threads, 'app.py'),
        `import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/slow")
def slow():  # expect: needless-thread
    time.sleep(0.05)


@app.get("/quick")
def quick():
    return 1


WATCHED = [slow, quick]
PROBES = [
    {"name": "slow", "request": "GET /slow", "function": "slow"},
    {"name": "quick", "request": "GET /quick", "function": "quick"},
]
`,
      );
      const problems = threadProblems(readSource(threads), await runOracle(path.join(threads, 'app.py'))).join('\n');
      assert.match(problems, /app\.py quick: took [\d.,]+ ms in a thread, no mark/);
      assert.match(problems, /app\.py slow: marked needless-thread, took [\d.,]+ ms/);
    },
  );
  await context.test('on an application that does not start, with its traceback', async () => {
    writeFileSync(path.join(folder, 'broken.py'), 'import no_such_module\n');
    await assert.rejects(runOracle(path.join(folder, 'broken.py')), /No module named 'no_such_module'/);
  });
  await context.test('on a probe whose function did not run', () => {
    assert.deepEqual(result.probes.flatMap(probeProblems), ['elsewhere: elsewhere did not run']);
  });
  await context.test('without the Debian packages, naming the command', async () => {
    const incomplete = path.join(folder, 'python3');
    writeFileSync(incomplete, '#!/bin/sh\necho \'{"missing": ["python3-httpx"]}\'\nexit 3\n', { mode: 0o755 });
    await assert.rejects(
      runOracle(path.join(folder, 'app.py'), incomplete),
      /apt-get install -y --no-install-recommends python3-httpx$/,
    );
    await assert.rejects(
      runOracle(path.join(folder, 'app.py'), '/nowhere/python3'),
      /apt-get install -y --no-install-recommends python3 python3-fastapi/,
    );
  });
});
