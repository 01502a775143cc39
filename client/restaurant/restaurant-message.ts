import * as v from 'valibot';
import { isLanguage, type Language } from '../../server/messages/language.ts';
import { pageStateSchema } from './page-state.ts';
import { rangeSchema, routeSchema } from './route-schema.ts';

const language = v.custom<Language>(isLanguage);
const cardId = v.pipe(v.string(), v.regex(/^[a-z]+(-[a-z]+)*$/), v.maxLength(60));

/** No picture is larger, in characters. */
const largestPicture = 30_000_000;

const fromPage = v.variant('type', [
  /** The page can take messages; with what it has kept. */
  v.object({ type: v.literal('ready'), state: v.nullable(pageStateSchema) }),
  /** The user wants another path operation. */
  v.object({ type: v.literal('chooseRoute') }),
  v.object({ type: v.literal('openCode'), uri: v.string(), range: rangeSchema }),
  v.object({ type: v.literal('showFixes'), uri: v.string(), range: rangeSchema }),
  v.object({ type: v.literal('openCard'), id: cardId }),
  v.object({
    type: v.literal('save'),
    /** Without folder and extension. */
    name: v.pipe(v.string(), v.regex(/^[\w-]{1,80}$/)),
    format: v.picklist(['svg', 'png']),
    /** Text of the SVG file, or the PNG file in base64. */
    content: v.pipe(v.string(), v.maxLength(largestPicture)),
  }),
]);

/** What the page of the restaurant asks the extension for. */
export type MessageFromPage = v.InferOutput<typeof fromPage>;

/** A card as the story quotes it. */
export interface QuotedCard {
  readonly id: string;
  readonly title: string;
  /** Markdown. */
  readonly introduction: string;
}

const card: v.GenericSchema<QuotedCard> = v.object({ id: cardId, title: v.string(), introduction: v.string() });

const toPage = v.variant('type', [
  /** The first message; what the page has kept comes before it. */
  v.object({
    type: v.literal('start'),
    language,
    cards: v.object({ en: v.array(card), es: v.array(card) }),
  }),
  /** The path operation that is to be shown from now on. */
  v.object({ type: v.literal('open'), route: routeSchema }),
  /** The story is to be shown; `notServed`: because no path operation runs the place that the user asked for. */
  v.object({ type: v.literal('story'), notServed: v.boolean() }),
  /** The code has changed: the same path operation as it is now; null: it is gone. */
  v.object({ type: v.literal('update'), route: v.nullable(routeSchema) }),
]);

/** What the extension tells the page. */
export type MessageToPage = v.InferOutput<typeof toPage>;

/** Reads a message from the page; undefined for anything that is not one. */
export function messageFromPage(given: unknown): MessageFromPage | undefined {
  const result = v.safeParse(fromPage, given);
  return result.success ? result.output : undefined;
}

/** Reads a message from the extension; undefined for anything that is not one. */
export function messageToPage(given: unknown): MessageToPage | undefined {
  const result = v.safeParse(toPage, given);
  return result.success ? result.output : undefined;
}
