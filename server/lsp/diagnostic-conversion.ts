import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver';
import type { Finding, Severity } from '../engine/finding.ts';
import { formatMessage, type Language } from '../messages/format-message.ts';
import { ruleAddress } from '../rules-reference/rule-address.ts';
import { shownSteps } from './shown-steps.ts';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** A finding as the editor shows it: every step of its chain is related information. */
export function diagnosticOf(finding: Finding, language: Language, uriOf: (path: string) => string): Diagnostic {
  const diagnostic: Diagnostic = {
    range: finding.range,
    severity: severities[finding.severity],
    code: finding.rule,
    codeDescription: { href: ruleAddress(finding.rule) },
    source: 'loopwise',
    message: plain(formatMessage(language, finding.message, finding.params)),
  };
  // A single step is the finding's own place.
  if (finding.chain.length > 1) {
    diagnostic.relatedInformation = shownSteps(finding.chain, language).map(({ step, name, action }) => ({
      location: { uri: uriOf(step.path), range: step.range },
      message: `${name} ${action}`,
    }));
  }
  return diagnostic;
}

/** Diagnostics are plain text: code marks are shown as they are in quotes of the editor's font. */
function plain(message: string): string {
  return message.replace(/`/g, "'");
}
