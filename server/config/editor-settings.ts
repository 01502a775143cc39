import { checkConfiguration } from './check-configuration.ts';
import { type ConfigurationMistake, shownKey } from './configuration-mistake.ts';
import type { Configuration } from './configuration-schema.ts';

/** Keys of the configuration by the name of the editor's setting, below `loopwise.`. */
export const settingNames = {
  preset: 'preset',
  severity: 'rules',
  include: 'include',
  exclude: 'exclude',
  respectGitignore: 'respect-gitignore',
  sourceRoots: 'source-roots',
  offload: 'offload',
  knowledge: 'knowledge',
} as const satisfies Readonly<Record<string, keyof Configuration>>;

/**
 * Reads what an editor configures; what is not of the right kind counts as not given. The language of messages and the Python
 * environment are the editor's own business: they may be left to it.
 */
export function editorConfiguration(given: unknown): {
  readonly configuration: Configuration;
  /** Their places are settings, not lines. */
  readonly mistakes: readonly ConfigurationMistake[];
} {
  const raw = (typeof given === 'object' && given !== null ? given : {}) as Record<string, unknown>;
  const table: Record<string, unknown> = {};
  for (const [setting, key] of Object.entries(settingNames)) {
    const value = raw[setting];
    if (value !== undefined && value !== null) table[key] = value;
  }
  const { configuration, mistakes } = checkConfiguration(table);
  const settingOf = (key: unknown) => Object.entries(settingNames).find(([, name]) => name === key)?.[0] ?? String(key);
  const nowhere = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  return {
    configuration,
    mistakes: mistakes.map(({ path: [first, ...rest], path, message, params }) => ({
      path,
      key: shownKey(['loopwise'], [settingOf(first), ...rest]),
      range: nowhere,
      message,
      params,
    })),
  };
}
