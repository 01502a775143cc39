import path from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import type { Finding, Severity } from '../engine/finding.ts';
import type { FoundVersion } from '../engine/framework-versions.ts';
import { formatMessage, type Language } from '../messages/format-message.ts';
import { InputError, openAnalysis } from './open-analysis.ts';

const severities: readonly Severity[] = ['error', 'warning', 'information', 'hint'];
const presets = ['recommended', 'strict', 'learning'] as const;

/** `loopwise check`: 0 nothing found or hints only, 1 findings at or above the threshold, 2 bad usage or unreadable input. */
export async function runCheck(args: readonly string[]): Promise<number> {
  const started = performance.now();
  let options: ReturnType<typeof parse>;
  try {
    options = parse(args);
  } catch (error) {
    process.stderr.write(`loopwise check: ${(error as Error).message}\n`);
    return 2;
  }
  const { positionals, severity, format, given, stdinFilename, libraries } = options;
  try {
    const stdin = stdinFilename === undefined ? undefined : { path: stdinFilename, text: await readAll(process.stdin) };
    const paths = stdin && positionals.length === 0 ? [path.dirname(stdin.path)] : positionals;
    const opened = await openAnalysis(paths, given, stdin, libraries);
    const { language } = opened;
    const stdinPath = stdin && path.relative(opened.root, path.resolve(stdin.path)).split(path.sep).join('/');
    const findings = opened.analysis
      .allFindings()
      .filter((finding) => (stdinPath === undefined ? opened.isAsked(finding.path) : finding.path === stdinPath))
      .filter((finding) => isAtLeast(finding.severity, severity ?? 'hint'));
    await opened.keep();
    for (const line of opened.unreadable) process.stderr.write(`${line}\n`);
    const milliseconds = Math.round(performance.now() - started);
    const libraryFiles = opened.analysis.libraryFiles();
    const fastapi = opened.analysis.frameworkVersions();
    const stats = { files: opened.files, libraryFiles, bytes: opened.bytes, milliseconds, fastapi };
    process.stdout.write(format === 'json' ? jsonOf(findings, stats, language) : textOf(findings, stats, language));
    if (opened.isIncomplete) return 2;
    // Advice does not break a build that nobody asked to break for it.
    return findings.some((finding) => isAtLeast(finding.severity, severity ?? 'information')) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    process.stderr.write(`loopwise check: ${error.message}\n`);
    return 2;
  }
}

function parse(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      format: { type: 'string', default: 'text' },
      severity: { type: 'string' },
      config: { type: 'string' },
      preset: { type: 'string' },
      language: { type: 'string' },
      exclude: { type: 'string', multiple: true },
      'stdin-filename': { type: 'string' },
      python: { type: 'string' },
      'no-cache': { type: 'boolean', default: false },
    },
  });
  return {
    positionals,
    format: oneOf('--format', values.format, ['text', 'json'] as const),
    severity: values.severity === undefined ? undefined : oneOf('--severity', values.severity, severities),
    given: {
      config: values.config,
      preset: values.preset === undefined ? undefined : oneOf('--preset', values.preset, presets),
      language: values.language === undefined ? undefined : oneOf('--language', values.language, ['en', 'es'] as const),
      exclude: values.exclude,
    },
    stdinFilename: values['stdin-filename'],
    libraries: { python: values.python, cache: !values['no-cache'] },
  };
}

function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new Error(`${option} "${value}" is not one of ${allowed.join(', ')}`);
  return found;
}

function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(threshold);
}

interface Stats {
  readonly files: number;
  /** Files of installed libraries that calls were followed into. */
  readonly libraryFiles: number;
  readonly bytes: number;
  readonly milliseconds: number;
  /** Versions of FastAPI, each with the file or environment that says so. */
  readonly fastapi: readonly FoundVersion[];
}

function jsonOf(findings: readonly Finding[], stats: Stats, language: Language): string {
  const shown = findings.map((finding) => ({
    rule: finding.rule,
    severity: finding.severity,
    path: finding.path,
    range: finding.range,
    function: finding.function,
    runsOn: finding.runsOn,
    message: formatMessage(language, finding.message, finding.params),
    card: finding.card,
    confidence: finding.confidence,
    likely: finding.isLikely,
    chain: finding.chain.map((step) => ({
      path: step.path,
      line: step.range.start.line,
      function: step.function,
      text: step.text,
    })),
  }));
  return `${JSON.stringify({ version: 1, findings: shown, stats }, undefined, 2)}\n`;
}

function textOf(findings: readonly Finding[], stats: Stats, language: Language): string {
  const lines: string[] = [];
  for (const finding of findings) {
    const { line, character } = finding.range.start;
    const message = formatMessage(language, finding.message, finding.params);
    lines.push(`${finding.path}:${line + 1}:${character + 1} ${finding.severity} ${finding.rule}: ${message}`);
    for (const step of finding.chain.slice(1)) {
      lines.push(`    → ${step.function} (${step.path}:${step.range.start.line + 1}): ${step.text}`);
    }
  }
  const megabytes = (stats.bytes / 2 ** 20).toFixed(1);
  lines.push(
    formatMessage(language, findings.length === 1 ? 'check.summary.one' : 'check.summary', {
      findings: String(findings.length),
      files: String(stats.files),
      ...(stats.files === 1 ? { oneFile: 'yes' } : {}),
      megabytes,
      milliseconds: String(stats.milliseconds),
    }),
  );
  return `${lines.join('\n')}\n`;
}
