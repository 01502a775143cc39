import type { Connection } from 'vscode-languageserver';
import { URI, Utils } from 'vscode-uri';
import { configurationFileNames, readConfiguration } from '../config/configuration-file.ts';
import { isListedPath, walkSources } from '../host/source-walk.ts';
import { type FileRead, type FolderRead, readFilesRequest, readFoldersRequest } from './file-requests.ts';
import { RequestBatch } from './request-batch.ts';
import type { SourceHost } from './source-host.ts';

/** Folders or files that one request asks for: enough that waiting does not count, few enough to be given up soon. */
const mostOfRequest = 64;

/**
 * The files that only the client can read: those of a browser, of a repository that is elsewhere, of a file system in memory.
 * No libraries are installed there, and nothing above a folder is read.
 */
export function clientFiles(connection: Connection): SourceHost {
  const folders = new RequestBatch<FolderRead>(
    (uris) => connection.sendRequest(readFoldersRequest, { uris }),
    mostOfRequest,
  );
  const files = new RequestBatch<FileRead>((uris) => connection.sendRequest(readFilesRequest, { uris }), mostOfRequest);
  const uriOf = (folderUri: string, path: string) =>
    (path === '' ? URI.parse(folderUri) : Utils.resolvePath(URI.parse(folderUri), path)).toString();
  const textAt = async (uri: string) => {
    const answer = await files.ask(uri).catch(() => undefined);
    return answer && 'text' in answer ? answer.text : undefined;
  };
  return {
    list(folderUri, selection, onUnreadable) {
      const entries = async (relative: string) => {
        const answer = await folders.ask(uriOf(folderUri, relative));
        if ('code' in answer) throw Object.assign(new Error(answer.code), { code: answer.code });
        return answer.entries;
      };
      const reader = { entries, text: async (file: string) => (await textAt(uriOf(folderUri, file))) ?? '' };
      return walkSources(reader, selection, (folder, error) => onUnreadable(folder, codeOf(error)));
    },
    isListed: isListedPath,
    async findConfiguration(folderUri) {
      for (const name of configurationFileNames) {
        const text = await textAt(uriOf(folderUri, name));
        const read = text === undefined ? undefined : readConfiguration(name, text);
        if (!read) continue;
        // There is no environment to look into.
        const { python: _, ...configuration } = read.configuration;
        return { file: name, configuration, mistakes: read.mistakes, down: '' };
      }
      return undefined;
    },
    async read(uri) {
      try {
        return await files.ask(uri);
      } catch (error) {
        return { reason: 'reason.unreadable', params: { code: codeOf(error) } };
      }
    },
    // The client tells of every change.
    stamp: async () => undefined,
    isFolder: () => true,
    uriOfPath: (path) => URI.file(path).toString(),
    uriOf,
    relative(folderUri, uri) {
      const folder = URI.parse(folderUri);
      const file = URI.parse(uri);
      const isElsewhere =
        folder.scheme !== file.scheme || folder.authority !== file.authority || folder.query !== file.query;
      const start = folder.path.endsWith('/') ? folder.path : `${folder.path}/`;
      return isElsewhere || !file.path.startsWith(start) ? undefined : file.path.slice(start.length);
    },
    canHaveLibraries: () => false,
    openLibraries: () => undefined,
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error);
}
