import * as vscode from 'vscode';

/** Folders whose files the build puts into `dist/texts.json`. */
export type TextFolder = 'cards' | 'pictures' | 'sample';

/**
 * The texts of a folder of the extension, by path in it. One file holds them all: a browser gets the extension from a web server,
 * which gives files but no lists of them. Rejects when it cannot be read.
 */
export async function extensionTexts(extension: vscode.Uri, folder: TextFolder): Promise<ReadonlyMap<string, string>> {
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, 'dist', 'texts.json'));
  const texts: Readonly<Record<TextFolder, Readonly<Record<string, string>>>> = JSON.parse(
    new TextDecoder().decode(bytes),
  );
  return new Map(Object.entries(texts[folder]));
}
