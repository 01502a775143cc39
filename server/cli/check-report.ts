import path from 'node:path';
import type { Finding, Fix, Severity } from '../engine/finding.ts';
import type { FoundVersion } from '../engine/framework-versions.ts';
import { formatMessage, type Language } from '../messages/format-message.ts';
import { severities } from './command-table.ts';
import type { OpenedAnalysis } from './open-analysis.ts';
import type { Colours } from './terminal-colours.ts';

export interface CheckStats {
  readonly files: number;
  /** Files of installed libraries that calls were followed into. */
  readonly libraryFiles: number;
  readonly bytes: number;
  readonly milliseconds: number;
  /** Versions of FastAPI, each with the file or environment that says so. */
  readonly fastapi: readonly FoundVersion[];
}

/** What every format of a report is written from. */
export interface CheckReport {
  readonly opened: OpenedAnalysis;
  /** What is reported, in the order of paths and places. */
  readonly findings: readonly Finding[];
  readonly stats: CheckStats;
  readonly language: Language;
  readonly colours: Colours;
  /** Columns that a line may take. */
  readonly width: number;
  /** The least severe finding that makes the check fail. */
  readonly threshold: Severity;
}

/** Whether a severity is a threshold or above it. */
export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(threshold);
}

/** The sentence of a finding. */
export function messageOf({ language }: CheckReport, { message, params }: Finding): string {
  return formatMessage(language, message, params);
}

/** The absolute path of a file of the project or a library. */
export function absolutePath({ opened }: CheckReport, file: string): string {
  return path.resolve(opened.root, file);
}

/** The fixes that mend a finding, the preferred one first; comments that silence it are none. */
export function mendingFixes({ opened }: CheckReport, finding: Finding): readonly Fix[] {
  return opened.analysis.fixes(finding).filter(({ kind }) => kind !== 'suppress');
}

/** Python files that were checked and asked for. */
export function checkedFiles({ opened }: CheckReport): string[] {
  return opened.analysis.paths().filter(opened.isAsked).sort();
}
