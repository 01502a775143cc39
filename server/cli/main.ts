import manifest from '../../package.json' with { type: 'json' };
import { nearestName } from '../engine/nearest-name.ts';
import { formatMessage, plainMessage } from '../messages/format-message.ts';
import { runCheck } from './check-command.ts';
import { type CommandOptions, languageOf, parseOptions, UsageError } from './command-options.ts';
import { commands } from './command-table.ts';
import { runCompletion } from './completion-command.ts';
import { runExplain } from './explain-command.ts';
import { runFacts } from './facts-command.ts';
import { runFix } from './fix-command.ts';
import { runInit } from './init-command.ts';
import { runLink } from './link-command.ts';
import { InputError } from './open-analysis.ts';
import { runReport } from './report-command.ts';
import { runRoutes } from './routes-command.ts';
import { commandUsage, programUsage } from './usage-text.ts';
import { runWatch } from './watch-command.ts';

const runs: Readonly<Record<string, (options: CommandOptions) => Promise<number>>> = {
  check: runCheck,
  completion: runCompletion,
  facts: runFacts,
  fix: runFix,
  init: runInit,
  link: runLink,
  // Its libraries are loaded only for it.
  mcp: async (options) => (await import('./mcp-command.ts')).runMcp(options),
  explain: runExplain,
  report: runReport,
  routes: runRoutes,
  watch: runWatch,
};

/** Runs a command line (without the program's name) and gives the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const language = languageOf(args);
  const [name = ''] = args;
  if (['', 'help', '--help', '-h'].includes(name)) {
    process.stdout.write(programUsage(language));
    return name === '' ? 2 : 0;
  }
  if (name === '--version' || name === '-V') {
    process.stdout.write(`loopwise ${manifest.version}\n`);
    return 0;
  }
  const command = commands.find((known) => known.name === name);
  const run = runs[name];
  if (!command || !run) {
    const nearest = nearestName(name, [...Object.keys(runs), '--help', '--version']);
    const params = { name, ...(nearest === undefined ? {} : { nearest }) };
    const key = name.startsWith('-') ? 'cli.unknown option' : 'cli.unknown command';
    process.stderr.write(`loopwise: ${formatMessage(language, key, params)}\n`);
    process.stderr.write(`${plainMessage(language, 'cli.see help', { command: 'loopwise' })}\n`);
    return 2;
  }
  try {
    const options = parseOptions(command, args.slice(1));
    if (options.has('help')) {
      process.stdout.write(commandUsage(command, language));
      return 0;
    }
    return await run(options);
  } catch (error) {
    if (!(error instanceof InputError || error instanceof UsageError)) throw error;
    process.stderr.write(`loopwise ${name}: ${error.message}\n`);
    if (error instanceof UsageError)
      process.stderr.write(`${plainMessage(language, 'cli.see help', { command: `loopwise ${name}` })}\n`);
    return 2;
  }
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever read the output has seen enough, as `head` has.
    if (error.code !== 'EPIPE') throw error;
  });
}
process.exitCode = await main(process.argv.slice(2));
