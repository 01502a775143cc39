import type { Analysis } from '../engine/analysis.ts';
import type { ChainStep, Finding, Fix, Place } from '../engine/finding.ts';
import { formatMessage } from '../messages/format-message.ts';
import { lineText } from '../messages/line-text.ts';
import { fixDiff } from './fix-diff.ts';

/** Steps of a chain that are told before its middle is left out. */
const mostSteps = 8;

/** Longer diffs are left out: they would be all that an answer has room for. */
const longestDiff = 2500;

/**
 * A finding for a model as Markdown, in two forms: with the edit of the preferred fix, and without it. `show` names a file.
 *
 * @param mark What is said of it beside its severity, as that it is new.
 */
export function findingText(
  analysis: Analysis,
  finding: Finding,
  show: (path: string) => string,
  mark?: string,
): { readonly full: string; readonly brief: string } {
  const line = lineText(analysis, finding, 'en');
  const kind = [finding.severity, ...(mark === undefined ? [] : [mark])].join(', ');
  const lines = [
    `### ${show(finding.path)}:${line}:${finding.range.start.character + 1} ${finding.rule} (${kind})`,
    formatMessage('en', finding.message, finding.params),
    `- function: \`${finding.function}\`${finding.runsOn === 'caller' ? '' : `, runs ${placeText(finding.runsOn)}`}`,
  ];
  if (finding.chain.length > 1) lines.push(`- chain: ${chainText(analysis, finding.chain, show)}`);
  const fixes = analysis.fixes(finding).filter(({ kind }) => kind !== 'suppress');
  const best = fixes.find(({ preferred }) => preferred) ?? fixes[0];
  lines.push(
    fixes.length > 0 ? `- fixes: ${fixes.map(titleOf).join('; ')}` : '- fixes: none that is certain to be right',
  );
  const brief = lines.join('\n');
  const diff = best ? fixDiff(analysis, best) : '';
  return { brief, full: diff === '' || diff.length > longestDiff ? brief : `${brief}\n\n\`\`\`diff\n${diff}\n\`\`\`` };
}

/** Where a function runs, in words that follow "runs". */
export function placeText(place: Place): string {
  switch (place) {
    case 'event loop':
      return 'on the event loop';
    case 'thread pool':
      return 'in the thread pool';
    case 'process':
      return 'in another process';
    case 'caller':
      return 'wherever its caller does';
  }
}

/** The way down to what blocks: `f (a.py:3) calls g() → g (b.py:9) blocks in time.sleep(…)`. */
export function chainText(analysis: Analysis, chain: readonly ChainStep[], show: (path: string) => string): string {
  const steps = chain.map(({ function: name, path, range, text }, index) => {
    const action = formatMessage('en', index === chain.length - 1 ? 'path.last step' : 'path.step', {
      text: `\`${text}\``,
    });
    return `${name} (${show(path)}:${lineText(analysis, { path, range }, 'en')}) ${action}`;
  });
  const left = steps.length - mostSteps;
  if (left > 1) steps.splice(mostSteps / 2, left, formatMessage('en', 'path.more steps', { count: String(left) }));
  return steps.join(' → ');
}

function titleOf(fix: Fix): string {
  const notes = [
    ...(fix.preferred ? ['preferred'] : []),
    ...(fix.isSafe ? ['safe to apply unread'] : []),
    ...(fix.review === undefined ? [] : [formatMessage('en', fix.review, fix.params)]),
  ];
  const title = formatMessage('en', fix.title, fix.params);
  return notes.length > 0 ? `${title} (${notes.join('; ')})` : title;
}
