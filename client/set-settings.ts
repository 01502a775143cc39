import type { ExtensionContext, WorkspaceConfiguration } from 'vscode';

/** The names of our settings, below `loopwise.`, as the extension declares them. */
export function settingNames(context: ExtensionContext): readonly string[] {
  const declared = context.extension.packageJSON?.contributes?.configuration?.properties ?? {};
  return Object.keys(declared).map((name) => name.slice('loopwise.'.length));
}

/**
 * What the user has set himself, in whatever place. Defaults are left out: a configuration file of the project decides what
 * nobody has set.
 */
export function setSettings(configuration: WorkspaceConfiguration, names: readonly string[]): Record<string, unknown> {
  const set: Record<string, unknown> = {};
  for (const name of names) {
    const { key, defaultValue, defaultLanguageValue, languageIds, ...places } = configuration.inspect(name) ?? {};
    if (Object.values(places).some((value) => value !== undefined)) set[name] = configuration.get(name);
  }
  return set;
}
