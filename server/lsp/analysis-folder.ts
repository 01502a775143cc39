import { Analysis, type AnalysisSettings } from '../engine/analysis.ts';
import type { Syntax } from '../engine/syntax.ts';
import type { SourceHost } from './source-host.ts';

/** Files between two pauses, so that requests and typing are answered while a workspace is read. */
const filesPerSlice = 25;

/** A workspace folder (or a file that is in none) with its analysis. */
export class AnalysisFolder {
  readonly uri: string;
  readonly analysis: Analysis;
  /** Files that are open in the editor: their text comes from there, not from the disk. */
  readonly open = new Set<string>();
  private readonly host: SourceHost;
  private reading = 0;

  constructor(uri: string, syntax: Syntax, settings: AnalysisSettings, host: SourceHost) {
    this.uri = uri;
    this.host = host;
    this.analysis = new Analysis(syntax, settings);
  }

  uriOf(path: string): string {
    return this.host.uriOf(this.uri, path);
  }

  /**
   * Reads every file of the folder, in slices. A second call ends the first one. Resolves to false when it was ended.
   */
  async readAll(
    exclude: readonly string[],
    onUnreadable: (path: string, reason: string, params: Readonly<Record<string, string>>) => void,
    onProgress: (done: number, all: number) => void,
  ): Promise<boolean> {
    const turn = ++this.reading;
    let paths: string[];
    try {
      paths = await this.host.list(this.uri, exclude, (folder, code) =>
        onUnreadable(folder, 'reason.unreadable', { code }),
      );
    } catch (error) {
      onUnreadable(this.uri, 'reason.unreadable', { code: (error as NodeJS.ErrnoException).code ?? String(error) });
      paths = [];
    }
    const listed = new Set(paths);
    for (const known of this.analysis.paths()) {
      if (!listed.has(known) && !this.open.has(known)) this.analysis.remove(known);
    }
    for (let at = 0; at < paths.length; at++) {
      const path = paths[at] ?? '';
      if (!this.open.has(path)) await this.read(path, onUnreadable);
      if (this.reading !== turn) return false;
      if (at % filesPerSlice === filesPerSlice - 1) {
        onProgress(at + 1, paths.length);
        await pause();
        if (this.reading !== turn) return false;
      }
    }
    return true;
  }

  /** Reads one file from the disk; a file that cannot be read is no longer part of the analysis. */
  async read(
    path: string,
    onUnreadable: (path: string, reason: string, params: Readonly<Record<string, string>>) => void,
  ): Promise<void> {
    const source = await this.host.read(this.uriOf(path));
    if (this.open.has(path)) return;
    if ('text' in source) this.analysis.update(path, source.text);
    else {
      this.analysis.remove(path);
      onUnreadable(path, source.reason, source.params);
    }
  }
}

/** Lets waiting requests be answered. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
