import { formatMessage } from '../messages/format-message.ts';
import type { AnalysisFolder } from './analysis-folder.ts';
import type { SourceHost } from './source-host.ts';

/** Why a Python file that no analysis has is in none, as a sentence in English: it is not there, cannot be read, or is left out. */
export async function missingReason(host: SourceHost, folder: AnalysisFolder, path: string): Promise<string> {
  const source = await host.read(folder.uriOf(path));
  if ('text' in source)
    return folder.isWanted(path)
      ? 'it is not analysed yet: ask again'
      : 'it is left out: it is excluded, hidden, ignored by git, or in an environment or cache';
  if (source.params.code === 'ENOENT' || source.params.code === 'ENOTDIR') return 'there is no such file';
  if (source.params.code === 'EISDIR') return 'it is a folder';
  return formatMessage('en', source.reason, source.params);
}
