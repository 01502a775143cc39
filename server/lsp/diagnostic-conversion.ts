import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver';
import type { Finding, Severity } from '../engine/finding.ts';
import { formatMessage, type Language } from '../messages/format-message.ts';
import { lineText } from '../messages/line-text.ts';
import { ruleAddress } from '../rules-reference/rule-address.ts';
import type { AnalysisFolder } from './analysis-folder.ts';
import { shownSteps } from './shown-steps.ts';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** What decides how a diagnostic is written. */
export interface DiagnosticContext {
  readonly language: Language;
  readonly folder: AnalysisFolder;
  /** The client shows related information. */
  readonly canRelate: boolean;
}

/** A finding as the editor shows it: every step of its chain is related information, or else a line of the message. */
export function diagnosticOf(finding: Finding, { language, folder, canRelate }: DiagnosticContext): Diagnostic {
  const diagnostic: Diagnostic = {
    range: folder.locationOf(finding.path, finding.range).range,
    severity: severities[finding.severity],
    code: finding.rule,
    codeDescription: { href: ruleAddress(finding.rule) },
    source: 'loopwise',
    message: plain(formatMessage(language, finding.message, finding.params)),
  };
  // A single step is the finding's own place.
  if (finding.chain.length <= 1) return diagnostic;
  const steps = shownSteps(finding.chain, language, (step) => lineText(folder.analysis, step, language));
  if (canRelate) {
    diagnostic.relatedInformation = steps.map(({ step, name, action }) => ({
      location: folder.locationOf(step.path, step.range),
      message: `${name} ${action}`,
    }));
  } else {
    const lines = steps.map(({ name, action }, index) => `${index + 1}. ${name} ${action}`);
    diagnostic.message = [diagnostic.message, ...lines].join('\n');
  }
  return diagnostic;
}

/** Diagnostics are plain text: code marks are shown as they are in quotes of the editor's font. */
function plain(message: string): string {
  return message.replace(/`/g, "'");
}
