/** The locale of the messages of a program, as `es_ES.UTF-8`, by its environment; undefined where that says nothing. */
export function systemLocale(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  return environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || undefined;
}
