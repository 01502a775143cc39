import { formatMessage, type Language, plainMessage } from '../messages/format-message.ts';
import { type Command, type CommandArgument, type CommandOption, commands } from './command-table.ts';
import { displayWidth, wrapWords } from './terminal-text.ts';

/** How wide usage texts are, in columns. */
const width = 100;

/** The usage of the program: what commands there are. */
export function programUsage(language: Language): string {
  const say = (key: string) => formatMessage(language, key);
  const rows = commands.map(({ name, summary, argument }) => [
    `  ${[name, ...argumentUsage(argument)].join(' ')}`,
    say(summary),
  ]);
  return [
    say('cli.about'),
    '',
    `${say('cli.usage')}: loopwise COMMAND`,
    '',
    `${say('cli.commands')}:`,
    ...inColumns(rows),
    '',
    `${say('cli.options')}:`,
    ...inColumns([
      ['  -h, --help', say('cli.option.help')],
      ['  -V, --version', say('cli.option.version')],
    ]),
    '',
    plainMessage(language, 'cli.more'),
    '',
    ...wrapWords(say('cli.exit codes'), width),
    '',
  ].join('\n');
}

/** The usage of one command: its arguments and options. */
export function commandUsage(command: Command, language: Language): string {
  const say = (key: string, params?: Record<string, string>) => formatMessage(language, key, params);
  const rows = command.options.map((option) => [`  ${optionUsage(option)}`, optionHelp(option, language)]);
  return [
    say(command.summary),
    '',
    `${say('cli.usage')}: ${['loopwise', command.name, '[OPTIONS]', ...argumentUsage(command.argument)].join(' ')}`,
    '',
    `${say('cli.options')}:`,
    ...inColumns(rows),
    '',
    ...wrapWords(say('cli.exit codes'), width),
    '',
  ].join('\n');
}

function argumentUsage(argument: CommandArgument | undefined): string[] {
  if (!argument) return [];
  const name = argument.choices?.join('|') ?? argument.name;
  const shown = argument.isRepeated ? `${name}…` : name;
  return [argument.isRequired ? shown : `[${shown}]`];
}

function optionUsage({ name, short, value, isValueOptional }: CommandOption): string {
  const long = `--${name}${value === undefined ? '' : isValueOptional ? `[=${value}]` : ` ${value}`}`;
  return short === undefined ? long : `-${short}, ${long}`;
}

function optionHelp({ help, choices, isRepeated, default: usual }: CommandOption, language: Language): string {
  const say = (key: string, params?: Record<string, string>) => formatMessage(language, key, params);
  const more = [
    ...(choices ? [say('cli.one of', { choices: choices.join(', ') })] : []),
    ...(usual === undefined ? [] : [say('cli.default', { value: usual })]),
    ...(isRepeated ? [say('cli.repeated')] : []),
  ];
  return more.length === 0 ? say(help) : `${say(help)} (${more.join('; ')})`;
}

/** Two columns, the second one wrapped. */
function inColumns(rows: readonly (readonly string[])[]): string[] {
  const first = Math.max(...rows.map(([left = '']) => displayWidth(left))) + 2;
  return rows.flatMap(([left = '', right = '']) =>
    wrapWords(right, width - first).map((line, index) => {
      const start = index === 0 ? left : '';
      return start + ' '.repeat(first - displayWidth(start)) + line;
    }),
  );
}
