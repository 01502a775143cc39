// Runs inside VS Code's extension host, beside an extension in which Ruff itself reports what it finds.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { runBeside, until } from './beside-suite.ts';

export const run = () => runBeside(check);

async function check(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  const main = vscode.Uri.joinPath(folder.uri, 'main.py');
  const writtenMain = readFileSync(main.fsPath, 'utf8');
  const helper = path.join(folder.uri.fsPath, 'wait.py');
  writeFileSync(helper, 'import time\n\n\ndef wait():\n    time.sleep(1)\n');
  writeFileSync(
    main.fsPath,
    `${writtenMain.replace('from shop', 'from wait import wait\nfrom shop')}\n\n@app.get("/chain")\nasync def chain():\n    wait()\n`,
  );
  const editor = await vscode.window.showTextDocument(main);
  const lineOf = (text: string) =>
    editor.document
      .getText()
      .split('\n')
      .findIndex((line) => line.includes(text));
  const direct = lineOf('time.sleep(1)');
  const chain = lineOf('    wait()');

  // Ruff says the line with the call itself; the chain is ours.
  await until(
    'Ruff has the line, and we have the chain',
    () => says('Ruff', main, direct) && says('loopwise', main, chain),
  );
  await until('we leave the line to Ruff', () => !says('loopwise', main, direct));
  // A hover and the fixes stay.
  const fixes = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    main,
    new vscode.Range(direct, 6, direct, 6),
  );
  assert.ok(
    fixes.some(({ title }) => title.startsWith('Await `asyncio.sleep') || title.startsWith('Await asyncio.sleep')),
  );

  const settings = vscode.workspace.getConfiguration('loopwise');
  await settings.update('defer', false, vscode.ConfigurationTarget.Global);
  await until('without the setting both say it', () => says('loopwise', main, direct) && says('Ruff', main, direct));
  await settings.update('defer', undefined, vscode.ConfigurationTarget.Global);
  await until('with it only Ruff', () => !says('loopwise', main, direct));

  // Where Ruff is told to be silent, ours comes back.
  await editor.edit((edit) =>
    edit.insert(new vscode.Position(direct, editor.document.lineAt(direct).text.length), '  # noqa: ASYNC251'),
  );
  await until('ours is back', () => says('loopwise', main, direct) && !says('Ruff', main, direct));
}

function says(source: string, uri: vscode.Uri, line: number): boolean {
  return vscode.languages
    .getDiagnostics(uri)
    .some((diagnostic) => diagnostic.source === source && diagnostic.range.start.line === line);
}
