import { formatMessage, type Language } from '../../server/messages/format-message.ts';

/** The sentence for a key of the messages, in the language of the page. */
export interface Say {
  (key: string, params?: Readonly<Record<string, string>>): string;
  readonly language: Language;
}

export function sayIn(language: Language): Say {
  return Object.assign(
    (key: string, params: Readonly<Record<string, string>> = {}) => formatMessage(language, key, params),
    { language },
  );
}

/** Parameters of a sentence that counts: where there is one, `one` is set too. */
export function counted(name: string, count: number): Readonly<Record<string, string>> {
  return { [name]: `${count}`, ...(count === 1 && { one: '1' }) };
}

/** A time as people read it. @param milliseconds Not negative. */
export function showTime({ language }: Say, milliseconds: number): string {
  const isShort = Math.round(milliseconds) < 1000;
  const value = isShort ? milliseconds : milliseconds / 1000;
  const digits = isShort ? (value < 10 && value % 1 !== 0 ? 1 : 0) : value < 100 ? 2 : 0;
  return `${showNumber(language, value, digits)} ${isShort ? 'ms' : 's'}`;
}

/** Seconds with always so many decimals, so that what counts up does not jump. @param milliseconds Not negative. */
export function showSeconds({ language }: Say, milliseconds: number, digits: number): string {
  return formatOf(language, digits, digits).format(milliseconds / 1000);
}

/** Making one takes longer than using it, and pictures write numbers in each frame. */
const formats = new Map<string, Intl.NumberFormat>();

/** @param digits Most of them behind the sign of decimals. */
export function showNumber(language: Language, value: number, digits = 0): string {
  return formatOf(language, 0, digits).format(value);
}

function formatOf(language: Language, least: number, most: number): Intl.NumberFormat {
  const key = `${language} ${least} ${most}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(language, { minimumFractionDigits: least, maximumFractionDigits: most });
    formats.set(key, format);
  }
  return format;
}
