import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { decodeSource } from '../server/host/decode-source.ts';
import type { FolderEntry } from '../server/host/source-walk.ts';
import {
  type FileRead,
  type FilesAsked,
  type FolderRead,
  readFilesRequest,
  readFoldersRequest,
} from '../server/lsp/file-requests.ts';

/** Reads for the language server what is on no disk of its own: in a browser, in a repository elsewhere, in memory. */
export function answerFileRequests(server: BaseLanguageClient): vscode.Disposable {
  const each = <Answer>(read: (uri: vscode.Uri) => Promise<Answer>) => {
    return ({ uris }: FilesAsked) => Promise.all(uris.map((uri) => read(server.protocol2CodeConverter.asUri(uri))));
  };
  return vscode.Disposable.from(
    server.onRequest(readFoldersRequest, each(readFolder)),
    server.onRequest(readFilesRequest, each(readFile)),
  );
}

async function readFolder(uri: vscode.Uri): Promise<FolderRead> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(uri);
    return { entries: entries.map(([name, type]): FolderEntry => ({ name, kind: kindOf(type) })) };
  } catch (error) {
    return { code: codeOf(error) };
  }
}

async function readFile(uri: vscode.Uri): Promise<FileRead> {
  try {
    return decodeSource(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    return { reason: 'reason.unreadable', params: { code: codeOf(error) } };
  }
}

/** A link has a bit of its own beside that of what it leads to. */
function kindOf(type: vscode.FileType): FolderEntry['kind'] {
  if (type === vscode.FileType.Directory) return 'folder';
  return (type & vscode.FileType.File) !== 0 ? 'file' : 'other';
}

function codeOf(error: unknown): string {
  return error instanceof vscode.FileSystemError ? error.code : String(error);
}
