/** What a snippet inserts when its defaults are left as they are. */
export interface ExpandedSnippet {
  /** Indented with tabs, as the snippet is. */
  readonly text: string;
  /** Tab stops by first appearance, each once; 0 is where the cursor ends. */
  readonly tabStops: readonly number[];
  /** Where the cursor ends, counted in `text`; undefined without `$0`. */
  readonly end: number | undefined;
  /** The entries of its lists, by tab stop. */
  readonly choices: ReadonlyMap<number, readonly string[]>;
}

/**
 * Expands a snippet in the part of VS Code's syntax that our snippets use: `$1`, `${1}`, `${1:default}`, `${1|one,two|}` and `\` before
 * `$`, `}` and `\`. `values` stand in for defaults. Throws at a tab stop that is repeated before it has its default.
 */
export function expandSnippet(body: readonly string[], values: Readonly<Record<number, string>> = {}): ExpandedSnippet {
  const source = body.join('\n');
  const tabStops: number[] = [];
  const choices = new Map<number, readonly string[]>();
  const known = new Map<number, string>();
  let at = 0;
  let end: number | undefined;

  function text(isInside: boolean, before: number): string {
    let result = '';
    while (at < source.length && !(isInside && source[at] === '}')) {
      const rest = source.slice(at);
      const escaped = /^\\([$}\\])/.exec(rest);
      const stop = /^\$(?:(\d+)|\{(\d+)([}:|]))/.exec(rest);
      if (escaped) {
        at += 2;
        result += escaped[1];
      } else if (stop) {
        at += stop[0].length;
        result += tabStop(Number(stop[1] ?? stop[2]), stop[3], before + result.length);
      } else {
        result += source[at++];
      }
    }
    return result;
  }

  function tabStop(number: number, kind: string | undefined, before: number): string {
    if (!tabStops.includes(number)) tabStops.push(number);
    if (number === 0) end = before;
    let value: string | undefined;
    if (kind === ':') {
      value = text(true, before);
      at++;
    } else if (kind === '|') {
      const close = source.indexOf('|}', at);
      const entries = source.slice(at, close).split(',');
      choices.set(number, entries);
      value = entries[0];
      at = close + 2;
    }
    value = values[number] ?? value ?? known.get(number) ?? (number === 0 ? '' : undefined);
    if (value === undefined) throw new Error(`tab stop ${number} has no default yet: ${source}`);
    if (!known.has(number)) known.set(number, value);
    return value;
  }

  return { text: text(false, 0), tabStops, end, choices };
}
