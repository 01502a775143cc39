import type { Analysis } from '../engine/analysis.ts';
import { type ChainStep, type Finding, freezesLoop, type Place, type Severity } from '../engine/finding.ts';
import { type FrameworkCallable, isListedCallable } from '../engine/framework-callable.ts';
import { positionAt } from '../engine/line-index.ts';
import { formatMessage, type Language } from '../messages/format-message.ts';

/** A step of a chain; `line` counts from 0, as in `loopwise check --format json`. */
export interface ReportedStep {
  readonly path: string;
  readonly line: number;
  readonly function: string;
  readonly text: string;
}

export interface ReportedFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly path: string;
  readonly line: number;
  readonly function: string;
  readonly runsOn: Place;
  readonly message: string;
  readonly chain: readonly ReportedStep[];
}

/** A function that FastAPI calls. */
export interface ReportedCallable {
  readonly role: string;
  /** File of the function, relative to the project. */
  readonly file: string;
  /** Of its name, from 0. */
  readonly line: number;
  readonly function: string;
  readonly declared: string;
  readonly runsOn: Place;
  /** What it waits for without harm to others, in a thread. */
  readonly waitsFor: string | null;
  /** Indices of the findings that freeze the loop when it runs. */
  readonly frozenBy: readonly number[];
}

/** A path operation or a websocket. */
export interface ReportedOperation extends ReportedCallable {
  readonly method: string | null;
  /** The path of its requests, with the prefixes of routers; `…` stands for what is not known. */
  readonly path: string | null;
}

/** How many there are of what. */
export interface ReportTotals {
  readonly operations: number;
  /** Operations whose requests freeze the loop, themselves or in a dependency, a middleware or a background task. */
  readonly frozen: number;
  /** Of the others those that run on the loop, and those that run in a thread. */
  readonly onLoop: number;
  readonly inThreads: number;
  readonly findings: number;
}

/** The totals of an earlier report, and when that was made (ISO 8601, UTC). */
export interface FormerTotals {
  readonly made: string;
  readonly totals: ReportTotals;
}

/** What a team is told of its application. */
export interface TeamReport {
  readonly version: 1;
  readonly kind: 'loopwise report';
  /** When it was made: ISO 8601, UTC. */
  readonly made: string;
  readonly project: string;
  readonly files: number;
  /** Versions of FastAPI that files or environments name. */
  readonly fastapi: readonly string[];
  readonly totals: ReportTotals;
  /** Earlier reports, the oldest first. */
  readonly history: readonly FormerTotals[];
  readonly operations: readonly ReportedOperation[];
  readonly others: readonly ReportedCallable[];
  readonly findings: readonly ReportedFinding[];
}

/** What the analysis does not know of a report. */
export interface ReportOptions {
  readonly project: string;
  readonly made: string;
  readonly files: number;
  /** Of the messages. */
  readonly language: Language;
  readonly history: readonly FormerTotals[];
  /** Whether a file is a part of the report. */
  readonly isAsked: (path: string) => boolean;
}

/** Puts a report together. Hints are left out: they are advice for single functions. */
export function teamReport(analysis: Analysis, options: ReportOptions): TeamReport {
  const found = analysis.allFindings().filter(({ severity, path }) => severity !== 'hint' && options.isAsked(path));
  const freezing = freezingFunctions(found);
  const callables = analysis
    .frameworkCallables()
    .filter((callable) => isListedCallable(callable) && options.isAsked(callable.node.module.path));
  const operations: ReportedOperation[] = [];
  const others: ReportedCallable[] = [];
  for (const callable of callables) {
    const { role } = callable;
    const described = describe(analysis, callable);
    if (role === 'path operation') operations.push(operation(analysis, callable, described, freezing));
    else {
      const whole = { ...described, frozenBy: freezing.get(keyOf(described.file, described.function)) ?? [] };
      if (role !== 'websocket') others.push(whole);
      else operations.push({ ...whole, method: callable.method ?? null, path: callable.route ?? null });
    }
  }
  operations.sort(byPath);
  return {
    version: 1,
    kind: 'loopwise report',
    made: options.made,
    project: options.project,
    files: options.files,
    fastapi: [...new Set(analysis.frameworkVersions().map(({ version }) => version))],
    totals: totalsOf(operations, found.length),
    history: options.history,
    operations,
    others: others.sort((a, b) => a.role.localeCompare(b.role, 'en') || byPlace(a, b)),
    findings: found.map((finding) => reported(finding, options.language)),
  };
}

