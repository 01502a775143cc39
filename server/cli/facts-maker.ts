import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import manifest from '../../package.json' with { type: 'json' };

/**
 * What makes the facts of this program, as a version with build metadata: facts of another maker may be others. The sources, which
 * change without anybody counting, are one maker.
 */
export function factsMaker(program = import.meta.filename): string {
  if (!program.endsWith('.mjs')) return `${manifest.version}+sources`;
  const digest = createHash('sha256').update(readFileSync(program)).digest('hex');
  return `${manifest.version}+${digest.slice(0, 12)}`;
}
