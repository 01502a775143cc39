import * as vscode from 'vscode';
import { placeFrom } from './blocking-path.ts';
import { openCode } from './open-code.ts';

/** Puts the cursor at a place and opens the menu of fixes there. The arguments come from links and may be anything. */
export async function showFixes(uri: unknown, position: unknown): Promise<void> {
  const place = placeFrom(uri, position);
  if (!place) return;
  await openCode(place.uri, new vscode.Range(place.position, place.position));
  await vscode.commands.executeCommand('editor.action.quickFix');
}
