import * as vscode from 'vscode';

/** A comment that the server has made, as the arguments of a command bring it. */
interface Suppression {
  readonly uri: string;
  readonly line: number;
  readonly character: number;
  readonly comment: string;
}

/**
 * The command behind "Ignore … with a reason": asks for the reason and writes the comment with it. Nothing is written when the
 * question is left with Escape. Arguments come from the editor and may be anything.
 */
export async function suppressWithReason(given: unknown): Promise<void> {
  const suppression = suppressionFrom(given);
  if (!suppression) return;
  const reason = await vscode.window.showInputBox({
    prompt: vscode.l10n.t('Why is it fine here? The reason stands in the comment.'),
    validateInput: (text) => (text.includes('#') ? vscode.l10n.t('A "#" would begin another comment.') : undefined),
  });
  if (reason === undefined) return;
  const written = reason.trim();
  const edit = new vscode.WorkspaceEdit();
  const at = new vscode.Position(suppression.line, suppression.character);
  edit.insert(vscode.Uri.parse(suppression.uri), at, suppression.comment + (written === '' ? '' : ` ${written}`));
  await vscode.workspace.applyEdit(edit);
}

function suppressionFrom(given: unknown): Suppression | undefined {
  const raw = (typeof given === 'object' && given !== null ? given : {}) as Record<string, unknown>;
  const { uri, line, character, comment } = raw;
  if (typeof uri !== 'string' || typeof comment !== 'string' || !/^ {2}# loopwise: ignore\[[\w-]+\]$/.test(comment))
    return undefined;
  if (!Number.isSafeInteger(line) || !Number.isSafeInteger(character)) return undefined;
  return { uri, line: Number(line), character: Number(character), comment };
}
