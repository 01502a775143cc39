import { allRules } from '../engine/rules/all-rules.ts';
import { readCards } from '../host/read-cards.ts';
import { formatMessage, type Language } from '../messages/format-message.ts';
import type { CommandOptions } from './command-options.ts';
import { type Command, type CommandArgument, type CommandOption, commands, shells } from './command-table.ts';

/** What all scripts are made from. */
interface Completed {
  readonly language: Language;
  /** Names of rules and cards. */
  readonly explained: readonly string[];
}

const scripts: Readonly<Record<(typeof shells)[number], (completed: Completed) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** `loopwise completion`: the script that makes a shell complete commands, options and their values. */
export async function runCompletion(options: CommandOptions): Promise<number> {
  const cards = await readCards(import.meta.dirname);
  const explained = [...allRules.map(({ name }) => name), ...cards.inOrder('en').map(({ id }) => id)];
  const shell = shells.find((known) => known === options.positionals[0]) ?? 'bash';
  process.stdout.write(scripts[shell]({ language: options.language, explained }));
  return 0;
}

function bashScript({ explained }: Completed): string {
  const names = commands.map(({ name }) => name).join(' ');
  const cases = commands.map((command) => {
    const values = command.options.flatMap((option) => {
      if (option.value === undefined || option.isValueOptional) return [];
      const reply = option.choices
        ? `COMPREPLY=($(compgen -W "${option.choices.join(' ')}" -- "$current"))`
        : option.completes === 'file'
          ? 'COMPREPLY=($(compgen -f -- "$current"))'
          : 'COMPREPLY=()';
      return [`        --${option.name}) ${reply}; return ;;`];
    });
    const flags = command.options.map(({ name }) => `--${name}`).join(' ');
    return `    ${command.name})
      case "$previous" in
${values.join('\n')}
      esac
      if [[ "$current" == -* ]]; then COMPREPLY=($(compgen -W "${flags}" -- "$current")); return; fi
      ${bashArgument(command.argument, explained)}
      ;;`;
  });
  return `# Completion of loopwise for bash: source <(loopwise completion bash)
_loopwise() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  COMPREPLY=()
  if (( COMP_CWORD == 1 )); then
    COMPREPLY=($(compgen -W "${names} --help --version" -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
}
complete -o filenames -F _loopwise loopwise
`;
}

function bashArgument(argument: CommandArgument | undefined, explained: readonly string[]): string {
  const words = argument?.choices ?? (argument?.completes === 'explained' ? explained : undefined);
  if (words) return `COMPREPLY=($(compgen -W "${words.join(' ')}" -- "$current"))`;
  return argument?.completes === 'file' ? 'COMPREPLY=($(compgen -f -- "$current"))' : ':';
}

function zshScript({ language, explained }: Completed): string {
  const list = commands.map(({ name, summary }) => `    ${quoted(`${name}:${formatMessage(language, summary)}`)}`);
  const cases = commands.map((command) => {
    const specs = [
      ...command.options.map((option) => zshOption(option, language)),
      ...zshArgument(command.argument, explained),
    ];
    return `    ${command.name}) _arguments ${specs.map((spec) => `\\\n      ${quoted(spec)}`).join(' ')} ;;`;
  });
  return `#compdef loopwise
# Completion of loopwise for zsh: source <(loopwise completion zsh)
_loopwise() {
  local -a commands
  commands=(
${list.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
compdef _loopwise loopwise
`;
}

function zshOption(
  { name, help, value, choices, completes, isRepeated, isValueOptional }: CommandOption,
  language: Language,
) {
  const repeat = isRepeated ? '*' : '';
  const text = formatMessage(language, help).replace(/[[\]:]/g, '\\$&');
  if (value === undefined) return `${repeat}--${name}[${text}]`;
  const action = choices ? `(${choices.join(' ')})` : completes === 'file' ? '_files' : ' ';
  return `${repeat}--${name}${isValueOptional ? '=-' : '='}[${text}]:${isValueOptional ? ':' : ''}${value.toLowerCase()}:${action}`;
}

function zshArgument(argument: CommandArgument | undefined, explained: readonly string[]): string[] {
  if (!argument) return [];
  const words = argument.choices ?? (argument.completes === 'explained' ? explained : undefined);
  const action = words ? `(${words.join(' ')})` : '_files';
  return [`${argument.isRepeated ? '*' : '1'}:${argument.name.toLowerCase()}:${action}`];
}

function fishScript({ language, explained }: Completed): string {
  const lines = commands.flatMap((command) => fishCommand(command, language, explained));
  return `# Completion of loopwise for fish: loopwise completion fish | source
complete -c loopwise -f
${lines.join('\n')}
`;
}

function fishCommand(command: Command, language: Language, explained: readonly string[]): string[] {
  const { name, summary, argument } = command;
  const within = `complete -c loopwise -n ${quoted(`__fish_seen_subcommand_from ${name}`)}`;
  const options = command.options.map(({ name: option, help, value, choices, completes, isValueOptional }) => {
    const text = quoted(formatMessage(language, help));
    if (value === undefined || isValueOptional) return `${within} -l ${option} -d ${text}`;
    const values = choices ? `-x -a ${quoted(choices.join(' '))}` : completes === 'file' ? '-r -F' : '-x';
    return `${within} -l ${option} ${values} -d ${text}`;
  });
  const words = argument?.choices ?? (argument?.completes === 'explained' ? explained : undefined);
  const last = words ? [`${within} -a ${quoted(words.join(' '))}`] : argument ? [`${within} -F`] : [];
  const first = `complete -c loopwise -n __fish_use_subcommand -a ${name} -d ${quoted(formatMessage(language, summary))}`;
  return [first, ...options, ...last];
}

/** A text as one word of a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
