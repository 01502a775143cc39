import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type FormerReport, formerReportFrom, historyAfter } from '../report/former-report.ts';
import { reportPage } from '../report/report-page.ts';
import { teamReport } from '../report/team-report.ts';
import { InputError, openAnalysis } from './open-analysis.ts';

/**
 * `loopwise report`: a page for a team, or the same as JSON for the next report to be compared with. Exit code 0, and 2 for bad
 * usage or input that cannot be read.
 */
export async function runReport(args: readonly string[]): Promise<number> {
  try {
    const options = parse(args);
    const former = options.against === undefined ? undefined : await formerReport(options.against);
    const { config, exclude, libraries } = options;
    const opened = await openAnalysis(
      options.paths,
      { config, exclude, language: options.language },
      undefined,
      libraries,
    );
    const { language } = opened;
    const report = teamReport(opened.analysis, {
      project: options.title ?? path.basename(opened.root),
      made: new Date().toISOString(),
      files: opened.files,
      language,
      history: former ? historyAfter(former) : [],
      isAsked: opened.isAsked,
    });
    await opened.keep();
    for (const line of opened.unreadable) process.stderr.write(`${line}\n`);
    const text = options.json ? `${JSON.stringify(report, undefined, 2)}\n` : reportPage(report, { language, former });
    if (options.output === undefined) process.stdout.write(text);
    else await write(options.output, text);
    return opened.isIncomplete ? 2 : 0;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    process.stderr.write(`loopwise report: ${error.message}\n`);
    return 2;
  }
}

function parse(args: readonly string[]) {
  let parsed: ReturnType<typeof parseReport>;
  try {
    parsed = parseReport(args);
  } catch (error) {
    throw new InputError((error as Error).message);
  }
  const { values, positionals } = parsed;
  if (values.html && values.json) throw new InputError('--html and --json cannot be had together');
  const { language } = values;
  if (language !== undefined && language !== 'en' && language !== 'es')
    throw new InputError(`--language "${language}" is not one of en, es`);
  return {
    paths: positionals,
    json: values.json,
    output: values.output,
    against: values.against,
    title: values.title,
    language,
    config: values.config,
    exclude: values.exclude,
    libraries: { python: values.python, cache: !values['no-cache'] },
  } as const;
}

function parseReport(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      html: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      output: { type: 'string' },
      against: { type: 'string' },
      title: { type: 'string' },
      language: { type: 'string' },
      config: { type: 'string' },
      exclude: { type: 'string', multiple: true, default: [] },
      python: { type: 'string' },
      'no-cache': { type: 'boolean', default: false },
    },
  });
}

async function formerReport(file: string): Promise<FormerReport> {
  try {
    return formerReportFrom(await readFile(file, 'utf8'));
  } catch (error) {
    throw new InputError(`--against ${file}: not a report of \`loopwise report --json\`: ${(error as Error).message}`);
  }
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new InputError(`--output ${file}: ${(error as Error).message}`);
  }
}