/** By function, the findings in it that freeze the loop. */
function freezingFunctions(found: readonly Finding[]): ReadonlyMap<string, readonly number[]> {
  const freezing = new Map<string, number[]>();
  found.forEach((finding, index) => {
    if (!freezesLoop(finding)) return;
    const key = keyOf(finding.path, finding.function);
    const list = freezing.get(key);
    if (list) list.push(index);
    else freezing.set(key, [index]);
  });
  return freezing;
}

function keyOf(path: string, name: string): string {
  return `${path} ${name}`;
}

function describe(analysis: Analysis, { node, role, place }: FrameworkCallable): Omit<ReportedCallable, 'frozenBy'> {
  const blocker = place === 'event loop' ? undefined : analysis.project().pathOf(node)?.blocker.name;
  return {
    role,
    file: node.module.path,
    line: positionAt(node.module.facts.lineStarts, node.facts.nameSpan.start).line,
    function: node.facts.qualifiedName,
    declared: node.facts.kind,
    runsOn: place,
    waitsFor: blocker ?? null,
  };
}

/** A request runs more than the path operation: what freezes the loop there holds it up just as well. */
function operation(
  analysis: Analysis,
  { method, route }: FrameworkCallable,
  described: Omit<ReportedCallable, 'frozenBy'>,
  freezing: ReadonlyMap<string, readonly number[]>,
): ReportedOperation {
  const name = { name: described.function, method, route };
  const found = analysis.routeNamed(described.file, name);
  const stages = found?.recipe.stages ?? [];
  const run = stages.flatMap(({ name: ran, place }) => (place ? [keyOf(place.path, ran)] : []));
  const keys = new Set([keyOf(described.file, described.function), ...run]);
  return {
    ...described,
    method: method ?? null,
    path: (found ? analysis.servedPath(found) : route) ?? null,
    frozenBy: [...new Set([...keys].flatMap((key) => freezing.get(key) ?? []))].sort((a, b) => a - b),
  };
}

function totalsOf(operations: readonly ReportedOperation[], findings: number): ReportTotals {
  const isFrozen = ({ frozenBy }: ReportedOperation) => frozenBy.length > 0;
  const onLoop = operations.filter((one) => !isFrozen(one) && one.runsOn === 'event loop').length;
  const frozen = operations.filter(isFrozen).length;
  return { operations: operations.length, frozen, onLoop, inThreads: operations.length - frozen - onLoop, findings };
}

function reported(finding: Finding, language: Language): ReportedFinding {
  return {
    rule: finding.rule,
    severity: finding.severity,
    path: finding.path,
    line: finding.range.start.line,
    function: finding.function,
    runsOn: finding.runsOn,
    message: formatMessage(language, finding.message, finding.params),
    chain: finding.chain.map(stepOf),
  };
}

function stepOf({ path, range, function: name, text }: ChainStep): ReportedStep {
  return { path, line: range.start.line, function: name, text };
}

function byPath(a: ReportedOperation, b: ReportedOperation): number {
  const paths = (a.path ?? '~').localeCompare(b.path ?? '~', 'en');
  return paths || (a.method ?? '').localeCompare(b.method ?? '', 'en') || byPlace(a, b);
}

function byPlace(a: ReportedCallable, b: ReportedCallable): number {
  return a.file.localeCompare(b.file, 'en') || a.line - b.line;
}
