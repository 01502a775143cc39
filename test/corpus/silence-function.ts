import type { Analysis } from '../../server/engine/analysis.ts';
import type { Finding } from '../../server/engine/finding.ts';
import { applyEdits } from '../../server/engine/fixes/apply-edits.ts';
import { concerns, type Label } from './labelled-functions.ts';

/** What became of a function whose findings were mended one after the other. */
export interface Silenced {
  /** Kinds of the fixes that were applied, in their order. */
  readonly kinds: readonly string[];
  /** A finding without a fix; undefined where none is left. */
  readonly left: Finding | undefined;
}

/** More fixes than that in one function are a circle. */
const mostRounds = 40;

/**
 * Applies the first fix of the first finding of a function until no finding is left, or one has no fix. The analysis and `texts` have
 * the result.
 */
export function silence(analysis: Analysis, texts: Map<string, string>, label: Label): Silenced {
  const kinds: string[] = [];
  const next = () => analysis.findings(label.path).find((candidate) => concerns(candidate, label));
  for (let finding = next(); finding; finding = next()) {
    const [fix] = analysis.fixes(finding).filter(({ kind }) => kind !== 'suppress');
    if (!fix || kinds.length >= mostRounds) return { kinds, left: finding };
    kinds.push(fix.kind);
    for (const [path, edits] of fix.edits) {
      const lineStarts = analysis.project().modules.get(path)?.facts.lineStarts ?? [];
      const text = applyEdits(texts.get(path) ?? '', lineStarts, edits);
      texts.set(path, text);
      analysis.update(path, text);
    }
  }
  return { kinds, left: undefined };
}
