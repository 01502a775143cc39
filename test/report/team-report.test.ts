import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { changesSince, formerReportFrom, historyAfter } from '../../server/report/former-report.ts';
import { project, reportOf } from './report-project.ts';

describe('the report of a project', () => {
  test('has every path operation with its whole path, where it runs, and what freezes its requests', async () => {
    const report = await reportOf();
    const named = (index: number) => report.findings[index]?.function;
    assert.deepEqual(
      report.operations.map(({ method, path, runsOn, waitsFor, frozenBy }) => [
        `${method} ${path}`,
        runsOn,
        waitsFor,
        frozenBy.map(named),
      ]),
      [
        ['GET /<script>alert(1)</script>', 'event loop', null, ['shout']],
        ['GET /api/orders/', 'event loop', null, ['current_user']],
        ['POST /api/orders/', 'event loop', null, ['current_user']],
        ['WEBSOCKET /live', 'event loop', null, []],
        ['GET /thread', 'thread pool', 'time.sleep', []],
      ],
    );
    assert.deepEqual(report.totals, { operations: 5, frozen: 3, onLoop: 1, inThreads: 1, findings: 4 });
    assert.deepEqual(
      report.others.map(({ role, function: name, frozenBy }) => [role, name, frozenBy.map(named)]),
      [
        ['dependency', 'current_user', ['current_user']],
        ['exception handler', 'handle', ['handle']],
      ],
    );
  });

  test('has findings with their chains, and no advice for single functions', async () => {
    const report = await reportOf();
    assert.deepEqual(
      report.findings.map(({ rule, function: name, line, chain }) => [
        rule,
        name,
        line,
        chain.map((step) => step.text),
      ]),
      [
        ['blocking-call', 'shout', 11, ['requests.get(…)']],
        ['blocking-call', 'handle', 26, ['time.sleep(…)']],
        ['blocking-call', 'current_user', 7, ['Store().user()', 'time.sleep(…)']],
        ['missing-await', 'made', 17, []],
      ],
    );
  });

  test('speaks Spanish', async () => {
    const [finding] = (await reportOf(project, { language: 'es' })).findings;
    assert.match(finding?.message ?? '', /bloquea el bucle de eventos/);
  });

  test('of a project without FastAPI is empty', async () => {
    const report = await reportOf({ 'main.py': 'print(1)\n' });
    assert.deepEqual([report.operations, report.others, report.findings], [[], [], []]);
  });
});

describe('an earlier report', () => {
  test('is read as it was written, and gives the history', async () => {
    const first = await reportOf(project, { made: '2026-10-01T08:00:00.000Z' });
    const second = await reportOf(project, { history: historyAfter(formerReportFrom(JSON.stringify(first))) });
    assert.deepEqual(second.history, [{ made: first.made, totals: first.totals }]);
    assert.deepEqual(
      historyAfter(formerReportFrom(JSON.stringify(second))).map(({ made }) => made),
      [first.made, second.made],
    );
  });

  test('tells what has begun to freeze the loop, and what has stopped', async () => {
    const before = await reportOf();
    const after = await reportOf({
      ...project,
      'store.py': project['store.py'].replace('time.sleep(1)', 'return 1'),
      'main.py': project['main.py']
        .replace('await socket.accept()', 'time.sleep(1)')
        .replace('def shout', 'def shouted'),
    });
    assert.deepEqual(changesSince(before, after), {
      frozen: ['WEBSOCKET /live'],
      mended: ['GET /api/orders/', 'POST /api/orders/'],
    });
    const gone = await reportOf({ 'main.py': project['main.py'].replace('@app.get("/thread")', '') });
    assert.deepEqual(changesSince(before, gone).mended, []);
  });

  test('that is none is refused with the reason', async () => {
    const report = await reportOf();
    const refused: readonly (readonly [string, RegExp])[] = [
      ['', /JSON/],
      ['[]', /version/],
      ['{"version":1,"findings":[]}', /kind/],
      [JSON.stringify({ ...report, version: 2 }), /version/],
      [JSON.stringify({ ...report, made: 'yesterday' }), /made/],
      [JSON.stringify({ ...report, totals: { ...report.totals, frozen: -1 } }), /totals\.frozen/],
    ];
    for (const [text, reason] of refused) assert.throws(() => formerReportFrom(text), reason);
  });
});
