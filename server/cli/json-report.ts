import type { Finding } from '../engine/finding.ts';
import { type CheckReport, messageOf } from './check-report.ts';

/**
 * The report as the JSON that other programs read: lines and characters from 0, paths relative to the checked root. In a notebook
 * they are those of a cell, whose number is there too, counted from 1.
 */
export function jsonReport(report: CheckReport): string {
  const placeOf = ({ path, range }: Pick<Finding, 'path' | 'range'>) => {
    const { cell, range: inCell } = report.opened.analysis.writtenRange(path, range);
    return { path, ...(cell === undefined ? {} : { cell }), range: inCell };
  };
  const findings = report.findings.map((finding) => ({
    rule: finding.rule,
    severity: finding.severity,
    ...placeOf(finding),
    function: finding.function,
    runsOn: finding.runsOn,
    message: messageOf(report, finding),
    card: finding.card,
    confidence: finding.confidence,
    likely: finding.isLikely,
    chain: finding.chain.map((step) => {
      const { range, ...place } = placeOf(step);
      return { ...place, line: range.start.line, function: step.function, text: step.text };
    }),
  }));
  return `${JSON.stringify({ version: 1, findings, stats: report.stats }, undefined, 2)}\n`;
}
