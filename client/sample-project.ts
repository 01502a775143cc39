import * as vscode from 'vscode';

const walkthrough = 'loopwise.loopwise#loopwise.start';
const folderName = 'loopwise-sample';
const pending = 'loopwise.continueWalkthrough';

/**
 * The command "Open the sample project": copies it to the extension's own storage, so that it may be changed freely, and opens
 * it in a new window, where the walkthrough goes on.
 */
export async function openSampleProject({
  extensionUri,
  globalStorageUri,
  globalState,
}: vscode.ExtensionContext): Promise<void> {
  const target = vscode.Uri.joinPath(globalStorageUri, folderName);
  await vscode.workspace.fs.createDirectory(globalStorageUri);
  await vscode.workspace.fs.copy(vscode.Uri.joinPath(extensionUri, 'media', 'sample'), target, { overwrite: true });
  await globalState.update(pending, true);
  await vscode.commands.executeCommand('vscode.openFolder', target, { forceNewWindow: true });
}

/** In the window that the command above opened: shows the file with the first squiggle, and the walkthrough. */
export async function continueWalkthrough({ globalState }: vscode.ExtensionContext): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (!folder?.path.endsWith(`/${folderName}`) || globalState.get(pending) !== true) return;
  await globalState.update(pending, undefined);
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', walkthrough, false);
  const file = vscode.Uri.joinPath(folder, 'app', 'main.py');
  await vscode.window.showTextDocument(file, { viewColumn: vscode.ViewColumn.Beside });
}
