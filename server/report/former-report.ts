import * as v from 'valibot';
import type { FormerTotals, ReportTotals, TeamReport } from './team-report.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const moment = v.pipe(v.string(), v.isoTimestamp());

const totals: v.GenericSchema<ReportTotals> = v.object({
  operations: count,
  frozen: count,
  onLoop: count,
  inThreads: count,
  findings: count,
});

/** An operation of a former report, as far as it is compared. */
interface FormerOperation {
  readonly method: string | null;
  readonly path: string | null;
  readonly file: string;
  readonly function: string;
  readonly frozenBy: readonly number[];
}

/** What of a former report is still of use. */
export interface FormerReport extends FormerTotals {
  readonly history: readonly FormerTotals[];
  readonly operations: readonly FormerOperation[];
}

const schema: v.GenericSchema<FormerReport> = v.object({
  version: v.literal(1),
  kind: v.literal('loopwise report'),
  made: moment,
  totals,
  history: v.array(v.object({ made: moment, totals })),
  operations: v.array(
    v.object({
      method: v.nullable(v.string()),
      path: v.nullable(v.string()),
      file: v.string(),
      function: v.string(),
      frozenBy: v.array(count),
    }),
  ),
});

/** Reads what `loopwise report --json` has written. Throws an `Error` that names what is wrong. */
export function formerReportFrom(text: string): FormerReport {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw new Error((error as Error).message);
  }
  const parsed = v.safeParse(schema, given);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const at = v.getDotPath(issue);
  throw new Error(at ? `${at}: ${issue.message}` : issue.message);
}

/** The earlier totals for the report that comes after a former one. */
export function historyAfter({ made, totals: counted, history }: FormerReport): readonly FormerTotals[] {
  return [...history, { made, totals: counted }].toSorted((a, b) => Date.parse(a.made) - Date.parse(b.made));
}

/** Operations that freeze the loop now and did not, and those that did and no longer do, as they are shown. */
export interface ReportChanges {
  readonly frozen: readonly string[];
  readonly mended: readonly string[];
}

/** What has come and gone since a former report. An operation that is gone altogether is not mended. */
export function changesSince(former: Pick<FormerReport, 'operations'>, report: TeamReport): ReportChanges {
  const before = frozenByTitle(former.operations);
  const now = frozenByTitle(report.operations);
  return {
    frozen: [...now].flatMap(([title, isFrozen]) => (isFrozen && before.get(title) !== true ? [title] : [])),
    mended: [...before].flatMap(([title, wasFrozen]) => (wasFrozen && now.get(title) === false ? [title] : [])),
  };
}

/** How an operation is called: method and path, or its function where there is none. */
export function operationTitle({ method, path, file, function: name }: Omit<FormerOperation, 'frozenBy'>): string {
  return path === null ? `${name} (${file})` : `${method ?? ''} ${path}`.trim();
}

function frozenByTitle(operations: readonly FormerOperation[]): ReadonlyMap<string, boolean> {
  const byTitle = new Map<string, boolean>();
  for (const operation of operations) {
    const title = operationTitle(operation);
    byTitle.set(title, byTitle.get(title) === true || operation.frozenBy.length > 0);
  }
  return byTitle;
}
