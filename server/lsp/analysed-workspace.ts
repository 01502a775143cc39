import type { Syntax } from '../engine/syntax.ts';
import { AnalysisFolder } from './analysis-folder.ts';
import type { FilePlace } from './document-place.ts';
import type { EditorSettings } from './folder-configuration.ts';
import type { SourceHost } from './source-host.ts';

/** The folders of the editor, and the files that are open outside of them. */
export class AnalysedWorkspace {
  private readonly syntax: Syntax;
  private readonly host: SourceHost;
  /** The innermost ones first: a file belongs to the first one that it is in. */
  readonly folders: AnalysisFolder[] = [];
  /** Files outside every folder, each on its own. */
  private readonly singles = new Map<string, AnalysisFolder>();

  constructor(syntax: Syntax, host: SourceHost) {
    this.syntax = syntax;
    this.host = host;
  }

  /** Adds a folder; undefined where it is there already. */
  add(uri: string, editor: EditorSettings): AnalysisFolder | undefined {
    if (this.folders.some((folder) => folder.uri === uri)) return undefined;
    const folder = new AnalysisFolder(uri, this.syntax, editor, this.host);
    this.folders.push(folder);
    this.folders.sort((a, b) => b.uri.length - a.uri.length);
    return folder;
  }

  /** Removes a folder and gives it; undefined where it is not there. */
  remove(uri: string): AnalysisFolder | undefined {
    const at = this.folders.findIndex((folder) => folder.uri === uri);
    return at >= 0 ? this.folders.splice(at, 1)[0] : undefined;
  }

  /** Adds a file that is in no folder. */
  addSingle(uri: string, editor: EditorSettings): AnalysisFolder {
    const single = new AnalysisFolder(uri.slice(0, uri.lastIndexOf('/')), this.syntax, editor, this.host);
    this.singles.set(uri, single);
    return single;
  }

  /** Whether it was there. */
  removeSingle(uri: string): boolean {
    return this.singles.delete(uri);
  }

  /** Gives those files up that are in a folder now. */
  removeSinglesInFolders(): void {
    for (const uri of [...this.singles.keys()]) if (this.isInFolder(uri)) this.singles.delete(uri);
  }

  isSingle(uri: string): boolean {
    return this.singles.has(uri);
  }

  /** Folders, then files outside of them. */
  all(): readonly AnalysisFolder[] {
    return [...this.folders, ...this.singles.values()];
  }

  isInFolder(uri: string): boolean {
    return this.folders.some((folder) => this.host.relative(folder.uri, uri) !== undefined);
  }

  /** Where a file is analysed; undefined where it is in no folder and not open. */
  fileOf(uri: string): FilePlace | undefined {
    for (const folder of this.folders) {
      const path = this.host.relative(folder.uri, uri);
      if (path !== undefined) return { folder, path };
    }
    const single = this.singles.get(uri);
    const path = single && this.host.relative(single.uri, uri);
    return single && path !== undefined ? { folder: single, path } : undefined;
  }

  /** Whether a file is one that the workspace is read for; a file outside every folder always is. */
  isWanted({ folder, path }: FilePlace, isOpen = false): boolean {
    return !this.folders.includes(folder) || folder.isWanted(path, isOpen);
  }
}
