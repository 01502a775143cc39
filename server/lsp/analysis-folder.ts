import type { Location } from 'vscode-languageserver';
import { IgnoreRules } from '../config/ignore-rules.ts';
import { Analysis } from '../engine/analysis.ts';
import type { TextEdit } from '../engine/finding.ts';
import { NotebookModule } from '../engine/notebook-module.ts';
import type { Syntax } from '../engine/syntax.ts';
import type { Range } from '../engine/text-range.ts';
import { isLockFile } from '../engine/version-files.ts';
import type { DecodedSource } from '../host/decode-source.ts';
import type { ProjectLibraries } from '../host/project-libraries.ts';
import { readAhead } from '../host/read-ahead.ts';
import { DocumentPlace } from './document-place.ts';
import { type EditorSettings, FolderConfiguration } from './folder-configuration.ts';
import type { OpenCell } from './open-notebooks.ts';
import type { SourceHost } from './source-host.ts';

/** Time between two pauses, so that requests and typing are answered while a workspace is read. */
const sliceMilliseconds = 20;

/** Told of every file or folder that cannot be read, with the key of the reason and its parameters. */
export type OnUnreadable = (path: string, reason: string, params: Readonly<Record<string, string>>) => void;

/** A workspace folder (or a file that is in none) with its analysis. */
export class AnalysisFolder {
  readonly uri: string;
  readonly analysis: Analysis;
  /** Files that are open in the editor, with the URI that it gives them: their text comes from there, not from the disk. */
  readonly open = new Map<string, string>();
  readonly configuration: FolderConfiguration;
  /** The documents of the Python cells of each open notebook, in their order. */
  private readonly cells = new Map<string, readonly string[]>();
  private readonly host: SourceHost;
  /** What git ignored when the folder was read. */
  private ignored = new IgnoreRules();
  private libraries: ProjectLibraries | undefined;
  private reading = 0;
  /** What each file was like on the disk when it was read; undefined where the client watches the files. */
  private stamps: Map<string, string | undefined> | undefined;

  constructor(uri: string, syntax: Syntax, editor: EditorSettings, host: SourceHost) {
    this.uri = uri;
    this.host = host;
    this.configuration = new FolderConfiguration(editor);
    this.analysis = new Analysis(syntax, this.analysisSettings());
  }

  /** The URI of a file, spelled as the editor does where it has it open. */
  uriOf(path: string): string {
    return this.open.get(path) ?? this.host.uriOf(this.uri, path);
  }

  /** Takes in an open notebook as it is in the editor. */
  takeNotebook(path: string, cells: readonly OpenCell[]): void {
    this.cells.set(
      path,
      cells.map(({ uri }) => uri),
    );
    this.analysis.updateNotebook(path, new NotebookModule(cells));
  }

  /**
   * A range of a file where the editor has it: in a notebook that is open, in the document of a cell.
   *
   * @param notebook The notebook that the range is in, where it is not as the editor has it.
   */
  locationOf(path: string, range: Range, notebook = this.analysis.notebook(path)): Location {
    const at = notebook?.lineOf(range.start.line);
    const cell = at && this.cells.get(path)?.[at.cell];
    if (!notebook || cell === undefined) return { uri: this.uriOf(path), range };
    return { uri: cell, range: notebook.rangeIn(range).range };
  }

  /** A document of a file with the place in it; for a URI that is none of its cells, the whole file. */
  placeIn(path: string, uri: string): DocumentPlace {
    const cell = this.cells.get(path)?.indexOf(uri) ?? -1;
    return new DocumentPlace({ folder: this, path }, uri, this.analysis.notebook(path)?.firstLineOf(cell));
  }

  /** The documents that the editor shows a file in: that of the file, or those of the cells of an open notebook. */
  documentsOf(path: string): readonly string[] {
    return this.cells.get(path) ?? [this.uriOf(path)];
  }

  /** Edits by the documents that they change. */
  editsByDocument(edits: ReadonlyMap<string, readonly TextEdit[]>): ReadonlyMap<string, readonly TextEdit[]> {
    const result = new Map<string, TextEdit[]>();
    for (const [path, list] of edits) {
      const cells = this.cells.get(path);
      const notebook = this.analysis.notebook(path);
      for (const edit of list) {
        const inCell = cells && notebook?.editOf(edit);
        const uri = (inCell && cells[inCell.cell]) ?? this.uriOf(path);
        result.set(uri, [...(result.get(uri) ?? []), inCell?.edit ?? edit]);
      }
    }
    return result;
  }

  /** Remembers what files are like from the next reading on, for `readChanged`. */
  rememberStamps(): void {
    this.stamps ??= new Map();
  }

  private analysisSettings() {
    return { ...this.configuration.settings.analysis, enabled: this.configuration.enabled };
  }

  /** Takes in the configuration file as it is now. True when other files or libraries count than before. */
  async readConfiguration(): Promise<boolean> {
    const found = await this.host.findConfiguration(this.uri);
    return this.reconfigure(() => this.configuration.takeFile(found));
  }

