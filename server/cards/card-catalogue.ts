import type { Language } from '../messages/format-message.ts';

export type Importance = 'fundamental' | 'important' | 'specific';

/** A concept card in one language. */
export interface Card {
  readonly id: string;
  readonly title: string;
  readonly importance: Importance;
  readonly related: readonly string[];
  /** Text by part: `introduction`, `example`, `explanation`, `why`, `fits`, `try`, `link`. */
  readonly parts: ReadonlyMap<string, string>;
}

/** Headings of a card's parts, in order, by language. */
export const partHeadings: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    introduction: 'In one sentence',
    example: 'Example',
    explanation: 'Explanation',
    why: 'Why it matters',
    fits: 'Where it fits',
    try: 'Try it',
    link: 'In the FastAPI documentation',
  },
  es: {
    introduction: 'En una frase',
    example: 'Ejemplo',
    explanation: 'Explicación',
    why: 'Por qué importa',
    fits: 'Dónde encaja',
    try: 'Pruébalo',
    link: 'En la documentación de FastAPI',
  },
};

const marks: Readonly<Record<Importance, string>> = { fundamental: '🔴', important: '🟡', specific: '🔵' };

/** Reads a card: front matter between `---` lines, then one `##` section for each part. Throws when either is malformed. */
export function parseCard(source: string, language: Language): Card {
  const match = /^---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/.exec(source);
  if (!match) throw new Error('a card begins with front matter between two lines of ---');
  const fields = new Map<string, string>();
  for (const line of (match[1] ?? '').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
  }
  const id = fields.get('id') ?? '';
  const importance = fields.get('importance') ?? '';
  if (!(importance in marks))
    throw new Error(`card "${id}": importance "${importance}" is not one of ${Object.keys(marks).join(', ')}`);
  const headings = new Map(Object.entries(partHeadings[language]).map(([part, heading]) => [heading, part]));
  const parts = new Map<string, string>();
  for (const section of (match[2] ?? '').split(/^## /m).slice(1)) {
    const end = section.indexOf('\n');
    const heading = section.slice(0, end).trim();
    const part = headings.get(heading);
    if (part === undefined) throw new Error(`card "${id}": "${heading}" is not the heading of a part`);
    parts.set(part, section.slice(end + 1).trim());
  }
  return {
    id,
    title: fields.get('title') ?? '',
    importance: importance as Importance,
    related: (fields.get('related') ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    parts,
  };
}

/** All cards of both languages. The host reads the files: `sources` has a card's text by `en/<id>` and `es/<id>`. */
export class CardCatalogue {
  private readonly cards = new Map<string, Card>();

  constructor(sources: ReadonlyMap<string, string>) {
    for (const [name, source] of sources) {
      const language = name.startsWith('es/') ? 'es' : 'en';
      const card = parseCard(source, language);
      this.cards.set(`${language}/${card.id}`, card);
    }
  }

  get(id: string, language: Language): Card | undefined {
    return this.cards.get(`${language}/${id}`);
  }

  /** A whole card as Markdown, its parts under their headings; undefined when there is no such card. */
  whole(id: string, language: Language): string | undefined {
    const card = this.get(id, language);
    if (!card) return undefined;
    const parts = Object.entries(partHeadings[language]).flatMap(([part, heading]) => {
      const text = card.parts.get(part);
      return text === undefined ? [] : [`## ${heading}\n\n${text}`];
    });
    return [`# ${marks[card.importance]} ${card.title}`, ...parts, ''].join('\n\n');
  }

  /** Title, sentence and example as Markdown, short enough for a hover; undefined when there is no such card. */
  brief(id: string, language: Language): string | undefined {
    const card = this.get(id, language);
    if (!card) return undefined;
    const introduction = card.parts.get('introduction') ?? '';
    const example = card.parts.get('example') ?? '';
    const link = card.parts.get('link') ?? '';
    return `${marks[card.importance]} **${card.title}** — ${introduction}\n\n${example}\n\n${link}`;
  }
}
