import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Finding, Fix } from '../../server/engine/finding.ts';
import { applyEdits } from '../../server/engine/fixes/apply-edits.ts';
import { lineStartsOf } from '../../server/engine/line-index.ts';
import { projectFilesIn } from '../engine/marked-fixture.ts';
import { analysisOf } from '../engine-host.ts';
import { applications, installed, inTurn, topics } from './applications.ts';
import { type OracleResult, runOracle } from './run-oracle.ts';

/*
 * The applications of the oracle are mended with the fixes that are offered, and executed again: what had a finding that a fix
 * took away must no longer stall the loop or lose a coroutine. Two ways: the preferred fix, and a thread wherever one is
 * offered.
 */

/** Has both of its states in itself. */
const ownTwin = 'needless-threads';

/** Passes over the files: what one fix leaves, such as the outer one of two calls, the next one mends. */
const mostPasses = 4;

const ways: Readonly<Record<string, (fix: Fix) => boolean>> = {
  'the preferred fixes': (fix) => fix.kind !== 'suppress',
  threads: (fix) => fix.kind === 'offload' || (fix.isSafe && fix.kind !== 'async-sleep'),
};

interface Mended {
  readonly files: ReadonlyMap<string, string>;
  readonly applied: number;
  readonly left: readonly Finding[];
}

async function mended(folder: string, isWanted: (fix: Fix) => boolean): Promise<Mended> {
  const files = new Map(projectFilesIn(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
  const analysis = await analysisOf(files, { preset: 'strict' });
  analysis.useLibraries(installed);
  let applied = 0;
  for (let pass = 0; pass < mostPasses; pass++) {
    const combined = analysis.fixesTogether(analysis.allFindings(), isWanted);
    if (combined.count === 0) break;
    applied += combined.count;
    for (const [name, edits] of combined.edits) {
      const text = files.get(name) ?? '';
      const after = applyEdits(text, lineStartsOf(text), edits);
      files.set(name, after);
      analysis.update(name, after);
    }
  }
  return { files, applied, left: analysis.allFindings() };
}

/** What happened although no finding and no mark of a known limit is left for it. */
function problemsOf(result: OracleResult, { files, left }: Mended): string[] {
  const functionsAt = (file: string, line: number) =>
    result.functions.filter((fn) => fn.file === file && fn.first <= line && line <= fn.last).map((fn) => fn.function);
  const isKnown = (file: string | null, line: number | null, name: string, rule: RegExp) => {
    const text = files.get(file ?? '')?.split('\n')[(line ?? 0) - 1] ?? '';
    if (/# (not-reported|handled):/.test(text)) return true;
    const functions = [name, ...functionsAt(file ?? '', line ?? 0)];
    const isLeft = left.some(
      (finding) =>
        rule.test(finding.rule) &&
        (functions.includes(finding.function) ||
          finding.chain.some((step) => step.path === file && step.range.start.line + 1 === line)),
    );
    return isLeft || functions.some((fn) => hasLimit(files, result, fn));
  };
  const problems: string[] = [];
  for (const probe of result.probes) {
    // What failed because of a defect may work now, or come further.
    if (probe.exception !== null && probe.raises === null)
      problems.push(`${probe.name}: raised ${probe.exception}, declared ${probe.raises}`);
    if (probe.status !== null && probe.status === 500) problems.push(`${probe.name}: answered ${probe.status}`);
    if (probe.stalls) {
      const places = probe.stood.filter(
        (at) => !isKnown(at.file, at.line, probe.function, /^(blocking|cpu-bound)-call$|^lock/),
      );
      if (places.length > 0)
        problems.push(
          `${probe.name}: the loop stood still at ${places.map(({ file, line }) => `${file}:${line}`).join(', ')}`,
        );
    }
    for (const { file, line, coroutine } of probe.neverAwaited) {
      if (
        !isKnown(
          file,
          line,
          probe.function,
          /^(missing-await|coroutine-in-thread|nested-event-loop|task-without-loop)$/,
        )
      )
        problems.push(`${probe.name}: ${coroutine} of ${file}:${line} was never awaited`);
    }
  }
  for (const { file, line, message } of result.syntaxErrors) {
    const isLeft = left.some((finding) => finding.path === file && finding.rule === 'await-outside-async');
    if (!isLeft) problems.push(`${file}:${line}: ${message}`);
  }
  return problems;
}

/** Whether a function holds a mark of a known limit. */
function hasLimit(files: ReadonlyMap<string, string>, result: OracleResult, name: string): boolean {
  return result.functions.some(
    (fn) =>
      fn.function === name &&
      (files.get(fn.file)?.split('\n') ?? [])
        .slice(fn.first - 1, fn.last)
        .some((text) => /# (not-reported|handled):/.test(text)),
  );
}

interface Executed {
  readonly mended: Mended;
  /** Undefined where no fix is offered. */
  readonly result: OracleResult | undefined;
}

async function execute(topic: string, isWanted: (fix: Fix) => boolean): Promise<Executed> {
  const folder = mkdtempSync(path.join(tmpdir(), 'loopwise-mended-'));
  try {
    const source = path.join(applications, topic);
    const result = await mended(source, isWanted);
    if (result.applied === 0) return { mended: result, result: undefined };
    cpSync(source, folder, { recursive: true });
    for (const [name, text] of result.files) writeFileSync(path.join(folder, name), text);
    return { mended: result, result: await runOracle(path.join(folder, 'app.py')) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const running = topics
  .filter((topic) => topic !== ownTwin)
  .flatMap((topic) =>
    Object.entries(ways).map(([way, isWanted]) => ({
      name: `${topic}, mended with ${way}`,
      executed: inTurn(() => execute(topic, isWanted)),
    })),
  );

for (const { name, executed } of running) {
  test(`run-time oracle: ${name}`, async (context: TestContext) => {
    const { mended: state, result } = await executed;
    if (!result) {
      context.skip('no such fix is offered');
      return;
    }
    context.diagnostic(`${state.applied} fixes applied, ${state.left.length} findings left`);
    const problems = problemsOf(result, state);
    assert.equal(problems.length, 0, `\n  ${problems.join('\n  ')}\n`);
  });
}
