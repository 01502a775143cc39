import * as vscode from 'vscode';
import type { Importance } from '../server/cards/card.ts';

/** How important the cards of a kind are, in words. */
export function importanceName(importance: Importance): string {
  switch (importance) {
    case 'fundamental':
      return vscode.l10n.t('Fundamental');
    case 'important':
      return vscode.l10n.t('Important');
    case 'specific':
      return vscode.l10n.t('Specific');
  }
}
