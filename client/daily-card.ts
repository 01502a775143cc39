import * as vscode from 'vscode';
import type { CardReader } from './card-reader.ts';
import type { ConceptCards } from './concept-cards.ts';
import type { ReadingProgress } from './reading-progress.ts';

const key = 'loopwise.dailyCard';

/**
 * With the setting `loopwise.dailyCard`, opens one card a day at start, beside the code and without taking the focus: the
 * next one that has not been read, and when all have been, one after the other again.
 */
export async function showDailyCard(
  cards: ConceptCards,
  reader: CardReader,
  progress: ReadingProgress,
  state: vscode.Memento,
): Promise<void> {
  if (vscode.workspace.getConfiguration('loopwise').get('dailyCard') !== true) return;
  const now = new Date();
  const today = `${now.getFullYear()}-${now.getMonth() + 1}-${now.getDate()}`;
  if (state.get(key) === today) return;
  await state.update(key, today);
  const all = await cards.all();
  const day = Math.floor(now.getTime() / 86_400_000);
  const card = all.find(({ id }) => !progress.has(id)) ?? all[day % all.length];
  if (card) await reader.open(card.id, true);
}
