import type { WriteStream } from 'node:tty';
import picocolors from 'picocolors';

/** Functions that colour a text, or leave it as it is. */
export type Colours = ReturnType<typeof picocolors.createColors>;

/**
 * The colours for a stream: where it is a terminal, unless NO_COLOR (https://no-color.org) or FORCE_COLOR say otherwise.
 *
 * @param choice What the user asks for on the command line, which goes before both.
 */
export function coloursFor(choice: 'auto' | 'always' | 'never', stream: Pick<WriteStream, 'isTTY'>): Colours {
  return picocolors.createColors(choice === 'auto' ? isColoured(stream.isTTY === true) : choice === 'always');
}

function isColoured(isTerminal: boolean): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return isTerminal && TERM !== 'dumb';
}
