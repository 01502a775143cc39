import type { TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver';
import type { TextEdit } from '../engine/finding.ts';
import type { AnalysisFolder } from './analysis-folder.ts';

/** How edits reach a client's documents. */
export interface EditTarget {
  readonly folder: AnalysisFolder;
  /** Version of an open document, else null. */
  readonly versionOf: (uri: string) => number | null;
  /** The client takes `documentChanges`. */
  readonly hasVersions: boolean;
}

const annotation = 'loopwise';

/**
 * Edits by file for the client. With `review`, its text, the user confirms them one by one before they are applied, which
 * needs `hasVersions`.
 */
export function workspaceEdit(
  edits: ReadonlyMap<string, readonly TextEdit[]>,
  { folder, versionOf, hasVersions }: EditTarget,
  review?: string,
): WorkspaceEdit {
  const documents = [...folder.editsByDocument(edits)];
  if (!hasVersions) {
    const changes = documents.map(([uri, list]) => [uri, list.map(({ range, newText }) => ({ range, newText }))]);
    return { changes: Object.fromEntries(changes) };
  }
  const annotationId = review === undefined ? {} : { annotationId: annotation };
  const documentChanges: TextDocumentEdit[] = documents.map(([uri, list]) => ({
    textDocument: { uri, version: versionOf(uri) },
    edits: list.map(({ range, newText }) => ({ range, newText, ...annotationId })),
  }));
  if (review === undefined) return { documentChanges };
  return { documentChanges, changeAnnotations: { [annotation]: { label: review, needsConfirmation: true } } };
}
