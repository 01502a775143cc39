import { type CardTrigger, cardTriggers } from '../engine/card-trigger.ts';
import type { Language } from '../messages/format-message.ts';

export type Importance = 'fundamental' | 'important' | 'specific';

/** From the most to the least important. */
export const importances: readonly Importance[] = ['fundamental', 'important', 'specific'];

export const importanceMarks: Readonly<Record<Importance, string>> = {
  fundamental: '🔴',
  important: '🟡',
  specific: '🔵',
};

/** Parts of a card in their order, with their headings by language. */
export const partHeadings = {
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
} as const satisfies Readonly<Record<Language, Readonly<Record<string, string>>>>;

export type CardPart = keyof (typeof partHeadings)['en'];

/** A concept card in one language. */
export interface Card {
  readonly id: string;
  readonly title: string;
  /** Place in the course, from 1. */
  readonly order: number;
  readonly importance: Importance;
  readonly related: readonly string[];
  /** What in code leads to this card. */
  readonly triggers: readonly CardTrigger[];
  /** Markdown by part, without the heading. */
  readonly parts: ReadonlyMap<CardPart, string>;
}

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
  const importance = importances.find((known) => known === fields.get('importance'));
  if (!importance)
    throw new Error(
      `card "${id}": importance "${fields.get('importance') ?? ''}" is not one of ${importances.join(', ')}`,
    );
  const order = Number(fields.get('order'));
  if (!Number.isSafeInteger(order) || order < 1) throw new Error(`card "${id}": order is not a number from 1`);
  const triggers = listOf(fields.get('triggers')).map((name) => {
    const trigger = cardTriggers.find((known) => known === name);
    if (!trigger) throw new Error(`card "${id}": "${name}" is not one of ${cardTriggers.join(', ')}`);
    return trigger;
  });
  const related = listOf(fields.get('related'));
  return {
    id,
    title: fields.get('title') ?? '',
    order,
    importance,
    related,
    triggers,
    parts: partsOf(id, match[2] ?? '', language),
  };
}

function partsOf(id: string, body: string, language: Language): ReadonlyMap<CardPart, string> {
  const headings = new Map<string, CardPart>(
    Object.entries(partHeadings[language]).map(([part, heading]) => [heading, part as CardPart]),
  );
  const parts = new Map<CardPart, string>();
  for (const section of body.split(/^## /m).slice(1)) {
    const end = section.indexOf('\n');
    const heading = section.slice(0, end).trim();
    const part = headings.get(heading);
    if (part === undefined) throw new Error(`card "${id}": "${heading}" is not the heading of a part`);
    parts.set(part, section.slice(end + 1).trim());
  }
  return parts;
}

function listOf(field: string | undefined): string[] {
  return (field ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
