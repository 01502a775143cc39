import { positionAt } from './line-index.ts';
import type { SuppressionFacts } from './module-facts.ts';

const comment = /#\s*loopwise:\s*(ignore-file|ignore)\b(?:\[([^\]\n]*)\])?/g;

/**
 * The comments that silence rules: `# loopwise: ignore` and `# loopwise: ignore[rule, rule]` for their line,
 * `# loopwise: ignore-file[…]` for the file.
 */
export function suppressionsOf(text: string, lineStarts: readonly number[]): SuppressionFacts[] {
  if (!text.includes('loopwise:')) return [];
  return [...text.matchAll(comment)].map((match) => ({
    line: positionAt(lineStarts, match.index).line,
    rules: (match[2] ?? '')
      .split(',')
      .map((rule) => rule.trim())
      .filter((rule) => rule !== ''),
    scope: match[1] === 'ignore-file' ? 'file' : 'line',
  }));
}
