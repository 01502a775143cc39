import type { Connection, Range } from 'vscode-languageserver';
import type { CardCatalogue, CardContent, CardSummary } from '../cards/card-catalogue.ts';
import { formatMessage, type Language } from '../messages/format-message.ts';
import { isLanguage } from '../messages/language.ts';
import type { AnalysisFolder } from './analysis-folder.ts';

/** Something in the workspace that a card speaks of. */
export interface CardPlace {
  readonly uri: string;
  readonly range: Range;
  /** Qualified name of the function. */
  readonly function: string;
  /** The call on one line, or the message of the finding; empty where it is the function itself. */
  readonly detail: string;
  readonly isFinding: boolean;
}

/** The answer to `loopwise/cardPlaces`: by card, findings first; `total` counts those beyond the limit too. */
export type CardPlaces = Readonly<Record<string, { readonly total: number; readonly places: readonly CardPlace[] }>>;

/** Places that are sent for each card at most. */
const mostPlaces = 100;

export interface ConceptContext {
  readonly cards: CardCatalogue;
  readonly language: () => Language;
  readonly folders: () => Iterable<AnalysisFolder>;
}

/**
 * Answers what a reader of the cards asks: `loopwise/cards` (all, in the order of the course), `loopwise/card` (`id`) and
 * `loopwise/cardPlaces`. The first two take a `language`, else they use the server's.
 */
export function answerConceptRequests(connection: Connection, { cards, language, folders }: ConceptContext): void {
  const languageOf = (wanted: unknown): Language => (isLanguage(wanted) ? wanted : language());
  connection.onRequest('loopwise/cards', (params: { language?: unknown } | null): readonly CardSummary[] =>
    cards.summaries(languageOf(params?.language)),
  );
  connection.onRequest('loopwise/card', (params: { id?: unknown; language?: unknown } | null): CardContent | null =>
    typeof params?.id === 'string' ? (cards.content(params.id, languageOf(params.language)) ?? null) : null,
  );
  connection.onRequest('loopwise/cardPlaces', () => cardPlaces(cards, folders(), language()));
}

function cardPlaces(cards: CardCatalogue, folders: Iterable<AnalysisFolder>, language: Language): CardPlaces {
  const byCard: Record<string, { total: number; places: CardPlace[] }> = {};
  const add = (card: string | undefined, place: CardPlace) => {
    if (card === undefined) return;
    byCard[card] ??= { total: 0, places: [] };
    const list = byCard[card];
    list.total++;
    if (list.places.length < mostPlaces) list.places.push(place);
  };
  for (const folder of folders) {
    for (const { card, path, range, function: name, message, params } of folder.analysis.allFindings()) {
      const detail = formatMessage(language, message, params);
      add(card, { ...folder.locationOf(path, range), function: name, detail, isFinding: true });
    }
  }
  for (const folder of folders) {
    for (const { trigger, path, range, function: name, call } of folder.analysis.conceptPlaces()) {
      const place = { ...folder.locationOf(path, range), function: name, detail: call ?? '', isFinding: false };
      add(cards.cardFor(trigger), place);
    }
  }
  return byCard;
}
