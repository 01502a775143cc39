import type { NotebookModule } from './notebook-module.ts';
import type { ParsedText, Syntax } from './syntax.ts';

/**
 * The cells, counted from 0, that Python refuses and that are read together with code of other cells: a decorator above nothing, a
 * block without its beginning. A mistake within a cell is none of them: all else of that cell can be read, as in any file.
 */
export function brokenCells(syntax: Syntax, notebook: NotebookModule, parsed: ParsedText): ReadonlySet<number> {
  const mixed = mixedCells(notebook, parsed);
  return new Set([...mixed].filter((cell) => !isPython(syntax, notebook.textOf(cell))));
}

/** A notebook without the code of cells that are read together with others. */
export function readableNotebook(syntax: Syntax, notebook: NotebookModule): NotebookModule {
  const parsed = syntax.parse(notebook.text);
  const broken = brokenCells(syntax, notebook, parsed);
  parsed.tree.delete();
  return broken.size > 0 ? readableNotebook(syntax, notebook.without(broken)) : notebook;
}

/** The cells that a statement, or what should be one, is in together with others. */
function mixedCells(notebook: NotebookModule, { tree }: ParsedText): ReadonlySet<number> {
  const mixed = new Set<number>();
  const cursor = tree.walk();
  const isModule = cursor.nodeType === 'module';
  if (!isModule || cursor.gotoFirstChild()) {
    do {
      const first = notebook.cellAt(cursor.startPosition.row);
      const last = notebook.cellAt(cursor.endPosition.row);
      for (let cell = Math.max(first, 0); first !== last && cell <= last; cell++) mixed.add(cell);
    } while (isModule && cursor.gotoNextSibling());
  }
  cursor.delete();
  return mixed;
}

function isPython(syntax: Syntax, text: string): boolean {
  const { tree } = syntax.parse(text);
  const isValid = !tree.rootNode.hasError;
  tree.delete();
  return isValid;
}
