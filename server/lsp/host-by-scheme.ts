import type { SourceHost } from './source-host.ts';

/** Reads what is on this machine's disk with one host, and every other folder with another, so that both kinds may be open. */
export function hostByScheme(disk: SourceHost, others: SourceHost): SourceHost {
  const hostOf = (uri: string) => (uri.startsWith('file:') ? disk : others);
  return {
    list: (folderUri, selection, onUnreadable) => hostOf(folderUri).list(folderUri, selection, onUnreadable),
    isListed: (relative, selection, ignored) => disk.isListed(relative, selection, ignored),
    findConfiguration: (folderUri) => hostOf(folderUri).findConfiguration(folderUri),
    stamp: (uri) => hostOf(uri).stamp(uri),
    isFolder: (uri) => hostOf(uri).isFolder(uri),
    uriOfPath: (path) => disk.uriOfPath(path),
    read: (uri) => hostOf(uri).read(uri),
    uriOf: (folderUri, path) => hostOf(folderUri).uriOf(folderUri, path),
    relative: (folderUri, uri) => hostOf(folderUri).relative(folderUri, uri),
    canHaveLibraries: (folderUri) => hostOf(folderUri).canHaveLibraries(folderUri),
    openLibraries: (folderUri, environment) => hostOf(folderUri).openLibraries(folderUri, environment),
  };
}
