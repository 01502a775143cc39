import type { Finding } from '../engine/finding.ts';
import type { GitChanges } from '../host/git-changes.ts';
import { linesInFile } from './lines-in-file.ts';
import type { OpenedAnalysis } from './open-analysis.ts';

/**
 * Whether a finding touches what has changed: a changed line is in the function that it stands in, or in that of any step of its
 * chain. A `def` that becomes an `async def` changes what its body does, so lines of their own would not be enough.
 */
export function touchesChange({ files }: GitChanges, opened: OpenedAnalysis, finding: Finding): boolean {
  const own = { path: finding.path, range: finding.range, function: finding.function };
  return [own, ...finding.chain].some(({ path, range, function: name }) => {
    const changed = files.get(path);
    if (changed === undefined || changed === 'all') return changed === 'all';
    const around = opened.analysis
      .definitions(path)
      .find(
        (one) =>
          one.name === name && one.range.start.line <= range.start.line && range.start.line <= one.range.end.line,
      );
    const { first, last } = linesInFile(opened, { path, range: around?.range ?? range });
    return changed.some(({ from, to }) => from <= last + 1 && to >= first + 1);
  });
}
