import { type CheckReport, messageOf } from './check-report.ts';

/** The report as the JSON that other programs read: lines and characters from 0, paths relative to the checked root. */
export function jsonReport(report: CheckReport): string {
  const findings = report.findings.map((finding) => ({
    rule: finding.rule,
    severity: finding.severity,
    path: finding.path,
    range: finding.range,
    function: finding.function,
    runsOn: finding.runsOn,
    message: messageOf(report, finding),
    card: finding.card,
    confidence: finding.confidence,
    likely: finding.isLikely,
    chain: finding.chain.map((step) => ({
      path: step.path,
      line: step.range.start.line,
      function: step.function,
      text: step.text,
    })),
  }));
  return `${JSON.stringify({ version: 1, findings, stats: report.stats }, undefined, 2)}\n`;
}
