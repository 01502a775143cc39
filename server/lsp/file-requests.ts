import type { DecodedSource } from '../host/decode-source.ts';
import type { FolderEntry } from '../host/source-walk.ts';

/** Asks the client what is in folders (`FilesAsked`); the answer has one `FolderRead` for each, in order. */
export const readFoldersRequest = 'loopwise/readFolders';
/** Asks the client for the texts of files (`FilesAsked`); the answer has one `DecodedSource` for each, in order. */
export const readFilesRequest = 'loopwise/readFiles';

/** Parameters of both requests. */
export interface FilesAsked {
  readonly uris: readonly string[];
}

/** What is in a folder, or the code of the reason why that is not known. */
export type FolderRead = { readonly entries: readonly FolderEntry[] } | { readonly code: string };

export type FileRead = DecodedSource;
