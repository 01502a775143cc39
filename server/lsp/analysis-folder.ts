import { Analysis, type AnalysisSettings } from '../engine/analysis.ts';
import type { Syntax } from '../engine/syntax.ts';
import { isLockFile } from '../engine/version-files.ts';
import type { DecodedSource } from '../host/decode-source.ts';
import type { ProjectLibraries } from '../host/project-libraries.ts';
import { readAhead } from '../host/read-ahead.ts';
import type { SourceHost } from './source-host.ts';

/** Time between two pauses, so that requests and typing are answered while a workspace is read. */
const sliceMilliseconds = 20;

/** Told of every file or folder that cannot be read, with the key of the reason and its parameters. */
export type OnUnreadable = (path: string, reason: string, params: Readonly<Record<string, string>>) => void;

/** A workspace folder (or a file that is in none) with its analysis. */
export class AnalysisFolder {
  readonly uri: string;
  readonly analysis: Analysis;
  /** Files that are open in the editor: their text comes from there, not from the disk. */
  readonly open = new Set<string>();
  private readonly host: SourceHost;
  private libraries: ProjectLibraries | undefined;
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
    onUnreadable: OnUnreadable,
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
    for (const known of [...this.analysis.paths(), ...this.analysis.projectFiles()]) {
      if (!listed.has(known) && !this.open.has(known)) this.analysis.remove(known);
    }
    let done = 0;
    let lastPause = performance.now();
    for await (const [path, source] of readAhead(paths, (file) => this.host.read(this.uriOf(file)))) {
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
