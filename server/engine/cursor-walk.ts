import type { TreeCursor } from 'web-tree-sitter';
import type { Span } from './module-facts.ts';
import { kindTable, type NodeKinds } from './python-node-kinds.ts';
import type { Syntax } from './syntax.ts';

/** Levels of the syntax tree that are read: far more than people write, and few enough for every JavaScript stack. */
const deepest = 400;

/** A cursor walk over one tree. Every method finds the cursor on its node and leaves it there. */
export abstract class CursorWalk {
  protected readonly text: string;
  protected readonly kinds: NodeKinds;
  protected readonly cursor: TreeCursor;
  private depth = 0;
  /** Kind of the node that the cursor is on: each look through the WebAssembly border costs. */
  protected here = 0;

  constructor(syntax: Syntax, text: string, cursor: TreeCursor) {
    this.text = text;
    this.cursor = cursor;
    this.kinds = kindTable(syntax.language);
  }

  protected eachChild(visit: (kind: number) => void): void {
    const cursor = this.cursor;
    if (this.depth > deepest || !cursor.gotoFirstChild()) return;
    const outer = this.here;
    this.depth++;
    do visit(this.readKind());
    while (cursor.gotoNextSibling());
    this.depth--;
    this.here = outer;
    cursor.gotoParent();
  }

  protected readKind(): number {
    const id = this.cursor.nodeTypeId;
    this.here = id === 0xffff ? this.kinds.error : (this.kinds.byTypeId[id] ?? 0);
    return this.here;
  }

  protected spanHere(): Span {
    return { start: this.cursor.startIndex, end: this.cursor.endIndex };
  }

  protected textHere(): string {
    return this.text.slice(this.cursor.startIndex, this.cursor.endIndex);
  }
}
