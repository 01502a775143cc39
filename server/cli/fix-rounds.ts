import type { Analysis } from '../engine/analysis.ts';
import type { Finding, Fix } from '../engine/finding.ts';
import type { FixesTogether } from '../engine/fixes/offered-fixes.ts';

/** Fixes whose edits overlap are applied one after the other, and a fix may uncover what another one mends. */
const mostRounds = 20;

export interface FixedTexts {
  /** Findings that were mended, by the file that they stand in. */
  readonly counts: ReadonlyMap<string, number>;
  /** The files that have changed, with the text before and after. */
  readonly files: ReadonlyMap<string, { readonly before: string; readonly after: string }>;
  /** Files whose changes belong together, since one fix made them: all of a group are to be written, or none. */
  readonly groups: readonly (readonly string[])[];
  /** How many findings are left. */
  readonly left: number;
  /** How many of them have a fix that was not applied. */
  readonly fixable: number;
  /** What the user has to see to, each a message with its parameters. */
  readonly reviews: readonly { readonly key: string; readonly params: Fix['params'] }[];
  /** Whether nothing more could be fixed; else it was given up. */
  readonly isDone: boolean;
}

/** Which fix of a finding is taken: a safe one, else one that asks for nothing else. */
const safe = (fix: Fix) => fix.isSafe;
const unsafe: readonly ((fix: Fix) => boolean)[] = [
  ({ kind, review }) => kind !== 'suppress' && review === undefined,
  ({ kind }) => kind !== 'suppress',
];

/**
 * Applies fixes to the texts of an analysis until nothing more can be fixed.
 *
 * @param findings The findings that are to be fixed, in the current state of the analysis.
 */
export function fixTexts(analysis: Analysis, findings: () => readonly Finding[], withUnsafe: boolean): FixedTexts {
  const counts = new Map<string, number>();
  const before = new Map<string, string>();
  const reviews = new Map<string, FixedTexts['reviews'][number]>();
  let groups: readonly string[][] = [];
  let isDone = false;
  for (let round = 0; round < mostRounds && !isDone; round++) {
    const { applied, edits } = nextFixes(analysis, findings(), withUnsafe ? [safe, ...unsafe] : [safe]);
    isDone = applied.length === 0;
    for (const { finding, fix } of applied) {
      counts.set(finding.path, (counts.get(finding.path) ?? 0) + 1);
      groups = joined(groups, [finding.path, ...fix.edits.keys()]);
      if (fix.review === undefined) continue;
      reviews.set(`${fix.review} ${JSON.stringify(fix.params)}`, { key: fix.review, params: fix.params });
    }
    for (const [path, list] of edits) {
      const text = analysis.text(path);
      if (text === undefined) continue;
      if (!before.has(path)) before.set(path, text);
      analysis.edit(path, list);
    }
  }
  const files = new Map(
    [...before].flatMap(([path, text]) => {
      const after = analysis.text(path) ?? text;
      return after === text ? [] : [[path, { before: text, after }] as const];
    }),
  );
  const left = findings();
  const isFixable = (finding: Finding) => analysis.fixes(finding).some(({ kind }) => kind !== 'suppress');
  return {
    counts,
    files,
    groups,
    left: left.length,
    fixable: left.filter(isFixable).length,
    reviews: [...reviews.values()],
    isDone,
  };
}

function nextFixes(
  analysis: Analysis,
  findings: readonly Finding[],
  choices: readonly ((fix: Fix) => boolean)[],
): FixesTogether {
  const [isWanted = () => false, ...others] = choices;
  const together = analysis.fixesTogether(findings, isWanted);
  return together.count > 0 || others.length === 0 ? together : nextFixes(analysis, findings, others);
}

/** Groups of files with one more, which joins those that it has a file in common with. */
function joined(groups: readonly string[][], added: readonly string[]): readonly string[][] {
  const touches = (group: readonly string[]) => group.some((file) => added.includes(file));
  const one = [...new Set([...added, ...groups.filter(touches).flat()])];
  return [...groups.filter((group) => !touches(group)), one];
}
