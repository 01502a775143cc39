import type { Fix, TextEdit } from '../finding.ts';
import type { Position } from '../text-range.ts';

/** The edits of several fixes that are applied at once. */
export class CombinedEdits {
  private readonly byFile = new Map<string, TextEdit[]>();
  /** Fixes that were taken in. */
  count = 0;

  get edits(): ReadonlyMap<string, readonly TextEdit[]> {
    return this.byFile;
  }

  /**
   * Takes in all edits of a fix, or none of them where one overlaps what is there. What two fixes do alike, such as an import, is
   * done once.
   */
  add(added: Fix['edits']): boolean {
    for (const [path, edits] of added) {
      const known = this.byFile.get(path) ?? [];
      if (edits.some((edit) => known.some((other) => !isSame(edit, other) && overlap(edit, other)))) return false;
    }
    for (const [path, edits] of added) {
      const known = this.byFile.get(path) ?? [];
      this.byFile.set(path, [...known, ...edits.filter((edit) => !known.some((other) => isSame(edit, other)))]);
    }
    this.count++;
    return true;
  }
}

/** Whether two edits do the same at the same place. */
function isSame(a: TextEdit, b: TextEdit): boolean {
  return (
    a.newText === b.newText && compare(a.range.start, b.range.start) === 0 && compare(a.range.end, b.range.end) === 0
  );
}

function overlap({ range: a }: TextEdit, { range: b }: TextEdit): boolean {
  return compare(a.start, b.end) < 0 && compare(b.start, a.end) < 0;
}

function compare(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}
