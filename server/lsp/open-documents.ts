import { type Connection, TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { isNotebook } from '../engine/notebook-module.ts';
import type { AnalysedWorkspace } from './analysed-workspace.ts';
import { DocumentPlace, type FilePlace } from './document-place.ts';
import type { EditorSettings } from './folder-configuration.ts';
import { OpenNotebooks } from './open-notebooks.ts';

/** What the server does about documents. */
export interface DocumentListener {
  readonly settings: () => EditorSettings;
  /** Something is to be worked out anew. */
  readonly changed: (cause: 'opened' | 'typed' | 'closed' | 'configured') => void;
  /** The disk may have changed meanwhile. */
  readonly looked: () => void;
  /** A file is no longer open, and what is on the disk counts. */
  readonly closed: (uri: string, file: FilePlace) => void;
}

/** The documents that are open in the editor, and what was typed in them. */
export class OpenDocuments {
  private readonly workspace: AnalysedWorkspace;
  private readonly listener: DocumentListener;
  private readonly documents = new TextDocuments(TextDocument);
  private readonly notebooks = new OpenNotebooks();
  /** Those whose last edits are not analysed yet. */
  private readonly edited = new Set<string>();

  constructor(workspace: AnalysedWorkspace, listener: DocumentListener) {
    this.workspace = workspace;
    this.listener = listener;
  }

  listen(connection: Connection): void {
    const { documents, notebooks, listener } = this;
    documents.onDidOpen(({ document }) => {
      this.opened(document);
      listener.looked();
    });
    documents.onDidSave(() => listener.looked());
    documents.onDidChangeContent(({ document }) => this.changed(document.uri));
    documents.onDidClose(({ document: { uri } }) => {
      const file = this.forget(uri);
      if (file) listener.closed(uri, file);
    });
    documents.listen(connection);
    notebooks.listen(connection, {
      opened: (uri) => {
        this.openedNotebook(uri);
        listener.looked();
      },
      changed: (uri) => this.changed(uri),
      saved: () => listener.looked(),
      closed: (uri) => {
        const file = isNotebook(uri) ? this.forget(uri) : undefined;
        if (!file) return;
        file.folder.removeOpen(file.path);
        this.workspace.removeSingle(uri);
        listener.changed('closed');
      },
    });
  }

  /** The file of a document, or of the notebook that it is a cell of; undefined where it is not analysed. */
  private placeOf(uri: string): DocumentPlace | undefined {
    const notebook = this.notebooks.notebookOf(uri);
    if (notebook !== undefined && !isNotebook(notebook)) return undefined;
    const file = this.workspace.fileOf(notebook ?? uri);
    return notebook === undefined ? file && new DocumentPlace(file, uri) : file?.folder.placeIn(file.path, uri);
  }

  /** The same with everything that was typed. */
  newestPlaceOf(uri: string): DocumentPlace | undefined {
    this.takeIn();
    return this.placeOf(uri);
  }

  /** Version of an open document, else null. */
  versionOf(uri: string): number | null {
    return this.documents.get(uri)?.version ?? this.notebooks.versionOf(uri) ?? null;
  }

  /** Puts every open document where it belongs after folders or exclusions changed. */
  place(): void {
    for (const folder of this.workspace.folders) {
      for (const path of [...folder.open.keys()]) {
        if (this.workspace.isWanted({ folder, path }, true)) continue;
        folder.open.delete(path);
        folder.removeOpen(path);
      }
    }
    this.workspace.removeSinglesInFolders();
    for (const document of this.documents.all()) this.opened(document);
    for (const uri of this.notebooks.all()) this.openedNotebook(uri);
  }

  /** Analyses what was typed since the last time; put off until an answer needs it, so that typing never waits. */
  takeIn(): void {
    for (const uri of this.edited) {
      const document = this.documents.get(uri);
      const file = this.workspace.fileOf(uri);
      if (!file?.folder.open.has(file.path)) continue;
      if (document) file.folder.analysis.update(file.path, document.getText());
      else file.folder.takeNotebook(file.path, this.notebooks.cellsOf(uri));
    }
    this.edited.clear();
  }

  private opened(document: TextDocument): void {
    if (document.languageId !== 'python') return;
    this.openFile(document.uri, ({ folder, path }) => folder.analysis.update(path, document.getText()));
  }

  private openedNotebook(uri: string): void {
    // Editors can show modules as notebooks too; those are read from the disk.
    if (!isNotebook(uri)) return;
    this.openFile(uri, ({ folder, path }) => folder.takeNotebook(path, this.notebooks.cellsOf(uri)));
  }

  private openFile(uri: string, take: (file: FilePlace) => void): void {
    const { workspace, listener } = this;
    if (!workspace.fileOf(uri)) {
      // Former versions of files and the like are no code that runs.
      if (!uri.startsWith('file:')) return;
      const single = workspace.addSingle(uri, listener.settings());
      void single.readConfiguration().then(() => listener.changed('configured'));
    }
    const file = workspace.fileOf(uri);
    if (!file || !workspace.isWanted(file, true)) return;
    file.folder.open.set(file.path, uri);
    take(file);
    listener.changed('opened');
  }

  private changed(uri: string): void {
    const file = this.workspace.fileOf(uri);
    if (!file?.folder.open.has(file.path)) return;
    this.edited.add(uri);
    this.listener.changed('typed');
  }

  /** The file of a document that is closed; undefined where it was not analysed. */
  private forget(uri: string): FilePlace | undefined {
    const file = this.workspace.fileOf(uri);
    this.edited.delete(uri);
    return file?.folder.open.delete(file.path) ? file : undefined;
  }
}
