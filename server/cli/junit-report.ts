import type { Finding } from '../engine/finding.ts';
import { lineText } from '../messages/line-text.ts';
import { absolutePath, type CheckReport, checkedFiles, isAtLeast, messageOf } from './check-report.ts';
import { shownPath } from './shown-path.ts';

/** Characters that XML 1.0 cannot hold, not even as references (https://www.w3.org/TR/xml/#charsets), and their like. */
const noXml = /(?![\t\n\r])\p{Cc}|[\ufffe\uffff]/gu;

/**
 * The report as JUnit's XML: a suite for each file, in which each finding is a failed test and a file without any is one that
 * passed. What does not make the check fail is output of a test that passed.
 */
export function junitReport(report: CheckReport): string {
  const seconds = (report.stats.milliseconds / 1000).toFixed(3);
  const fails = ({ severity }: Finding) => isAtLeast(severity, report.threshold);
  let tests = 0;
  const suites = checkedFiles(report).map((file) => {
    const findings = report.findings.filter(({ path }) => path === file);
    const name = attribute(shownPath(absolutePath(report, file)));
    const failures = findings.filter(fails).length;
    const cases = findings.map((finding) => testCase(report, finding, name, fails(finding)));
    if (cases.length === 0) cases.push(`    <testcase name="loopwise" classname=${name} time="0"/>`);
    tests += cases.length;
    const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="0" time="0"`;
    return `  <testsuite name=${name} ${counts}>\n${cases.join('\n')}\n  </testsuite>\n`;
  });
  const failures = report.findings.filter(fails).length;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="loopwise" tests="${tests}" failures="${failures}" errors="0" time="${seconds}">
${suites.join('')}</testsuites>
`;
}

function testCase(report: CheckReport, finding: Finding, classname: string, isFailure: boolean): string {
  const line = (place: Pick<Finding, 'path' | 'range'>) => lineText(report.opened.analysis, place, report.language);
  const at = `${line(finding)}:${finding.range.start.character + 1}`;
  const message = messageOf(report, finding);
  const place = `${shownPath(absolutePath(report, finding.path))}:${at}`;
  const steps = finding.chain.slice(1).map((step) => {
    const where = `${shownPath(absolutePath(report, step.path))}:${line(step)}`;
    return `\n→ ${step.function} (${where}): ${step.text}`;
  });
  const text = escapeText(`${place}: ${message}${steps.join('')}`);
  const name = attribute(`${finding.rule} ${finding.function}:${at}`);
  const body = isFailure
    ? `<failure type=${attribute(finding.rule)} message=${attribute(message)}>${text}</failure>`
    : `<system-out>${text}</system-out>`;
  return `    <testcase name=${name} classname=${classname} time="0">${body}</testcase>`;
}

function escapeText(text: string): string {
  return text
    .toWellFormed()
    .replace(noXml, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

function attribute(text: string): string {
  return `"${escapeText(text)
    .replaceAll('"', '&quot;')
    .replace(/[\t\r\n]/g, (sign) => `&#${sign.charCodeAt(0)};`)}"`;
}
