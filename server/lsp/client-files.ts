import type { Connection } from 'vscode-languageserver';
import { URI, Utils } from 'vscode-uri';
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
  return {
    async list(folderUri, exclude, onUnreadable) {
      const read = async (relative: string) => {
        const answer = await folders.ask(uriOf(folderUri, relative));
        if ('code' in answer) throw Object.assign(new Error(answer.code), { code: answer.code });
        return answer.entries;
      };
      const found = await walkSources(read, exclude, (folder, error) => onUnreadable(folder, codeOf(error)));
      return found.sort();
    },
    isListed: isListedPath,
    async read(uri) {
      try {
        return await files.ask(uri);
      } catch (error) {
        return { reason: 'reason.unreadable', params: { code: codeOf(error) } };
      }
    },
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
