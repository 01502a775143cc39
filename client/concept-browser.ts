import * as vscode from 'vscode';
import { importanceMarks, importances } from '../server/cards/card.ts';
import { plainTitle } from './card-html.ts';
import type { CardReader } from './card-reader.ts';
import { type FoundCard, searchCards } from './card-search.ts';
import type { ConceptCards } from './concept-cards.ts';
import { importanceName } from './importance-name.ts';
import type { ReadingProgress } from './reading-progress.ts';

interface CardItem extends vscode.QuickPickItem {
  readonly id?: string;
}

/** The command "Browse concepts": all cards, found by their titles and by their whole text. */
export async function browseConcepts(
  cards: ConceptCards,
  reader: CardReader,
  progress: ReadingProgress,
): Promise<void> {
  const all = await cards.all();
  const list = vscode.window.createQuickPick<CardItem>();
  list.title = vscode.l10n.t('Loopwise: concepts');
  list.placeholder = vscode.l10n.t('Search in titles and text');
  const show = (query: string) => {
    const found = searchCards(all, query);
    list.items = query.trim() === '' ? byImportance(found, progress) : found.map((one) => itemOf(one, progress));
  };
  show('');
  list.onDidChangeValue(show);
  list.onDidAccept(() => {
    // Enter may come before VS Code has made an item of the new list the active one.
    const id = (list.activeItems[0] ?? list.items.find((item) => item.id !== undefined))?.id;
    list.hide();
    if (id !== undefined) void reader.open(id);
  });
  list.onDidHide(() => list.dispose());
  list.show();
}

function byImportance(found: readonly FoundCard[], progress: ReadingProgress): CardItem[] {
  return importances.flatMap((importance) => [
    { label: importanceName(importance), kind: vscode.QuickPickItemKind.Separator },
    ...found.filter(({ card }) => card.importance === importance).map((one) => itemOf(one, progress)),
  ]);
}

function itemOf({ card, excerpt }: FoundCard, progress: ReadingProgress): CardItem {
  return {
    id: card.id,
    label: `${importanceMarks[card.importance]} ${plainTitle(card.title)}`,
    description: progress.has(card.id) ? `$(check) ${vscode.l10n.t('read')}` : '',
    detail: excerpt ?? plainTitle(card.introduction),
    // The search above decides, not the one of the list, which knows nothing of the cards' text.
    alwaysShow: true,
  };
}
