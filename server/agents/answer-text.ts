/** Characters of an answer at most: a model reads all of it, and pays for it. */
export const answerLimit = 8000;

/** Kept back for the note that says what was left out. */
const noteReserve = 300;

/** An answer that is put together from parts and never longer than the limit. */
export class AnswerText {
  private readonly head: string;
  private readonly separator: string;
  private readonly parts: string[] = [];
  private notes = '';
  private length: number;

  /** @param separator What stands between two parts. */
  constructor(head: string, separator = '\n\n') {
    this.head = shortened(head, answerLimit - noteReserve);
    this.separator = separator;
    this.length = this.head.length;
  }

  /** Adds a part. False when there is no room for it. */
  add(part: string): boolean {
    if (!this.hasRoom(this.separator.length + part.length)) return false;
    this.parts.push(part);
    this.length += this.separator.length + part.length;
    return true;
  }

  /**
   * Adds as many parts as there is room for, in their order, and makes the first of them as full as the room that is left allows:
   * that all is told comes before how much is told of each. Gives how many there are.
   *
   * @param forms The brief and the full form of a part, which is asked for only while there is room.
   */
  addAll<Item>(
    items: readonly Item[],
    forms: (item: Item) => { readonly brief: string; readonly full: string },
  ): number {
    const start = this.parts.length;
    const full: string[] = [];
    for (const item of items) {
      const form = forms(item);
      if (!this.add(form.brief)) break;
      full.push(form.full);
    }
    for (const [index, text] of full.entries()) {
      const more = text.length - (this.parts[start + index] ?? '').length;
      if (!this.hasRoom(more)) continue;
      this.parts[start + index] = text;
      this.length += more;
    }
    return full.length;
  }

  /** Adds a note about the answer at its end, for which there is always room. */
  note(text: string): void {
    this.notes += `\n\n${text}`;
  }

  toString(): string {
    return shortened([this.head, ...this.parts].join(this.separator) + this.notes, answerLimit);
  }

  private hasRoom(characters: number): boolean {
    return this.length + characters <= answerLimit - noteReserve;
  }
}

/** A text of at most so many characters, which says at its end when something is missing. */
export function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const mark = '\n… (cut off here)';
  return text.slice(0, limit - mark.length) + mark;
}
