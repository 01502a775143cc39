import * as vscode from 'vscode';
import { extensionTexts } from './extension-texts.ts';

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
  await copySample(extensionUri, target);
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

async function copySample(extension: vscode.Uri, target: vscode.Uri): Promise<void> {
  const { fs } = vscode.workspace;
  // What somebody added to it before would be in the way.
  await fs.delete(target, { recursive: true }).then(undefined, () => {});
  for (const [file, text] of await extensionTexts(extension, 'sample')) {
    await fs.writeFile(vscode.Uri.joinPath(target, file), new TextEncoder().encode(text));
  }
}
