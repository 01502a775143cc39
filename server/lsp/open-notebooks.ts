import {
  type Connection,
  type DidChangeNotebookDocumentParams,
  NotebookCellKind,
  NotebookDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { PythonCell } from '../engine/notebook-module.ts';

/** A Python cell that is open in the editor. */
export interface OpenCell extends PythonCell {
  readonly uri: string;
}

/** Told of the notebooks of the editor, by their URIs. */
export interface NotebookListener {
  readonly opened: (uri: string) => void;
  readonly changed: (uri: string) => void;
  readonly saved: () => void;
  readonly closed: (uri: string) => void;
}

/** The notebooks that are open in the editor, with the documents of their cells. */
export class OpenNotebooks {
  private readonly documents = new NotebookDocuments(TextDocument);
  private readonly uris = new Set<string>();

  listen(connection: Connection, { opened, changed, saved, closed }: NotebookListener): void {
    this.documents.onDidOpen(({ uri }) => {
      this.uris.add(uri);
      opened(uri);
    });
    this.documents.onDidSave(saved);
    this.documents.onDidClose(({ uri }) => {
      this.uris.delete(uri);
      closed(uri);
    });
    const { synchronization } = connection.notebooks;
    const onDidChangeNotebookDocument: typeof synchronization.onDidChangeNotebookDocument = (take) =>
      synchronization.onDidChangeNotebookDocument(async (change) => {
        for (const part of closedBeforeOpened(change)) await take(part);
        // `NotebookDocuments` tells nobody of cells that have only moved.
        changed(change.notebookDocument.uri);
      });
    const notebooks = { synchronization: { ...synchronization, onDidChangeNotebookDocument } };
    this.documents.listen({ ...connection, notebooks } as Connection);
  }

  all(): Iterable<string> {
    return this.uris;
  }

  /** The Python cells of a notebook in their order; empty when it is not open. */
  cellsOf(uri: string): readonly OpenCell[] {
    const cells = this.documents.getNotebookDocument(uri)?.cells ?? [];
    return cells.flatMap((cell, index) => {
      const document = this.documents.getCellTextDocument(cell);
      if (cell.kind !== NotebookCellKind.Code || document?.languageId !== 'python') return [];
      return [{ number: index + 1, source: document.getText(), uri: cell.document }];
    });
  }

  /** The notebook that a document is a cell of; undefined for other documents. */
  notebookOf(uri: string): string | undefined {
    const notebook = this.documents.findNotebookDocumentForCell(uri);
    // What was a cell once may be none any more.
    return notebook?.cells.some(({ document }) => document === uri) ? notebook.uri : undefined;
  }

  /** Version of a cell's document; undefined when it is not open. */
  versionOf(uri: string): number | undefined {
    return this.documents.cellTextDocuments.get(uri)?.version;
  }
}

/** A change in parts that `NotebookDocuments` takes in: it opens before it closes, though both may be of the same document. */
function closedBeforeOpened(change: DidChangeNotebookDocumentParams): readonly DidChangeNotebookDocumentParams[] {
  const { cells } = change.change;
  const { array, didOpen = [], didClose = [] } = cells?.structure ?? {};
  if (!array || !didClose.some(({ uri }) => didOpen.some((opened) => opened.uri === uri))) return [change];
  const nothing = { start: 0, deleteCount: 0 };
  return [
    { ...change, change: { cells: { structure: { array: nothing, didClose } } } },
    { ...change, change: { ...change.change, cells: { ...cells, structure: { array, didOpen } } } },
  ];
}
