import type { CardTrigger } from '../engine/card-trigger.ts';
import type { Language } from '../messages/format-message.ts';
import { type Card, type CardPart, importanceMarks, parseCard, partHeadings } from './card.ts';
import { examplesIn } from './card-examples.ts';

/** All cards of both languages. The host reads the files: `sources` has a card's text by `en/<id>` and `es/<id>`. */
export class CardCatalogue {
  private readonly cards = new Map<string, Card>();
  private readonly byTrigger = new Map<CardTrigger, string>();

  constructor(sources: ReadonlyMap<string, string>) {
    for (const [name, source] of sources) {
      const language = name.startsWith('es/') ? 'es' : 'en';
      const card = parseCard(source, language);
      this.cards.set(`${language}/${card.id}`, card);
      for (const trigger of card.triggers) this.byTrigger.set(trigger, card.id);
    }
  }

  get(id: string, language: Language): Card | undefined {
    return this.cards.get(`${language}/${id}`);
  }

  /** The cards of a language in the order of the course. */
  inOrder(language: Language): readonly Card[] {
    return [...this.cards]
      .flatMap(([name, card]) => (name.startsWith(`${language}/`) ? [card] : []))
      .sort((a, b) => a.order - b.order);
  }

  /** Identifier of the card about a kind of place; undefined when there is none. */
  cardFor(trigger: CardTrigger): string | undefined {
    return this.byTrigger.get(trigger);
  }

  /** Title and sentence as Markdown, for a hover; undefined when there is no such card. */
  brief(id: string, language: Language): string | undefined {
    const card = this.get(id, language);
    return card && `${importanceMarks[card.importance]} **${card.title}** — ${card.parts.get('introduction') ?? ''}`;
  }

  /** The brief form, an example of what is right and why it matters, as Markdown. */
  full(id: string, language: Language): string | undefined {
    const card = this.get(id, language);
    if (!card) return undefined;
    const example = [...card.parts.values()].flatMap(examplesIn).find(({ claim }) => claim === 'right');
    const code = example ? [`\`\`\`python\n${example.code}\`\`\``] : [];
    return [this.brief(id, language), ...code, card.parts.get('why') ?? ''].join('\n\n');
  }

  /** The link to FastAPI's documentation as Markdown. */
  link(id: string, language: Language): string | undefined {
    return this.get(id, language)?.parts.get('link');
  }

  /** Everything that a reader shows of a card; undefined when there is no such card. */
  content(id: string, language: Language): CardContent | undefined {
    const card = this.get(id, language);
    if (!card) return undefined;
    const course = this.inOrder(language);
    const at = course.indexOf(card);
    const linkTo = (other: Card | undefined): CardLink | undefined =>
      other && { id: other.id, title: other.title, importance: other.importance };
    const parts = Object.entries(partHeadings[language]).flatMap(([part, heading]) => {
      const markdown = card.parts.get(part as CardPart);
      return markdown === undefined ? [] : [{ part: part as CardPart, heading, markdown }];
    });
    return {
      id,
      title: card.title,
      importance: card.importance,
      order: card.order,
      count: course.length,
      language,
      parts,
      related: card.related.flatMap((other) => linkTo(this.get(other, language)) ?? []),
      previous: linkTo(course[at - 1]),
      next: linkTo(course[at + 1]),
    };
  }

  /** What a list of all cards shows, and what it is searched by. */
  summaries(language: Language): readonly CardSummary[] {
    return this.inOrder(language).map((card) => ({
      id: card.id,
      title: card.title,
      importance: card.importance,
      order: card.order,
      introduction: card.parts.get('introduction') ?? '',
      text: [...card.parts.values()].join('\n\n'),
    }));
  }
}

export interface CardLink {
  readonly id: string;
  readonly title: string;
  readonly importance: Card['importance'];
}

/** The answer to `loopwise/card`. */
export interface CardContent extends CardLink {
  /** Place in the course, from 1, of `count` cards. */
  readonly order: number;
  readonly count: number;
  readonly language: Language;
  readonly parts: readonly { readonly part: CardPart; readonly heading: string; readonly markdown: string }[];
  readonly related: readonly CardLink[];
  readonly previous: CardLink | undefined;
  readonly next: CardLink | undefined;
}

/** An item of the answer to `loopwise/cards`. */
export interface CardSummary extends CardLink {
  readonly order: number;
  readonly introduction: string;
  /** The whole card as Markdown, without headings of parts. */
  readonly text: string;
}
