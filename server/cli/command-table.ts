import type { Severity } from '../engine/finding.ts';
import { allRules } from '../engine/rules/all-rules.ts';
import type { Preset } from '../engine/rules/rule.ts';
import type { MessageKey } from '../messages/en.ts';

/** An option of a command. */
export interface CommandOption {
  /** Without the two hyphens. */
  readonly name: string;
  /** One letter. */
  readonly short?: string;
  /** What stands for the value in usage texts; without it, the option is a switch. */
  readonly value?: string;
  /** The value may be left out; where it is there, it follows `=`. */
  readonly isValueOptional?: boolean;
  /** The only values there are. */
  readonly choices?: readonly string[];
  readonly isRepeated?: boolean;
  /** Shown in the help. */
  readonly default?: string;
  readonly help: MessageKey;
  /** What a shell completes the value with. */
  readonly completes?: 'file';
}

/** What follows the options. */
export interface CommandArgument {
  readonly name: string;
  readonly isRepeated?: boolean;
  readonly isRequired?: boolean;
  readonly choices?: readonly string[];
  /** What a shell completes it with. */
  readonly completes?: 'file' | 'explained';
}

export interface Command {
  readonly name: string;
  readonly summary: MessageKey;
  readonly argument?: CommandArgument;
  readonly options: readonly CommandOption[];
}

export const severities: readonly Severity[] = ['error', 'warning', 'information', 'hint'];
export const presets: readonly Preset[] = ['recommended', 'strict', 'learning'];
export const languages = ['en', 'es'] as const;
export const checkFormats = ['text', 'concise', 'json', 'sarif', 'github', 'junit'] as const;
export const routeFormats = ['text', 'json'] as const;
export const colourChoices = ['auto', 'always', 'never'] as const;
export const shells = ['bash', 'zsh', 'fish'] as const;

const language: CommandOption = {
  name: 'language',
  value: 'LANGUAGE',
  choices: languages,
  default: 'en',
  help: 'cli.option.language',
};
const color: CommandOption = {
  name: 'color',
  value: 'WHEN',
  choices: colourChoices,
  default: 'auto',
  help: 'cli.option.color',
};
const help: CommandOption = { name: 'help', short: 'h', help: 'cli.option.help' };
const format: CommandOption = {
  name: 'format',
  value: 'FORMAT',
  choices: checkFormats,
  default: 'text',
  help: 'cli.option.format',
};
const preset: CommandOption = {
  name: 'preset',
  value: 'PRESET',
  choices: presets,
  default: 'recommended',
  help: 'cli.option.preset',
};
const severity: CommandOption = {
  name: 'severity',
  value: 'SEVERITY',
  choices: severities,
  help: 'cli.option.severity',
};
const config: CommandOption = { name: 'config', value: 'FILE', completes: 'file', help: 'cli.option.config' };
const exclude: CommandOption = { name: 'exclude', value: 'GLOB', isRepeated: true, help: 'cli.option.exclude' };
const output: CommandOption = {
  name: 'output',
  short: 'o',
  value: 'FILE',
  completes: 'file',
  help: 'cli.option.output',
};
const baseline: readonly CommandOption[] = [
  { name: 'baseline', value: 'FILE', completes: 'file', help: 'cli.option.baseline' },
  { name: 'write-baseline', help: 'cli.option.write-baseline' },
];
const libraries: readonly CommandOption[] = [
  { name: 'python', value: 'ENV|none', completes: 'file', help: 'cli.option.python' },
  { name: 'no-cache', help: 'cli.option.no-cache' },
];
const paths: CommandArgument = { name: 'PATH', isRepeated: true, completes: 'file' };
const onePath: CommandArgument = { name: 'PATH', completes: 'file' };

/** Every command with its options: usage texts, what is understood, and the completion of shells are made from it. */
export const commands: readonly Command[] = [
  {
    name: 'check',
    summary: 'cli.summary.check',
    argument: paths,
    options: [
      format,
      preset,
      severity,
      exclude,
      config,
      { name: 'changed', value: 'REF', isValueOptional: true, help: 'cli.option.changed' },
      ...baseline,
      { name: 'stdin-filename', value: 'FILE', completes: 'file', help: 'cli.option.stdin-filename' },
      ...libraries,
      language,
      color,
      help,
    ],
  },
  {
    name: 'fix',
    summary: 'cli.summary.fix',
    argument: paths,
    options: [
      { name: 'diff', help: 'cli.option.diff' },
      { name: 'apply', help: 'cli.option.apply' },
      { name: 'unsafe', help: 'cli.option.unsafe' },
      {
        name: 'rule',
        value: 'RULE',
        choices: allRules.map((rule) => rule.name),
        isRepeated: true,
        help: 'cli.option.rule',
      },
      preset,
      exclude,
      config,
      ...libraries,
      language,
      color,
      help,
    ],
  },
  {
    name: 'routes',
    summary: 'cli.summary.routes',
    argument: onePath,
    options: [
      { name: 'format', value: 'FORMAT', choices: routeFormats, default: 'text', help: 'cli.option.format' },
      config,
      ...libraries,
      language,
      help,
    ],
  },
  {
    name: 'report',
    summary: 'cli.summary.report',
    argument: paths,
    options: [
      { name: 'html', help: 'cli.option.html' },
      { name: 'json', help: 'cli.option.json' },
      output,
      { name: 'against', value: 'FORMER', completes: 'file', help: 'cli.option.against' },
      { name: 'title', value: 'NAME', help: 'cli.option.title' },
      preset,
      exclude,
      config,
      ...libraries,
      language,
      help,
    ],
  },
  {
    name: 'facts',
    summary: 'cli.summary.facts',
    argument: paths,
    options: [
      output,
      { name: 'reuse', value: 'FORMER', completes: 'file', help: 'cli.option.reuse' },
      { name: 'root', value: 'FOLDER', completes: 'file', help: 'cli.option.facts root' },
      exclude,
      config,
      language,
      help,
    ],
  },
  {
    name: 'link',
    summary: 'cli.summary.link',
    argument: { name: 'FACTS', isRepeated: true, isRequired: true, completes: 'file' },
    options: [
      format,
      preset,
      severity,
      config,
      { name: 'root', value: 'FOLDER', completes: 'file', help: 'cli.option.link root' },
      ...baseline,
      ...libraries,
      language,
      color,
      help,
    ],
  },
  {
    name: 'explain',
    summary: 'cli.summary.explain',
    argument: { name: 'RULE|CARD', completes: 'explained' },
    options: [language, color, help],
  },
  {
    name: 'watch',
    summary: 'cli.summary.watch',
    argument: onePath,
    options: [preset, severity, exclude, config, ...libraries, language, color, help],
  },
  {
    name: 'mcp',
    summary: 'cli.summary.mcp',
    argument: { name: 'ROOT', completes: 'file' },
    options: [preset, exclude, ...libraries, language, help],
  },
  {
    name: 'init',
    summary: 'cli.summary.init',
    argument: { name: 'FOLDER', completes: 'file' },
    options: [
      { name: 'pre-commit', help: 'cli.option.pre-commit' },
      { name: 'github', help: 'cli.option.github' },
      language,
      help,
    ],
  },
  {
    name: 'completion',
    summary: 'cli.summary.completion',
    argument: { name: 'SHELL', isRequired: true, choices: shells },
    options: [language, help],
  },
];
