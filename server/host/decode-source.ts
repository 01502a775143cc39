import type { UnreadableReason } from '../messages/unreadable-text.ts';

/** A file's text, or why it has none. */
export type DecodedSource = { readonly text: string } | UnreadableReason;

/** Largest file that is analysed, in MB (2²⁰ bytes); 50,000 lines of code have about two. */
export const sizeLimit = 8;

/**
 * Decodes a Python file as Python does: a byte order mark, else the coding line of PEP 263, else UTF-8. A file with a zero
 * byte is binary.
 *
 * @param limit In MB (2²⁰ bytes).
 */
export function decodeSource(bytes: Uint8Array, limit = sizeLimit): DecodedSource {
  if (bytes.length > limit * 2 ** 20) return { reason: 'reason.too-large', params: { limit: String(limit) } };
  if (bytes.subarray(0, 65536).includes(0)) return { reason: 'reason.binary', params: {} };
  const encoding = encodingOf(bytes);
  let decoder: InstanceType<typeof TextDecoder>;
  try {
    decoder = new TextDecoder(encoding, { fatal: true });
  } catch {
    return { reason: 'reason.encoding', params: { encoding } };
  }
  try {
    return { text: decoder.decode(bytes) };
  } catch {
    return { reason: 'reason.decode', params: { encoding } };
  }
}

/** The encoding that the coding line of a file declares (PEP 263), in lower case with hyphens; without one `utf-8`. */
export function encodingOf(bytes: Uint8Array): string {
  const head = String.fromCharCode(...bytes.subarray(0, 400));
  const declared = /^[^\n]*?coding[:=][ \t]*([-\w.]+)|^[^\n]*\n[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/.exec(
    /^[ \t\f]*#|^[ \t\f]*\r?\n[ \t\f]*#/.test(head.replace(/^ï»¿/, '')) ? head : '',
  );
  const encoding = (declared?.[1] ?? declared?.[2] ?? 'utf-8').toLowerCase().replaceAll('_', '-');
  return encoding.replace(/^utf-8-sig$/, 'utf-8').replace(/^latin-1$/, 'latin1');
}
