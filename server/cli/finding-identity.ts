import { createHash } from 'node:crypto';
import type { Finding } from '../engine/finding.ts';
import { lineStartsOf } from '../engine/line-index.ts';

/** What a finding is told by, however far its line moves. */
export interface FindingIdentity {
  readonly path: string;
  readonly rule: string;
  /** Qualified name of the function. */
  readonly function: string;
  /** The text of the line, without its indentation and with single spaces. */
  readonly line: string;
}

/**
 * What a finding is told by. Several findings may share it.
 *
 * @param path How its file is named there.
 * @param line The line that it begins on, as `lineOf` gives it.
 */
export function identityOf(finding: Finding, path: string, line: string): FindingIdentity {
  return { path, rule: finding.rule, function: finding.function, line };
}

/** A line (from 0) of a text, without its indentation and with single spaces. */
export function lineOf(text: string, line: number, starts: readonly number[] = lineStartsOf(text)): string {
  return text
    .slice(starts[line], starts[line + 1])
    .trim()
    .replace(/\s+/g, ' ');
}

/** One text for an identity. */
export function identityKey({ path, rule, function: name, line }: FindingIdentity): string {
  return [path, rule, name, line].join('\0');
}

/** Short texts for findings that stay the same when lines move; of those that share an identity, each has its own. */
export class Fingerprints {
  private readonly seen = new Map<string, number>();

  next(identity: FindingIdentity): string {
    const key = identityKey(identity);
    const count = (this.seen.get(key) ?? 0) + 1;
    this.seen.set(key, count);
    return createHash('sha256').update(`${key}\0${count}`).digest('hex').slice(0, 32);
  }
}
