import type { Finding } from './finding.ts';
import { positionAt } from './line-index.ts';
import type { SuppressionFacts } from './module-facts.ts';
import type { FunctionNode } from './value.ts';

/** The comment, the rules that it names in brackets and the reason behind it, up to another comment; `#7` is a ticket. */
const comment = /#[ \t]*loopwise:[ \t]*(ignore-file|ignore)\b(?:[ \t]*\[([^\]\n]*)\])?((?:[^#\r\n]|#\d)*)/g;

/** Rule that judges the comments themselves: only a comment that names it speaks for it. */
export const suppressionRule = 'unused-suppression';

/**
 * The comments that silence rules: `# loopwise: ignore` and `# loopwise: ignore[rule, rule]` for their line,
 * `# loopwise: ignore-file[…]` for the file. A reason may follow.
 *
 * @param isComment Whether a comment of the program holds an offset; in a string the same words say nothing.
 */
export function suppressionsOf(
  text: string,
  lineStarts: readonly number[],
  isComment: (offset: number) => boolean,
): SuppressionFacts[] {
  if (!text.includes('loopwise:')) return [];
  return [...text.matchAll(comment)].flatMap((match): SuppressionFacts[] => {
    if (!isComment(match.index)) return [];
    const [whole, kind, named = '', reason = ''] = match;
    const names = named.split(',').map((rule) => rule.trim());
    const start = match.index;
    const end = start + whole.trimEnd().length;
    return [
      {
        line: positionAt(lineStarts, start).line,
        rules: names.filter((rule) => rule !== ''),
        scope: kind === 'ignore-file' ? 'file' : 'line',
        start,
        end,
        reasonStart: Math.min(end, start + whole.length - reason.length),
      },
    ];
  });
}

/** Whether a comment speaks for a finding: on its line, on the line of its function's `def`, or for the file. */
export function silences(
  { line, rules, scope }: SuppressionFacts,
  { facts, index, module }: FunctionNode,
  finding: Pick<Finding, 'rule'>,
  findingLine: number,
): boolean {
  if (rules.length === 0 ? finding.rule === suppressionRule : !rules.includes(finding.rule)) return false;
  if (scope === 'file' || line === findingLine) return true;
  return index > 0 && line === positionAt(module.facts.lineStarts, facts.span.start).line;
}
