/** Languages that Loopwise speaks. */
export type Language = 'en' | 'es';

/** Whether a value, from wherever it comes, is one of them. */
export function isLanguage(value: unknown): value is Language {
  return value === 'en' || value === 'es';
}
