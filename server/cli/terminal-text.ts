import stringWidth from 'string-width';

/** Characters that a terminal obeys or that change the order of what it shows, apart from tabs. */
const controls = /(?!\t)\p{Cc}|[\p{Bidi_Control}\p{Zl}\p{Zp}\ufeff]/gu;

/** A text of a file with its control characters written out, so that showing it does nothing but show it. */
export function visible(text: string): string {
  return text.replace(controls, (sign) => {
    const code = sign.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** How many columns of a terminal a text takes. */
export function displayWidth(text: string): number {
  return stringWidth(text);
}

/** A text in lines of at most so many columns, broken between words; a longer word has a line of its own. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && displayWidth(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}
