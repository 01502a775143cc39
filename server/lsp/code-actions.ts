import { type CodeAction, CodeActionKind, type Range, type TextDocumentEdit } from 'vscode-languageserver';
import type { Finding } from '../engine/finding.ts';
import { formatMessage, type Language } from '../messages/format-message.ts';
import type { AnalysisFolder } from './analysis-folder.ts';
import { showBlockingPath } from './client-options.ts';
import { diagnosticOf } from './diagnostic-conversion.ts';

/** The quick fixes of every finding that a range touches. `versionOf` gives an open document's version, else null. */
export function codeActionsAt(
  folder: AnalysisFolder,
  path: string,
  range: Range,
  language: Language,
  versionOf: (uri: string) => number | null,
): CodeAction[] {
  const uriOf = (file: string) => folder.uriOf(file);
  return folder.analysis
    .findings(path)
    .filter((finding) => touches(finding, range))
    .flatMap((finding) =>
      folder.analysis.fixes(finding).map((fix) => {
        const documentChanges: TextDocumentEdit[] = [...fix.edits].map(([file, edits]) => ({
          textDocument: { uri: uriOf(file), version: versionOf(uriOf(file)) },
          edits: edits.map(({ range: at, newText }) => ({ range: at, newText })),
        }));
        const action: CodeAction = {
          title: formatMessage(language, fix.title, fix.params).replace(/`/g, ''),
          kind: CodeActionKind.QuickFix,
          diagnostics: [diagnosticOf(finding, language, uriOf)],
          edit: { documentChanges },
        };
        if (fix.preferred) action.isPreferred = true;
        return action;
      }),
    );
}

/** The kind of what explains a finding and changes nothing: of no known kind, so that editors list it after the fixes. */
export const explainKind = 'loopwise.explain';

/** "Show blocking path" for the first finding with a path that a range touches. */
export function explainActionsAt(folder: AnalysisFolder, path: string, range: Range, language: Language): CodeAction[] {
  const finding = folder.analysis
    .findings(path)
    .find(({ chain, ...found }) => chain.length > 0 && touches(found, range));
  if (!finding) return [];
  const title = formatMessage(language, 'path.show');
  const { start } = finding.range;
  const command = { title, command: showBlockingPath, arguments: [folder.uriOf(path), start] };
  return [{ title, kind: explainKind, command }];
}

/** Whether a kind is another one or below it; the empty kind holds all. */
export function isKindWithin(kind: string, outer: string): boolean {
  return outer === '' || kind === outer || kind.startsWith(`${outer}.`);
}

function touches(finding: Pick<Finding, 'range'>, range: Range): boolean {
  const { start, end } = finding.range;
  const isBefore =
    end.line < range.start.line || (end.line === range.start.line && end.character < range.start.character);
  const isAfter =
    start.line > range.end.line || (start.line === range.end.line && start.character > range.end.character);
  return !isBefore && !isAfter;
}
