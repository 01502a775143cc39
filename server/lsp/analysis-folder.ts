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
  /** Files that are open in the editor, with the URI that it gives them: their text comes from there, not from the disk. */
  readonly open = new Map<string, string>();
  private readonly host: SourceHost;
  private libraries: ProjectLibraries | undefined;
  private reading = 0;
  /** What each file was like on the disk when it was read; undefined where the client watches the files. */
  private stamps: Map<string, string | undefined> | undefined;

  constructor(uri: string, syntax: Syntax, settings: AnalysisSettings, host: SourceHost) {
    this.uri = uri;
    this.host = host;
    this.analysis = new Analysis(syntax, settings);
  }

  /** The URI of a file, spelled as the editor does where it has it open. */
  uriOf(path: string): string {
    return this.open.get(path) ?? this.host.uriOf(this.uri, path);
  }

  /** Remembers what files are like from the next reading on, for `readChanged`. */
  rememberStamps(): void {
    this.stamps ??= new Map();
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
    const paths = await this.list(exclude, onUnreadable);
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
  async readChanged(exclude: readonly string[], onUnreadable: OnUnreadable): Promise<boolean> {
    const { stamps, reading } = this;
    if (!stamps) return false;
    // What cannot be read has been said before.
    const paths = await this.list(exclude, () => {});
    let hasChanged = this.removeAllBut(paths);
    for await (const [path, stamp] of readAhead(paths, (file) => this.host.stamp(this.uriOf(file)))) {
      if (this.reading !== reading) return false;
      if (stamps.get(path) === stamp || this.open.has(path)) continue;
      this.take(path, await this.readStamped(path), onUnreadable);
      hasChanged = true;
    }
    return hasChanged;
  }

  private async list(exclude: readonly string[], onUnreadable: OnUnreadable): Promise<string[]> {
    try {
      return await this.host.list(this.uri, exclude, (folder, code) =>
        onUnreadable(folder, 'reason.unreadable', { code }),
      );
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
