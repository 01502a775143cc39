import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Finding } from '../../server/engine/finding.ts';

/** A function that blocked at `parent` and was mended at `fix`. */
export interface Label {
  readonly repository: string;
  readonly parent: string;
  readonly fix: string;
  readonly path: string;
  readonly function: string;
  readonly line: number;
  readonly kind: Remedy;
}

/** How a function was mended: `async def` became `def`, the call moved to a thread, or an asynchronous client took its place. */
export type Remedy = 'sync' | 'offload' | 'client';

const projectFolder = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

/** The file of labels that the options name, else the shared one beside the project. */
export function labelsFileOf(options: readonly string[]): string {
  const at = options.indexOf('--labels');
  return at >= 0
    ? (options[at + 1] ?? '')
    : path.join(projectFolder, '..', 'shared', 'corpus', 'fixed-by-maintainers.tsv');
}

/** The labels of a file. Throws where a row has no kind that is known. */
export function readLabels(file: string): Label[] {
  const [, ...rows] = readFileSync(file, 'utf8').trim().split('\n');
  return rows.map((row) => {
    const [repository = '', parent = '', fix = '', filePath = '', name = '', line = '', kind = ''] = row.split('\t');
    if (kind !== 'sync' && kind !== 'offload' && kind !== 'client')
      throw new Error(`${file}: ${JSON.stringify(kind)} for ${filePath}:${line} is not sync, offload or client`);
    return { repository, parent, fix, path: filePath, function: name, line: Number(line), kind };
  });
}

/** Labels by change, as repository, parent and fix. */
export function changesOf(labels: readonly Label[]): ReadonlyMap<string, Label[]> {
  return Map.groupBy(labels, (label) => `${label.repository} ${label.parent} ${label.fix}`);
}

/** Whether a finding stands in the labelled function. */
export function concerns(finding: Finding, label: Label): boolean {
  const name = finding.function;
  return finding.path === label.path && (name === label.function || name.endsWith(`.${label.function}`));
}
