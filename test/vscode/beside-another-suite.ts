// Runs inside VS Code's extension host, where an extension with Pylance's name answers call hierarchies too.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { runBeside } from './beside-suite.ts';

export const run = () => runBeside(check);

async function check(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  const uri = vscode.Uri.joinPath(folder.uri, 'shop', 'service.py');
  const editor = await vscode.window.showTextDocument(uri);
  for (const id of ['ms-python.vscode-pylance', 'loopwise.loopwise']) {
    const extension = vscode.extensions.getExtension(id);
    assert.ok(extension, id);
    await extension.activate();
  }
  const items = await vscode.commands.executeCommand<vscode.CallHierarchyItem[]>(
    'vscode.prepareCallHierarchy',
    uri,
    new vscode.Position(8, 26),
  );
  assert.deepEqual(
    items.map(({ name }) => name),
    ['theirs'],
  );
  editor.selection = new vscode.Selection(8, 26, 8, 26);
  await vscode.commands.executeCommand('loopwise.showCallers');
}
