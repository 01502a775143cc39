import type { Severity } from '../engine/finding.ts';
import { lineText } from '../messages/line-text.ts';
import { absolutePath, type CheckReport, messageOf } from './check-report.ts';
import { linesInFile } from './lines-in-file.ts';
import { reportBase, shownPath } from './shown-path.ts';

const levels: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

/**
 * The report as workflow commands, which GitHub shows beside the changed lines. Source: actions/toolkit,
 * packages/core/src/command.ts (`escapeData`, `escapeProperty`).
 */
export function githubReport(report: CheckReport): string {
  const base = reportBase(report.opened.root);
  return report.findings
    .map((finding) => {
      const { start, end } = finding.range;
      const { first, last } = linesInFile(report.opened, finding);
      const steps = finding.chain.slice(1).map((step) => {
        const line = lineText(report.opened.analysis, step, report.language);
        const place = `${shownPath(absolutePath(report, step.path), base)}:${line}`;
        return `\n→ ${step.function} (${place}): ${step.text}`;
      });
      const properties = {
        title: `Loopwise (${finding.rule})`,
        file: shownPath(absolutePath(report, finding.path), base),
        line: first + 1,
        endLine: last + 1,
        // GitHub shows columns only where the range is on one line; in a notebook they are not those of the file.
        ...(start.line === end.line && !report.opened.notebooks.has(finding.path)
          ? { col: start.character + 1, endColumn: end.character + 1 }
          : {}),
      };
      const written = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
      const message = messageOf(report, finding).replaceAll('`', "'") + steps.join('');
      return `::${levels[finding.severity]} ${written.join(',')}::${escapeData(message)}\n`;
    })
    .join('');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
