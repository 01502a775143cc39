import type { Range } from '../engine/text-range.ts';
import { formatMessage, type Language } from '../messages/format-message.ts';

/** Where a value stands: keys of tables and positions in lists, from the table of Loopwise downwards. */
export type KeyPath = readonly (string | number)[];

/** Something in a configuration that is not allowed. */
export interface ConfigurationMistake {
  readonly path: KeyPath;
  /** The key as a file shows it, `tool.loopwise.rules.blocking-cal`; empty for the file as a whole. */
  readonly key: string;
  /** Of the key, or of the value. */
  readonly range: Range;
  /** A message key; the parameter `kind` names another message. */
  readonly message: string;
  readonly params: Readonly<Record<string, string>>;
}

/** What is wrong, in a sentence: what is allowed, and the nearest valid name. */
export function mistakeText({ message, params }: ConfigurationMistake, language: Language): string {
  const { kind } = params;
  const values =
    kind === undefined ? params : { ...params, kind: formatMessage(language, `configuration.kind.${kind}`) };
  return formatMessage(language, message, values);
}

/** A mistake as a line of a terminal: file, line, key, sentence. */
export function mistakeLine(file: string, mistake: ConfigurationMistake, language: Language): string {
  const key = mistake.key === '' ? '' : ` ${mistake.key}:`;
  return `${file}:${mistake.range.start.line + 1}:${key} ${mistakeText(mistake, language)}`;
}

/** A path as TOML writes keys, below a prefix such as `tool.loopwise`. */
export function shownKey(prefix: readonly string[], path: KeyPath): string {
  let shown = '';
  for (const part of [...prefix, ...path]) {
    if (typeof part === 'number') shown += `[${part}]`;
    else shown += `${shown === '' ? '' : '.'}${/^[\w-]+$/.test(part) ? part : JSON.stringify(part)}`;
  }
  return shown;
}
