import { isLanguage, type Language } from '../server/messages/language.ts';

/** What the page of a card asks the extension for. */
export type ReaderMessage =
  | { readonly type: 'open'; readonly id: string }
  | { readonly type: 'back' }
  | { readonly type: 'browse' }
  | { readonly type: 'language'; readonly language: Language }
  | { readonly type: 'read'; readonly isRead: boolean }
  /** An example, by its number on the page from 0. */
  | { readonly type: 'insert' | 'scratch'; readonly example: number };

/** What the page keeps over a reload of the window. */
export interface ReaderState {
  readonly id: string;
  readonly language: Language | undefined;
}

/** Reads a message from the page; undefined for anything that is not one. */
export function readerMessageFrom(given: unknown): ReaderMessage | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { type, id, language, isRead, example } = given as Record<string, unknown>;
  switch (type) {
    case 'open':
      return isCardId(id) ? { type, id } : undefined;
    case 'back':
    case 'browse':
      return { type };
    case 'language':
      return isLanguage(language) ? { type, language } : undefined;
    case 'read':
      return typeof isRead === 'boolean' ? { type, isRead } : undefined;
    case 'insert':
    case 'scratch':
      return Number.isSafeInteger(example) && Number(example) >= 0 ? { type, example: Number(example) } : undefined;
    default:
      return undefined;
  }
}

/** Reads what a page kept; undefined when it is not the state of one. */
export function readerStateFrom(given: unknown): ReaderState | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { id, language } = given as Record<string, unknown>;
  return isCardId(id) ? { id, language: isLanguage(language) ? language : undefined } : undefined;
}

/** Whether a value may be the identifier of a card. */
export function isCardId(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z]+(-[a-z]+)*$/.test(value) && value.length <= 60;
}
