import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Analysis } from '../../server/engine/analysis.ts';
import type { Finding, Fix } from '../../server/engine/finding.ts';
import { applyEdits } from '../../server/engine/fixes/apply-edits.ts';
import { allRules } from '../../server/engine/rules/all-rules.ts';

/** One fix applied to one finding, and what came of it. */
export interface FixTrial {
  readonly finding: Finding;
  readonly fix: Fix;
  /** The edited files as they were and as they are, with the edited lines (counted from one, of the former). */
  readonly files: readonly EditedFile[];
  /** Findings that were not there before. */
  readonly added: readonly Finding[];
  readonly isResolved: boolean;
}

export interface EditedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  readonly edited: readonly (readonly [number, number])[];
}

const adviceRules: ReadonlySet<string> = new Set(allRules.filter(({ isAdvice }) => isAdvice).map(({ name }) => name));

const keyOf = ({ rule, path, function: name, params }: Finding) => `${rule} ${path} ${name} ${params.call ?? ''}`;

function counted(findings: readonly Finding[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const finding of findings) counts.set(keyOf(finding), (counts.get(keyOf(finding)) ?? 0) + 1);
  return counts;
}

/**
 * Applies fixes one at a time, looks at the findings of the given files and takes the fix back. `texts` are the analysed files;
 * `isWanted` chooses among what is offered.
 */
export function* tryFixes(
  analysis: Analysis,
  texts: ReadonlyMap<string, string>,
  findings: readonly Finding[],
  isWanted: (finding: Finding, fix: Fix) => boolean = () => true,
): Iterable<FixTrial> {
  const offers = findings.flatMap((finding) => analysis.fixes(finding).map((fix) => ({ finding, fix })));
  const places = new Set(findings.map(({ path }) => path));
  const before = counted(findings);
  for (const { finding, fix } of offers) {
    if (!isWanted(finding, fix)) continue;
    const files = [...fix.edits].map(([path, edits]): EditedFile => {
      const text = texts.get(path) ?? '';
      const lineStarts = analysis.project().modules.get(path)?.facts.lineStarts ?? [];
      // What is inserted at the beginning of a line may belong to what ends above it.
      const edited = edits.map(
        ({ range: { start, end } }) => [start.line + (start.character === 0 ? 0 : 1), end.line + 1] as const,
      );
      return { path, before: text, after: applyEdits(text, lineStarts, edits), edited };
    });
    for (const { path, after } of files) analysis.update(path, after);
    const looked = new Set([...places, ...files.map(({ path }) => path)]);
    const found = [...looked].flatMap((path) => analysis.findings(path));
    const now = counted(found);
    // What stands around the call is seen once the call itself is right: one line, one rule, one more key.
    // Advice may follow: a comment that silenced what is mended has nothing left to silence. A task that can be made has to be kept,
    // and a coroutine that runs at last may block.
    const isNext = (other: Finding) =>
      adviceRules.has(other.rule) ||
      (finding.rule === 'task-without-loop' && other.rule === 'lost-task') ||
      (finding.rule === 'missing-await' && other.rule === 'blocking-call' && other.function === finding.function) ||
      (fix.isSafe && other.rule === finding.rule && other.path === finding.path && other.function === finding.function);
    const added = found.filter(
      (other) => (now.get(keyOf(other)) ?? 0) > (before.get(keyOf(other)) ?? 0) && !isNext(other),
    );
    const isResolved = (now.get(keyOf(finding)) ?? 0) < (before.get(keyOf(finding)) ?? 0);
    for (const { path, before: text } of files) analysis.update(path, text);
    yield { finding, fix, files, added, isResolved };
  }
}

const program = fileURLToPath(new URL('python-check.py', import.meta.url));

/**
 * What Python says of each trial's files: null where they compile and nothing but the edit changed, `before` where the file was
 * none of this Python's before. Throws when Python does not run.
 */
export function checkedByPython(trials: readonly FixTrial[], python = '/usr/bin/python3'): readonly (string | null)[] {
  const pairs = trials.flatMap(({ files, fix }) =>
    files.map(({ before, after, edited }) => [before, after, edited, fix.kind === 'remove-suppression']),
  );
  const { stdout, stderr, status } = spawnSync(python, ['-I', program], {
    input: JSON.stringify(pairs),
    maxBuffer: 1 << 30,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${python} ${program}: ${stderr}`);
  const answers = JSON.parse(stdout) as (string | null)[];
  let at = 0;
  return trials.map(({ files }) => {
    const own = answers.slice(at, at + files.length);
    at += files.length;
    return own.find((answer) => answer !== null) ?? null;
  });
}

/** Where a trial's finding stands, for messages of tests. */
export function placeOf({ finding, fix }: FixTrial): string {
  return `${finding.path}:${finding.range.start.line + 1} ${finding.rule} ${finding.params.call ?? ''} – ${fix.kind}`;
}
