import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Finding } from '../engine/finding.ts';
import { formatMessage, type Language } from '../messages/format-message.ts';
import { type FindingIdentity, identityKey, identityOf } from './finding-identity.ts';
import type { OpenedAnalysis } from './open-analysis.ts';
import { InputError } from './open-analysis.ts';
import { shownPath } from './shown-path.ts';

/** Findings that are known, each with how often it is there. */
interface BaselineEntry extends FindingIdentity {
  readonly count: number;
}

/** What comparing with a baseline gives. */
export interface BaselineComparison {
  /** Findings that the baseline does not hold. */
  readonly added: readonly Finding[];
  /** How many are in it. */
  readonly known: number;
  /** How many of its findings in the files that were checked are no longer there. */
  readonly gone: number;
}

/** A file of findings that a project has decided to live with. Its paths are relative to its own folder. */
export class BaselineFile {
  private readonly file: string;
  private readonly language: Language;

  /** @param file As the user wrote it, for messages too. */
  constructor(file: string, language: Language) {
    this.file = file;
    this.language = language;
  }

  /** Compares all findings of the files that were asked for with it. Throws `InputError` where it is missing or broken. */
  async compare(findings: readonly Finding[], opened: OpenedAnalysis): Promise<BaselineComparison> {
    const entries = await this.read();
    if (!entries) throw this.error('baseline.missing');
    const left = new Map(entries.map((entry) => [identityKey(entry), entry.count]));
    const added = findings.filter((finding) => {
      const key = identityKey(this.identity(finding, opened));
      const count = left.get(key) ?? 0;
      if (count > 0) left.set(key, count - 1);
      return count === 0;
    });
    const gone = entries
      .filter((entry) => this.isAsked(entry, opened))
      .reduce((sum, entry) => sum + (left.get(identityKey(entry)) ?? 0), 0);
    return { added, known: findings.length - added.length, gone };
  }

  /**
   * Writes the findings; entries of files that were not asked for stay. Gives how many are in it. Throws `InputError` where it
   * is broken or cannot be written.
   */
  async write(findings: readonly Finding[], opened: OpenedAnalysis): Promise<number> {
    const entries = new Map<string, BaselineEntry>();
    for (const entry of (await this.read()) ?? [])
      if (!this.isAsked(entry, opened)) entries.set(identityKey(entry), entry);
    for (const finding of findings) {
      const identity = this.identity(finding, opened);
      const key = identityKey(identity);
      entries.set(key, { ...identity, count: (entries.get(key)?.count ?? 0) + 1 });
    }
    const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => `    ${JSON.stringify(entry)}`);
    const list = sorted.length === 0 ? '[]' : `[\n${sorted.join(',\n')}\n  ]`;
    try {
      await writeFile(this.file, `{\n  "version": 1,\n  "findings": ${list}\n}\n`);
    } catch (error) {
      throw this.error('input.unwritable', { code: (error as NodeJS.ErrnoException).code ?? '?' });
    }
    return [...entries.values()].reduce((sum, { count }) => sum + count, 0);
  }

  private identity(finding: Finding, opened: OpenedAnalysis): FindingIdentity {
    const absolute = path.resolve(opened.root, finding.path);
    const relative = path.relative(this.folder(), absolute).split(path.sep).join('/');
    return identityOf(finding, relative, opened.lineOf(finding.path, finding.range.start.line));
  }

  private isAsked(entry: BaselineEntry, opened: OpenedAnalysis): boolean {
    const relative = path.relative(opened.root, path.resolve(this.folder(), entry.path)).split(path.sep).join('/');
    return !relative.startsWith('../') && opened.isAsked(relative);
  }

  private folder(): string {
    return path.dirname(path.resolve(this.file));
  }

  /** Undefined where there is no such file. */
  private async read(): Promise<readonly BaselineEntry[] | undefined> {
    let text: string;
    try {
      text = await readFile(this.file, 'utf8');
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '?';
      if (code === 'ENOENT') return undefined;
      throw this.error('baseline.unreadable', { code });
    }
    return this.parse(text);
  }

  private parse(text: string): readonly BaselineEntry[] {
    const broken = (key: string, params?: Record<string, string>) =>
      this.error('baseline.broken', { reason: formatMessage(this.language, key, params) });
    let content: { version?: unknown; findings?: unknown } | null;
    try {
      content = JSON.parse(text);
    } catch {
      throw broken('baseline.no json');
    }
    if (content?.version !== 1 || !Array.isArray(content.findings)) throw broken('baseline.wrong shape');
    for (const [index, entry] of content.findings.entries())
      if (!isEntry(entry)) throw broken('baseline.wrong entry', { number: String(index + 1) });
    return content.findings;
  }

  private error(key: string, params: Record<string, string> = {}): InputError {
    return new InputError(formatMessage(this.language, key, { file: shownPath(path.resolve(this.file)), ...params }));
  }
}

function isEntry(entry: Partial<BaselineEntry> | null): entry is BaselineEntry {
  const texts = [entry?.path, entry?.rule, entry?.function, entry?.line];
  return texts.every((value) => typeof value === 'string') && Number.isSafeInteger(entry?.count);
}
