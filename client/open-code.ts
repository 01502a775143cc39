import * as vscode from 'vscode';

/**
 * Shows code where it is shown already, else in the first column that shows no page: what asks for it may be one, and is not to be
 * covered.
 */
export async function openCode(uri: vscode.Uri, selection: vscode.Range): Promise<void> {
  const shown = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
  const isPage = (tab: vscode.Tab | undefined) => tab?.input instanceof vscode.TabInputWebview;
  const free = vscode.window.tabGroups.all.find(({ activeTab }) => !isPage(activeTab));
  const viewColumn = shown?.viewColumn ?? free?.viewColumn ?? vscode.ViewColumn.Beside;
  await vscode.window.showTextDocument(uri, { selection, viewColumn });
}
