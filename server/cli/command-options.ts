import { parseArgs } from 'node:util';
import { nearestName } from '../engine/nearest-name.ts';
import { formatMessage, type Language } from '../messages/format-message.ts';
import { isLanguage } from '../messages/language.ts';
import type { Command, CommandOption } from './command-table.ts';

/** A command line that cannot be understood; the message is in the user's language. */
export class UsageError extends Error {}

/** The options and arguments of a command line, checked against the table of commands. */
export class CommandOptions {
  readonly language: Language;
  /** What is neither an option nor the value of one. */
  readonly positionals: readonly string[];
  private readonly values: ReadonlyMap<string, readonly (string | undefined)[]>;

  constructor(
    language: Language,
    positionals: readonly string[],
    values: ReadonlyMap<string, readonly (string | undefined)[]>,
  ) {
    this.language = language;
    this.positionals = positionals;
    this.values = values;
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  /** The last value that was given; undefined without one. */
  value(name: string): string | undefined {
    return this.values.get(name)?.at(-1);
  }

  /** All values that were given, in their order. */
  all(name: string): readonly string[] {
    return (this.values.get(name) ?? []).flatMap((value) => value ?? []);
  }

  /** The value as one of those that the table allows; `otherwise` where the option was not given. */
  choice<T extends string, Default extends T | undefined>(
    name: string,
    allowed: readonly T[],
    otherwise: Default,
  ): T | Default {
    return allowed.find((candidate) => candidate === this.value(name)) ?? otherwise;
  }
}

/** The language that a command line asks for, whatever else is wrong with it. */
export function languageOf(args: readonly string[]): Language {
  const index = args.findLastIndex((arg) => arg === '--language' || arg.startsWith('--language='));
  const given = args[index]?.split('=')[1] ?? args[index + 1];
  return index >= 0 && isLanguage(given) ? given : 'en';
}

/** Understands the command line of a command. Throws `UsageError` that names what is wrong and the nearest right name. */
export function parseOptions(command: Command, args: readonly string[]): CommandOptions {
  const language = languageOf(args);
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(command.options.map(parsedAs)),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values = new Map<string, (string | undefined)[]>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const option = command.options.find(({ name }) => name === token.name);
    if (!option) throw unknownOption(command, token.rawName, language);
    checkValue(option, token, language);
    values.set(option.name, [...(values.get(option.name) ?? []), token.value]);
  }
  if (!values.has('help')) checkPositionals(command, positionals, language);
  return new CommandOptions(language, positionals, values);
}

function parsedAs(option: CommandOption) {
  const type = option.value !== undefined && !option.isValueOptional ? ('string' as const) : ('boolean' as const);
  return [option.name, option.short === undefined ? { type } : { type, short: option.short }] as const;
}

function checkValue(
  option: CommandOption,
  { rawName, value, inlineValue }: { rawName: string; value: string | undefined; inlineValue: boolean | undefined },
  language: Language,
): void {
  const say = (key: string, params: Record<string, string>) => new UsageError(formatMessage(language, key, params));
  if (option.value === undefined) {
    if (value !== undefined) throw say('cli.value given', { option: rawName });
    return;
  }
  if (option.isValueOptional && value === undefined) return;
  if (value === undefined || value === '' || (!inlineValue && /^-./.test(value)))
    throw say('cli.value missing', { option: rawName, value: option.value });
  if (option.choices && !option.choices.includes(value)) throw noSuchChoice(rawName, value, option.choices, language);
}

function checkPositionals({ argument }: Command, positionals: readonly string[], language: Language): void {
  const extra = positionals[argument ? 1 : 0];
  if (extra !== undefined && !argument?.isRepeated)
    throw new UsageError(formatMessage(language, 'cli.argument given', { argument: extra }));
  const [first] = positionals;
  if (argument?.isRequired && first === undefined)
    throw new UsageError(
      formatMessage(language, 'cli.argument missing', { argument: argument.choices?.join('|') ?? argument.name }),
    );
  if (argument?.choices && first !== undefined && !argument.choices.includes(first))
    throw noSuchChoice(argument.name, first, argument.choices, language);
}

function noSuchChoice(option: string, value: string, choices: readonly string[], language: Language): UsageError {
  const nearest = nearestName(value, choices);
  const params = { option, value, choices: choices.join(', '), ...(nearest === undefined ? {} : { nearest }) };
  return new UsageError(formatMessage(language, 'cli.no such choice', params));
}

function unknownOption(command: Command, written: string, language: Language): UsageError {
  const nearest = nearestName(
    written,
    command.options.map(({ name }) => `--${name}`),
  );
  const params = { name: written, ...(nearest === undefined ? {} : { nearest }) };
  return new UsageError(formatMessage(language, 'cli.unknown option', params));
}
