import { decodeSource, encodingOf } from './decode-source.ts';

const byteOrderMark = Buffer.of(0xef, 0xbb, 0xbf);

/**
 * Encodes the new text of a Python file as the file was: with its byte order mark and in its declared encoding. Undefined where
 * that encoding cannot hold the text, or the new text declares another one: nothing is encoded that would not be decoded to the
 * same text.
 *
 * @param former The bytes of the file.
 */
export function encodeSource(former: Uint8Array, text: string): Uint8Array | undefined {
  const hasMark = byteOrderMark.equals(former.subarray(0, byteOrderMark.length));
  const encoding = encodingOf(former);
  const encoded = /^utf-?8(-sig)?$/.test(encoding) ? Buffer.from(text) : encodeByTable(text, encoding);
  if (!encoded) return undefined;
  const bytes = hasMark ? Buffer.concat([byteOrderMark, encoded]) : encoded;
  const decoded = decodeSource(bytes);
  return 'text' in decoded && decoded.text === text ? bytes : undefined;
}

/** By what every byte, and every two bytes, are decoded to. */
function encodeByTable(text: string, encoding: string): Buffer | undefined {
  const bytes = encodingTable(encoding);
  const found = [...text].map((sign) => bytes.get(sign));
  return found.every((code) => code !== undefined) ? Buffer.from(found.flat()) : undefined;
}

function encodingTable(encoding: string): ReadonlyMap<string, readonly number[]> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const table = new Map<string, readonly number[]>();
  const add = (...bytes: number[]) => {
    try {
      const [sign, ...more] = decoder.decode(Uint8Array.from(bytes));
      if (sign !== undefined && more.length === 0 && !table.has(sign)) table.set(sign, bytes);
    } catch {
      // These bytes mean nothing.
    }
  };
  for (let byte = 0; byte < 256; byte++) add(byte);
  for (let lead = 0x81; lead < 0xff; lead++) for (let byte = 0x40; byte < 0xff; byte++) add(lead, byte);
  return table;
}
