import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver';
import type { ChainStep, Finding, Severity } from '../engine/finding.ts';
import { formatMessage, type Language } from '../messages/format-message.ts';
import { stepPlaces } from './step-places.ts';

/** Where the reference pages of the rules are published. */
const rulePages = 'https://github.com/loopwise/loopwise/blob/main/server/rules-reference';

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
    codeDescription: { href: `${rulePages}/${finding.rule}.md` },
    source: 'loopwise',
    message: plain(formatMessage(language, finding.message, finding.params)),
  };
  // A single step is the finding's own place.
  if (finding.chain.length > 1) {
    const places = stepPlaces(finding.chain);
    diagnostic.relatedInformation = finding.chain.map((step, index) => ({
      location: { uri: uriOf(step.path), range: step.range },
      message: stepText(step, places[index] ?? '', index === finding.chain.length - 1, language),
    }));
  }
  return diagnostic;
}

function stepText(step: ChainStep, place: string, isLast: boolean, language: Language): string {
  const params = { step: `${step.function} (${place})`, text: step.text };
  return plain(formatMessage(language, isLast ? 'path.last step' : 'path.step', params));
}

/** Diagnostics are plain text: code marks are shown as they are in quotes of the editor's font. */
function plain(message: string): string {
  return message.replace(/`/g, "'");
}
