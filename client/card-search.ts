import type { CardSummary } from '../server/cards/card-catalogue.ts';

export interface FoundCard {
  readonly card: CardSummary;
  /** Where the text of the card has the words, with a little around; undefined where title or sentence have them. */
  readonly excerpt: string | undefined;
}

/**
 * The cards that have every word of a query, those that have them in the title first, then in the sentence, then in the text;
 * all of them for an empty query. Accents and upper case make no difference.
 */
export function searchCards(cards: readonly CardSummary[], query: string): readonly FoundCard[] {
  const words = plain(query)
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return cards.map((card) => ({ card, excerpt: undefined }));
  const has = (text: string) => words.every((word) => text.includes(word));
  const found = cards.flatMap((card): (FoundCard & { readonly rank: number })[] => {
    const title = plain(card.title);
    const introduction = `${title} ${plain(card.introduction)}`;
    const text = readable(card.text);
    if (has(title)) return [{ card, excerpt: undefined, rank: 0 }];
    if (has(introduction)) return [{ card, excerpt: undefined, rank: 1 }];
    return has(`${introduction} ${plain(text)}`) ? [{ card, excerpt: around(text, words), rank: 2 }] : [];
  });
  return found.sort((a, b) => a.rank - b.rank || a.card.order - b.card.order);
}

/** Characters before and after the word that an excerpt shows. */
const before = 40;
const after = 90;

function around(text: string, words: readonly string[]): string {
  const folded = plain(text);
  const at = Math.max(0, ...words.map((word) => folded.indexOf(word)));
  const start = Math.max(0, at - before);
  const part = text.slice(start, at + after).trim();
  return `${start > 0 ? '… ' : ''}${part}${at + after < text.length ? ' …' : ''}`;
}

/** Lower case without accents. The length stays, so that places are those of the text. */
function plain(text: string): string {
  return text
    .split('')
    .map((sign) => sign.normalize('NFD').charAt(0).toLowerCase())
    .join('');
}

/** Markdown without the signs that only lay it out. */
function readable(markdown: string): string {
  return markdown
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^\|[-| :]+\|$/gm, ' ')
    .replace(/^```.*$|[`*|#]/gm, ' ')
    .replace(/\s+/g, ' ');
}
