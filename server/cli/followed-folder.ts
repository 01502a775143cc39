import { realpathSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { AgentRoot } from '../agents/agent-workspace.ts';
import { pathOfUri } from '../agents/workspace-paths.ts';
import type { Analysis } from '../engine/analysis.ts';
import type { Syntax } from '../engine/syntax.ts';
import { AnalysisFolder } from '../lsp/analysis-folder.ts';
import type { EditorSettings } from '../lsp/folder-configuration.ts';
import { missingReason } from '../lsp/missing-reason.ts';
import { fileSystemHost } from '../lsp/source-host.ts';

/** How a long-lived program looks at a folder. */
export interface FollowOptions {
  /** What goes before the configuration file of the folder. */
  readonly settings: EditorSettings;
  /** Environment of the libraries (folder or interpreter), `none`, or undefined: the configured or the usual one. */
  readonly python: string | undefined;
}

/** A folder whose analysis is kept between questions, and brought up to date before each. */
export class FollowedFolder implements AgentRoot {
  readonly folder: string;
  readonly realFolder: string;
  private readonly path: string;
  private readonly options: FollowOptions;
  private readonly inner: AnalysisFolder;
  private hasLibraries = false;

  /** @param folder Absolute path. */
  constructor(folder: string, syntax: Syntax, options: FollowOptions) {
    const uri = pathToFileURL(folder).href.replace(/\/$/, '');
    this.path = folder;
    this.folder = pathOfUri(uri);
    this.realFolder = pathOfUri(pathToFileURL(realPath(folder)).href).replace(/\/$/, '');
    this.options = options;
    this.inner = new AnalysisFolder(uri, syntax, options.settings, fileSystemHost);
    this.inner.rememberStamps();
  }

  get analysis(): Analysis {
    return this.inner.analysis;
  }

  /** Reads what has changed on the disk, forgets what is gone. Rejects when the folder itself cannot be read. */
  async refresh(): Promise<void> {
    await readdir(this.path);
    const isOther = await this.inner.readConfiguration();
    await this.inner.readChanged(() => {});
    if (isOther || !this.hasLibraries) {
      this.inner.openLibraries(this.options.python ?? this.inner.configuration.settings.python);
      this.hasLibraries = true;
    } else this.inner.refreshLibraries();
  }

  /** Writes what was found in libraries to the user's cache. Never rejects. */
  keepLibraries(): Promise<void> {
    return this.inner.keepLibraries();
  }

  whyNotRead(path: string): Promise<string> {
    return missingReason(fileSystemHost, this.inner, path);
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
