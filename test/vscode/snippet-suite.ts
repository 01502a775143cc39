// Runs inside VS Code's extension host: every snippet is inserted by the editor itself, on a copy of test/fixtures/editor-project.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as vscode from 'vscode';
import { fileAround, fileWith, readSnippets, type Snippet } from '../snippets/snippet-cases.ts';
import { expandSnippet } from '../snippets/snippet-text.ts';

/** The contract of `@vscode/test-electron`: rejects when a snippet fails. Every result goes to the console. */
export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension('loopwise.loopwise');
  assert.ok(extension);
  const all = readSnippets(extension.extensionPath);
  const failures: string[] = [];
  const attempt = async (name: string, check: () => Promise<void>) => {
    try {
      await check();
      console.log(`snippet ok - ${name}`);
    } catch (error) {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      console.log(`snippet not ok - ${name}\n${reason}`);
      failures.push(`${name}: ${reason}`);
    } finally {
      await vscode.commands.executeCommand('workbench.action.files.revert');
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    }
  };
  for (const snippet of all) {
    await attempt(`${snippet.prefix} is offered`, () => isOffered(snippet));
    await attempt(`${snippet.prefix} is right when it is inserted`, () => isRight(snippet, all));
    await attempt(`${snippet.prefix} is indented as the file is`, () => isIndented(snippet));
  }
  if (failures.length > 0) throw new Error(failures.join('\n\n'));
}

/** Opens a new file of the workspace. */
async function openNew(name: string, text: string): Promise<vscode.TextEditor> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  const uri = vscode.Uri.joinPath(folder.uri, `${name.replaceAll('-', '_')}.py`);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
}

/** Inserts the contributed snippet at the cursor and goes through its tab stops, as Tab does, to the last one. */
async function insert({ name, body }: Snippet): Promise<void> {
  await vscode.commands.executeCommand('editor.action.insertSnippet', { langId: 'python', name });
  for (const _ of expandSnippet(body).tabStops.slice(1)) {
    await vscode.commands.executeCommand('hideSuggestWidget');
    await vscode.commands.executeCommand('jumpToNextSnippetPlaceholder');
  }
}

async function isOffered({ name, prefix, description, body }: Snippet): Promise<void> {
  const { document } = await openNew(`offered-${prefix}`, `${prefix}\n`);
  const items = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    new vscode.Position(0, prefix.length),
  );
  const offered = items.items.filter(({ label }) => typeof label === 'object' && label.label === prefix);
  const [item] = offered;
  assert.equal(offered.length, 1, `${prefix} among ${items.items.length}`);
  assert.ok(item && typeof item.label === 'object');
  assert.equal(item.kind, vscode.CompletionItemKind.Snippet);
  assert.equal(item.label.description, name);
  assert.ok(item.detail?.startsWith(description), item.detail);
  assert.ok(item.insertText instanceof vscode.SnippetString);
  assert.equal(item.insertText.value, body.join('\n'));
}

async function isRight(snippet: Snippet, all: readonly Snippet[]): Promise<void> {
  const { before, after } = fileAround(snippet, all);
  const start = before.replaceAll('\t', '    ');
  const editor = await openNew(snippet.prefix, start + after);
  const { document } = editor;
  const at = document.positionAt(start.length);
  editor.selection = new vscode.Selection(at, at);
  await insert(snippet);
  assert.equal(document.getText(), fileWith(snippet, all));
  const end = start.length + document.getText().length - (start + after).length;
  await until('the cursor behind the snippet', () => document.offsetAt(editor.selection.active) === end);
  // A defect below it: its finding shows that the server has looked at all of the file.
  const text = '\n\nimport time\n\n\n@app.get("/defect")\nasync def defect():\n    time.sleep(1)\n';
  await editor.edit((edit) => edit.insert(document.lineAt(document.lineCount - 1).range.end, text));
  const defect = `blocking-call@${document.lineCount - 2}`;
  await until(defect, () => diagnosticsOf(document).includes(defect));
  assert.deepEqual(diagnosticsOf(document), [defect]);
  const program = 'import ast, sys; ast.parse(sys.stdin.read(), feature_version=(3, 9))';
  const { stderr, status } = spawnSync('/usr/bin/python3', ['-I', '-c', program], { input: document.getText() });
  assert.equal(status, 0, String(stderr));
}

async function isIndented(snippet: Snippet): Promise<void> {
  const { text } = expandSnippet(snippet.body);
  const editor = await openNew(`indented-${snippet.prefix}`, '');
  for (const [options, indentation] of [
    [{ insertSpaces: true, tabSize: 2 }, '  '],
    [{ insertSpaces: false, tabSize: 4 }, '\t'],
  ] as const) {
    editor.options = options;
    await until('the indentation', () => editor.options.insertSpaces === options.insertSpaces);
    await editor.edit((edit) => edit.delete(new vscode.Range(0, 0, editor.document.lineCount, 0)));
    await insert(snippet);
    assert.equal(editor.document.getText(), text.replaceAll('\t', indentation));
  }
}

/** Everything that the editor shows for a file, of whatever source, as `code@line`. */
function diagnosticsOf({ uri }: vscode.TextDocument): readonly string[] {
  return vscode.languages.getDiagnostics(uri).map(({ code, range }) => {
    const name = typeof code === 'object' ? code.value : code;
    return `${name}@${range.start.line}`;
  });
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const end = Date.now() + 30_000;
  while (!holds()) {
    assert.ok(Date.now() < end, `never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
