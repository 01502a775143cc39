import { formatMessage } from '../messages/format-message.ts';
import type { CommandOptions } from './command-options.ts';
import { checkFormats } from './command-table.ts';
import { openFacts } from './open-facts.ts';
import { ProgressBar } from './progress-bar.ts';
import { checkTogether, reportFindings } from './report-findings.ts';

/** The formats that show code or fixes. */
const needingSources: ReadonlySet<string> = new Set(['text', 'concise', 'sarif']);

/** `loopwise link`: what `loopwise check` reports of the files in documents of facts, with the same exit codes. */
export async function runLink(options: CommandOptions): Promise<number> {
  const started = performance.now();
  checkTogether(options);
  const progress = new ProgressBar(process.stderr);
  const format = options.choice('format', checkFormats, 'text');
  const opened = await openFacts(options, progress, needingSources.has(format)).finally(() => progress.end());
  return reportFindings(opened, options, progress, started, () => {
    const { language, missing, files } = opened;
    if (missing === 0) return;
    const counts = {
      missing: String(missing),
      files: String(files),
      ...(missing === 1 ? { one: 'yes' } : {}),
      ...(files === 1 ? { oneFile: 'yes' } : {}),
    };
    process.stderr.write(`${formatMessage(language, 'link.without sources', counts)}\n`);
  });
}