  /** Takes in the settings of the editor. True when other files or libraries count than before. */
  configure(editor: EditorSettings): boolean {
    return this.reconfigure(() => this.configuration.takeEditor(editor));
  }

  private reconfigure(change: () => void): boolean {
    const state = () => {
      const { selection, python } = this.configuration.settings;
      return JSON.stringify([selection, python]);
    };
    const before = state();
    change();
    this.analysis.configure(this.analysisSettings());
    return state() !== before;
  }

  /** Whether a file of the folder is analysed. A file that is open is, though git ignores it. */
  isWanted(path: string, isOpen = false): boolean {
    return this.host.isListed(path, this.configuration.settings.selection, isOpen ? undefined : this.ignored);
  }

  /**
   * Reads every file of the folder, in slices. A second call ends the first one. Resolves to false when it was ended.
   */
  async readAll(onUnreadable: OnUnreadable, onProgress: (done: number, all: number) => void): Promise<boolean> {
    const turn = ++this.reading;
    const paths = await this.list(onUnreadable);
    this.removeAllBut(paths);
    let done = 0;
    let lastPause = performance.now();
    for await (const [path, source] of readAhead(paths, (file) => this.readStamped(file))) {
      if (this.reading !== turn) return false;
      this.take(path, source, onUnreadable);
      done++;
      if (performance.now() - lastPause < sliceMilliseconds) continue;
      onProgress(done, paths.length);
      await pause();
      lastPause = performance.now();
    }
    return true;
  }

  /**
   * Reads what has changed on the disk since it was read, and forgets what is gone. Resolves to whether there was any of it;
   * never without `rememberStamps`.
   */
  async readChanged(onUnreadable: OnUnreadable): Promise<boolean> {
    const { stamps, reading } = this;
    if (!stamps) return false;
    // What cannot be read has been said before.
    const paths = await this.list(() => {});
    let hasChanged = this.removeAllBut(paths);
    for await (const [path, stamp] of readAhead(paths, (file) => this.host.stamp(this.uriOf(file)))) {
      if (this.reading !== reading) return false;
      if (stamps.get(path) === stamp || this.open.has(path)) continue;
      this.take(path, await this.readStamped(path), onUnreadable);
      hasChanged = true;
    }
    return hasChanged;
  }

  private async list(onUnreadable: OnUnreadable): Promise<readonly string[]> {
    try {
      const listed = await this.host.list(this.uri, this.configuration.settings.selection, (folder, code) =>
        onUnreadable(folder, 'reason.unreadable', { code }),
      );
      this.ignored = listed.ignored;
      return listed.paths;
    } catch (error) {
      onUnreadable(this.uri, 'reason.unreadable', { code: (error as NodeJS.ErrnoException).code ?? String(error) });
      return [];
    }
  }

  /** Forgets every file that is neither listed nor open. Gives whether there was one. */
  private removeAllBut(paths: readonly string[]): boolean {
    const listed = new Set(paths);
    const gone = [...this.analysis.paths(), ...this.analysis.projectFiles()].filter(
      (known) => !listed.has(known) && !this.open.has(known),
    );
    for (const path of gone) {
      this.analysis.remove(path);
      this.stamps?.delete(path);
    }
    return gone.length > 0;
  }

  /** The stamp is older than the text, so that a change in between is seen the next time. */
  private async readStamped(path: string): Promise<DecodedSource> {
    const uri = this.uriOf(path);
    this.stamps?.set(path, await this.host.stamp(uri));
    return this.host.read(uri);
  }

  /**
   * Opens the libraries of an environment, or of the usual one; `none`: no libraries. Gives the environment that they are
   * in, undefined without any.
   */
  openLibraries(environment: string | undefined | 'none'): string | undefined {
    this.libraries = environment === 'none' ? undefined : this.host.openLibraries(this.uri, environment);
    this.analysis.useLibraries(this.libraries?.host, this.libraries?.fastApi);
    return this.libraries?.environment;
  }

  /** Opens the libraries again when something has been installed or removed. */
  refreshLibraries(): void {
    if (this.libraries && !this.libraries.isCurrent()) this.openLibraries(this.libraries.environment);
  }

  /** Keeps what was found in libraries for the next start. */
  async keepLibraries(): Promise<void> {
    await this.libraries?.keep();
  }

  /** Reads one file from the disk; a file that cannot be read is no longer part of the analysis. */
  async read(path: string, onUnreadable: OnUnreadable): Promise<void> {
    this.take(path, await this.host.read(this.uriOf(path)), onUnreadable);
  }

  /** Forgets a file that was open and is not read from the disk, as all notebooks. */
  removeOpen(path: string): void {
    this.cells.delete(path);
    this.analysis.remove(path);
  }

  private take(path: string, source: DecodedSource, onUnreadable: OnUnreadable): void {
    if (this.open.has(path)) return;
    if ('text' in source) this.analysis.update(path, source.text);
    else {
      this.analysis.remove(path);
      // One that says nothing is none, and lists of requirements have other encodings than Python.
      if (!isLockFile(path)) onUnreadable(path, source.reason, source.params);
    }
  }
}

/** Lets waiting requests be answered. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
