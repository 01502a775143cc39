import hljs from 'highlight.js/lib/core';
import python from 'highlight.js/lib/languages/python';
import { Marked } from 'marked';
import { importanceMarks } from '../server/cards/card.ts';
import type { CardContent, CardLink } from '../server/cards/card-catalogue.ts';
import { formatMessage } from '../server/messages/format-message.ts';
import { escapeHtml } from './escape-html.ts';

hljs.registerLanguage('python', python);

/** A card as the body of a web page. */
export interface CardHtml {
  readonly body: string;
  /** The code of its examples, in the order in which the buttons of the page number them. */
  readonly examples: readonly string[];
}

/**
 * Writes a card as HTML. HTML in its Markdown is shown as text. Pictures stand inline, so that they follow the editor's colours.
 *
 * @param pictures SVG by the name that the card's Markdown gives; one that is missing leaves its text alternative.
 */
export function cardHtml(card: CardContent, pictures: ReadonlyMap<string, string>, isRead: boolean): CardHtml {
  const say = (key: string, params: Record<string, string> = {}) =>
    escapeHtml(formatMessage(card.language, `reader.${key}`, params));
  const examples: string[] = [];
  const marked = new Marked({
    renderer: {
      html: ({ text }) => escapeHtml(text),
      code: ({ text, lang }) => {
        const [language = '', claim = ''] = (lang ?? '').split(' ');
        const code = language === 'python' ? hljs.highlight(text, { language }).value : escapeHtml(text);
        const index = examples.push(`${text}\n`) - 1;
        const number = String(index + 1);
        const heading = claim === '' ? '' : `<figcaption>${say(`claim.${claim}`)}</figcaption>`;
        const button = (action: string) =>
          `<button type="button" data-${action}="${index}" aria-label="${say(`${action}.long`, { number })}">${say(action)}</button>`;
        return `<figure class="code ${claim === '' ? 'right' : 'wrong'}">${heading}<pre tabindex="0"><code>${code}</code></pre><div class="actions">${button('insert')}${button('scratch')}</div></figure>`;
      },
      image: ({ href, text }) => {
        const svg = pictures.get(href);
        const alternative = escapeHtml(text);
        return svg === undefined
          ? `<p class="picture">${alternative}</p>`
          : `<span class="picture" role="img" aria-label="${alternative}">${svg}</span>`;
      },
      link({ href, tokens }) {
        const isSafe = /^https:\/\//.test(href);
        const text = this.parser.parseInline(tokens);
        return isSafe ? `<a href="${escapeHtml(href)}">${text}</a>` : text;
      },
      table(token) {
        const row = (cells: typeof token.header, tag: 'th' | 'td', isHead = false) =>
          `<tr>${cells
            .map(({ tokens }, index) => {
              const name = !isHead && index === 0 ? 'th scope="row"' : isHead ? `${tag} scope="col"` : tag;
              return `<${name}>${this.parser.parseInline(tokens)}</${name.split(' ')[0]}>`;
            })
            .join('')}</tr>`;
        const body = token.rows.map((cells) => row(cells, 'td')).join('');
        // A wide table scrolls by itself, also with the keyboard.
        return `<div class="table" tabindex="0" role="region" aria-label="${say('table')}"><table><thead>${row(token.header, 'th', true)}</thead><tbody>${body}</tbody></table></div>`;
      },
    },
  });
  const inline = (text: string) => marked.parseInline(text) as string;
  const linkTo = (link: CardLink, text = mark(link)) =>
    `<button type="button" class="link" data-open="${escapeHtml(link.id)}">${text} ${inline(link.title)}</button>`;
  const mark = ({ importance }: CardLink) =>
    `<span role="img" aria-label="${say(`importance.${importance}`)}">${importanceMarks[importance]}</span>`;
  const step = (link: CardLink | undefined, key: string) =>
    link
      ? `<button type="button" data-open="${escapeHtml(link.id)}" aria-label="${say(`${key}.long`, { title: plainTitle(link.title) })}">${say(key)}</button>`
      : '';
  const other = card.language === 'en' ? 'es' : 'en';
  const sections = card.parts.map(({ part, heading, markdown }) => {
    const content = marked.parse(markdown) as string;
    if (part === 'introduction') return `<div class="introduction">${content}</div>`;
    return `<section aria-labelledby="part-${part}"><h2 id="part-${part}">${escapeHtml(heading)}</h2>${content}</section>`;
  });
  const related =
    card.related.length === 0
      ? ''
      : `<section aria-labelledby="related"><h2 id="related">${say('related')}</h2><ul class="related">${card.related
          .map((link) => `<li>${linkTo(link)}</li>`)
          .join('')}</ul></section>`;
  const place = say('place', { order: String(card.order), count: String(card.count) });
  const body = `<header><nav aria-label="${say('course')}">${step(card.previous, 'previous')}<span>${place}</span>${step(card.next, 'next')}</nav>
<div class="choices"><label><input type="checkbox" data-read ${isRead ? 'checked' : ''}> ${say('read')}</label>
<button type="button" data-browse>${say('browse')}</button>
<button type="button" data-language="${other}" lang="${other}">${other === 'es' ? 'Español' : 'English'}</button></div></header>
<main><h1 tabindex="-1">${inline(card.title)}</h1><p class="importance">${mark(card)} ${say(`importance.${card.importance}`)}</p>
${sections.join('\n')}
${related}</main>
<footer><nav aria-label="${say('course')}">${card.next ? linkTo(card.next, say('next')) : ''}</nav></footer>`;
  return { body, examples };
}

/** A title without the signs that mark code in it. */
export function plainTitle(title: string): string {
  return title.replaceAll('`', '');
}
