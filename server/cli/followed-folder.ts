import { realpathSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { AgentRoot } from '../agents/agent-workspace.ts';
import { pathOfUri } from '../agents/workspace-paths.ts';
import type { Analysis, AnalysisSettings } from '../engine/analysis.ts';
import type { Syntax } from '../engine/syntax.ts';
import { readAhead } from '../host/read-ahead.ts';
import { AnalysisFolder } from '../lsp/analysis-folder.ts';
import { missingReason } from '../lsp/missing-reason.ts';
import { fileSystemHost } from '../lsp/source-host.ts';

/** How a long-lived program looks at a folder. */
export interface FollowOptions {
  readonly settings: AnalysisSettings;
  /** Environment of the libraries (folder or interpreter), `none`, or undefined: the usual one. */
  readonly python: string | undefined;
}

/** A folder whose analysis is kept between questions, and brought up to date before each. */
export class FollowedFolder implements AgentRoot {
  readonly folder: string;
  readonly realFolder: string;
  private readonly options: FollowOptions;
  private readonly inner: AnalysisFolder;
  /** What each file was like when it was read: its time and its size. */
  private readonly stamps = new Map<string, string>();
  private hasLibraries = false;

  /** @param folder Absolute path. */
  constructor(folder: string, syntax: Syntax, options: FollowOptions) {
    const uri = pathToFileURL(folder).href.replace(/\/$/, '');
    this.folder = pathOfUri(uri);
    this.realFolder = pathOfUri(pathToFileURL(realPath(folder)).href).replace(/\/$/, '');
    this.options = options;
    this.inner = new AnalysisFolder(uri, syntax, options.settings, fileSystemHost);
  }

  get analysis(): Analysis {
    return this.inner.analysis;
  }

  /** Reads what has changed on the disk, forgets what is gone. Rejects when the folder itself cannot be read. */
  async refresh(): Promise<void> {
    const { analysis, stamps } = this;
    const paths = await fileSystemHost.list(this.inner.uri, this.options.settings.exclude, () => {});
    const listed = new Set(paths);
    for (const known of [...stamps.keys()].filter((path) => !listed.has(path))) {
      analysis.remove(known);
      stamps.delete(known);
    }
    for await (const [path, stamp] of readAhead(paths, (file) => this.stampOf(file))) {
      if (stamps.get(path) === stamp) continue;
      // The stamp is older than the text, so that a change in between is seen the next time.
      stamps.set(path, stamp);
      await this.inner.read(path, () => {});
    }
    if (!this.hasLibraries) {
      this.inner.openLibraries(this.options.python);
      this.hasLibraries = true;
    } else this.inner.refreshLibraries();
  }

  /** Writes what was found in libraries to the user's cache. Never rejects. */
  keepLibraries(): Promise<void> {
    return this.inner.keepLibraries();
  }

  whyNotRead(path: string): Promise<string> {
    return missingReason(fileSystemHost, this.inner.uriOf(path), path, this.options.settings.exclude);
  }

  private async stampOf(path: string): Promise<string> {
    try {
      const { mtimeMs, size, ino } = await stat(fileURLToPath(this.inner.uriOf(path)));
      return `${mtimeMs} ${size} ${ino}`;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? '?';
    }
  }
}

/** Without symbolic links; a path of nothing stays as it is. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
