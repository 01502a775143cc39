import type { Finding } from '../engine/finding.ts';
import { formatMessage, type Language } from '../messages/format-message.ts';
import type { OpenedAnalysis } from './open-analysis.ts';
import type { ProgressBar } from './progress-bar.ts';

/** The findings of all files that were asked for, in the order of paths and places, while a bar shows how far it is. */
export function findAll({ analysis, isAsked }: OpenedAnalysis, progress: ProgressBar, language: Language): Finding[] {
  const paths = analysis.paths().filter(isAsked).sort();
  const label = formatMessage(language, 'progress.checking');
  return paths.flatMap((path, index) => {
    progress.show(label, index, paths.length);
    return analysis.findings(path);
  });
}
