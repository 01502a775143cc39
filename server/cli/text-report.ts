import type { Finding, Severity } from '../engine/finding.ts';
import { formatMessage, plainMessage } from '../messages/format-message.ts';
import { lineText } from '../messages/line-text.ts';
import { absolutePath, type CheckReport, mendingFixes, messageOf } from './check-report.ts';
import { shownPath } from './shown-path.ts';
import { gutterFor, sourceExcerpt } from './source-excerpt.ts';
import type { Colours } from './terminal-colours.ts';
import { visible } from './terminal-text.ts';

/** What stands somewhere in a file. */
type Placed = Pick<Finding, 'path' | 'range'>;

/** Lines around the marked one. */
const context = 2;

/** The report for people: each finding with its code, the way down to what blocks, and what can be done. */
export function textReport(report: CheckReport): string {
  return [...report.findings.flatMap((finding) => [...findingBlock(report, finding), '']), ...summary(report), ''].join(
    '\n',
  );
}

/** The report with one line for each finding, as editors and `grep` like it. */
export function conciseReport(report: CheckReport): string {
  return [...report.findings.map((finding) => findingLine(report, finding)), ...summary(report), ''].join('\n');
}

/** Place, severity, rule and sentence of a finding on one line; `[*]`: it has a fix that is safe to apply unread. */
export function findingLine(report: CheckReport, finding: Finding): string {
  const { colours } = report;
  const place = `${pathOf(report, finding.path)}:${lineOf(report, finding)}:${finding.range.start.character + 1}`;
  const mark = mendingFixes(report, finding).some(({ isSafe }) => isSafe) ? ` ${colours.cyan('[*]')}` : '';
  const severity = severityColour(colours, finding.severity)(finding.severity);
  const message = visible(messageOf(report, finding));
  return `${colours.bold(place)}: ${severity} ${colours.bold(finding.rule)}${mark}: ${message}`;
}

/** A finding with its code, its chain and its fixes. */
export function findingBlock(report: CheckReport, finding: Finding): string[] {
  const { colours, opened, width } = report;
  const steps = finding.chain.slice(1);
  const lineNumber = (step: Placed) => opened.analysis.writtenRange(step.path, step.range).range.start.line;
  const gutter = gutterFor(Math.max(lineNumber(finding) + context, ...steps.map(lineNumber)));
  const style = { colours, gutter, width: Math.max(40, width - gutter - 3) };
  const bar = `${' '.repeat(gutter)} ${colours.dim('|')}`;
  const lines = [findingLine(report, finding)];
  const excerpt = ({ path, range }: Placed, lineContext: number, mark: (text: string) => string) => {
    const written = opened.analysis.writtenRange(path, range);
    const { cell } = written;
    const text = cell === undefined ? opened.textOf(path) : opened.analysis.notebook(path)?.sourceOf(cell);
    return text === undefined ? [] : sourceExcerpt(text, written.range, { ...style, context: lineContext, mark });
  };
  const shown = excerpt(finding, context, severityColour(colours, finding.severity));
  if (shown.length > 0) lines.push(bar, ...shown, bar);
  for (const step of steps) {
    const place = `${pathOf(report, step.path)}:${lineOf(report, step)}`;
    lines.push(`${' '.repeat(gutter)} ${colours.dim('→')} ${visible(step.function)} (${colours.bold(place)})`);
    const code = excerpt(step, 0, colours.cyan);
    lines.push(...(code.length > 0 ? code : [`${bar} ${visible(step.text)}`]));
  }
  return [...lines, ...fixLines(report, finding, gutter)];
}

function fixLines(report: CheckReport, finding: Finding, gutter: number): string[] {
  const { colours, language } = report;
  const [fix, ...others] = mendingFixes(report, finding);
  if (!fix) return [];
  const safe = fix.isSafe ? ` (${formatMessage(language, 'text.fix safe')})` : '';
  const title = visible(formatMessage(language, fix.title, fix.params));
  const lead = `${' '.repeat(gutter)} ${colours.dim('=')}`;
  const lines = [`${lead} ${colours.green(formatMessage(language, 'text.fix'))}${safe}: ${title}`];
  if (others.length > 0) {
    const count = { count: String(others.length), ...(others.length === 1 ? { one: 'yes' } : {}) };
    lines.push(`${lead} ${formatMessage(language, 'text.more fixes', count)}`);
  }
  return lines;
}

function summary(report: CheckReport): string[] {
  const { findings, stats, language, colours } = report;
  const counted = formatMessage(language, findings.length === 1 ? 'check.summary.one' : 'check.summary', {
    findings: String(findings.length),
    files: String(stats.files),
    ...(stats.files === 1 ? { oneFile: 'yes' } : {}),
    megabytes: (stats.bytes / 2 ** 20).toFixed(1),
    milliseconds: String(stats.milliseconds),
  });
  const safe = findings.filter((finding) => mendingFixes(report, finding).some(({ isSafe }) => isSafe)).length;
  if (safe === 0) return [colours.bold(counted)];
  const key = safe === 1 ? 'text.fixable.one' : 'text.fixable';
  return [colours.bold(counted), `[*] ${plainMessage(language, key, { count: String(safe) })}`];
}

function pathOf(report: CheckReport, file: string): string {
  return visible(shownPath(absolutePath(report, file)));
}

function lineOf({ opened, language }: CheckReport, place: Placed): string {
  return lineText(opened.analysis, place, language);
}

function severityColour(colours: Colours, severity: Severity): (text: string) => string {
  if (severity === 'error') return colours.red;
  if (severity === 'warning') return colours.yellow;
  return severity === 'information' ? colours.blue : colours.cyan;
}
