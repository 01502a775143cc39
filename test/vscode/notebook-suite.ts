// Runs inside VS Code's extension host, on a copy of test/fixtures/editor-project.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { runBeside, until } from './beside-suite.ts';

const sources = [
  'import time\nfrom fastapi import FastAPI\n\napp = FastAPI()',
  '!pip install requests',
  'def helper():\n    time.sleep(1)\n\n\n@app.get("/x")\nasync def read_x():\n    helper()\n    time.sleep(2)',
];

/** The contract of `@vscode/test-electron`: rejects when something fails. */
export function run(): Promise<void> {
  return runBeside(async () => {
    await vscode.commands.executeCommand('vscode.open', await writtenNotebook());
    await until('the notebook', () => vscode.window.activeNotebookEditor !== undefined);
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    assert.ok(notebook);
    const [, , cell] = notebook.getCells();
    assert.ok(cell);
    const { uri } = cell.document;
    const findings = () =>
      vscode.languages
        .getDiagnostics(uri)
        .filter(({ source }) => source === 'loopwise')
        .map(({ range }) => range.start.line)
        .sort();
    await until('the findings of a cell', () => findings().join() === '6,7');

    const [hover] = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      uri,
      new vscode.Position(5, 12),
    );
    const [content] = hover?.contents ?? [];
    assert.match(typeof content === 'object' ? content.value : '', /read_x/);

    const picked = vscode.commands.executeCommand('loopwise.showBlockingPath', uri.toString(), {
      line: 6,
      character: 5,
    });
    await until('the first step', () => selectionIn(uri) === '6:4');
    await vscode.commands.executeCommand('workbench.action.quickOpenNavigateNext');
    await until('the second step', () => selectionIn(uri) === '1:4');
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await picked;
    assert.equal(selectionIn(uri), '1:4');
    assert.equal(vscode.window.visibleNotebookEditors.length, 1);
    await fixed(cell, new vscode.Position(7, 6), 'Await asyncio.sleep(…) instead');
    await until('the mended call', () => findings().join() === '6');
    assert.match(cell.document.getText(), /\n {4}await asyncio\.sleep\(2\)$/);
    assert.match(notebook.cellAt(0).document.getText(), /^import asyncio\nimport time\n/);

    await vscode.commands.executeCommand('workbench.action.files.save');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await until('nothing of a closed notebook', () => findings().length === 0);
  });
}

/** Where the selection of a document begins; undefined where no editor shows it. */
function selectionIn(uri: vscode.Uri): string | undefined {
  const editor = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
  return editor && `${editor.selection.start.line}:${editor.selection.start.character}`;
}

async function writtenNotebook(): Promise<vscode.Uri> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  const uri = vscode.Uri.joinPath(folder.uri, 'orders.ipynb');
  const cells = sources.map((source) => ({
    cell_type: 'code',
    execution_count: null,
    metadata: {},
    outputs: [],
    source: source.split(/(?<=\n)/),
  }));
  const content = { cells, metadata: { language_info: { name: 'python' } }, nbformat: 4, nbformat_minor: 5 };
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(JSON.stringify(content)));
  return uri;
}

async function fixed(cell: vscode.NotebookCell, at: vscode.Position, title: string): Promise<void> {
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    cell.document.uri,
    new vscode.Range(at, at),
  );
  const action = actions.find((offered) => offered.title === title);
  assert.ok(action?.edit, actions.map((offered) => offered.title).join('\n'));
  assert.ok(await vscode.workspace.applyEdit(action.edit));
}
