import { withoutComments } from '../without-comments.ts';

/** Where a name stands in a text, and as what: `x`, `a.x`, `self.x` (or `cls.x`), or at the end of a string, as for `getattr`. */
export interface NamePlace {
  readonly start: number;
  readonly kind: 'name' | 'attribute' | 'own attribute' | 'string';
}

const stringLiteral =
  /(\w*)("""(?:\\[\s\S]|[^\\])*?"""|'''(?:\\[\s\S]|[^\\])*?'''|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*')/g;

/**
 * Every place of a name in Python code, comments and running text in strings left aside. Undefined where an f-string has
 * quotes in its braces: where that string ends is not to be told so easily.
 */
export function placesOfName(text: string, name: string): readonly NamePlace[] | undefined {
  const places: NamePlace[] = [];
  let isReadable = true;
  const code = withoutComments(text).replace(
    stringLiteral,
    (whole: string, prefix: string, string: string, at: number) => {
      if (/[ft]/i.test(prefix)) {
        isReadable &&= (string.match(/\{/g)?.length ?? 0) === (string.match(/\}/g)?.length ?? 0);
        return whole;
      }
      const content = string.replace(/^("""|'''|["'])|("""|'''|["'])$/g, '');
      if (content === name || content.endsWith(`.${name}`)) {
        places.push({ start: at + whole.lastIndexOf(name), kind: 'string' });
      }
      return ' '.repeat(whole.length);
    },
  );
  for (const match of code.matchAll(new RegExp(String.raw`(?<!\w)${name}(?!\w)`, 'g'))) {
    const before = /(\w*)\s*\.\s*$/.exec(code.slice(Math.max(0, match.index - 100), match.index));
    const kind = !before ? 'name' : /^(self|cls)$/.test(before[1] ?? '') ? 'own attribute' : 'attribute';
    places.push({ start: match.index, kind });
  }
  return isReadable ? places : undefined;
}
