import * as vscode from 'vscode';
import { type Importance, importanceMarks, importances } from '../server/cards/card.ts';
import type { CardSummary } from '../server/cards/card-catalogue.ts';
import type { CardPlace, CardPlaces } from '../server/lsp/concept-requests.ts';
import { plainTitle } from './card-html.ts';
import type { ConceptCards } from './concept-cards.ts';
import { importanceName } from './importance-name.ts';
import type { ReadingProgress } from './reading-progress.ts';

type ConceptNode =
  | { readonly kind: 'group'; readonly importance: Importance; readonly cards: readonly CardSummary[] }
  | { readonly kind: 'card'; readonly card: CardSummary }
  | { readonly kind: 'place'; readonly place: CardPlace }
  | { readonly kind: 'note'; readonly text: string };

/** Time without new findings before the view is drawn anew, in milliseconds. */
const refreshPause = 500;

/** The view "Concepts": the cards by importance, and below each one where in the workspace it matters. */
export class ConceptTree implements vscode.TreeDataProvider<ConceptNode> {
  private readonly cards: ConceptCards;
  private readonly progress: ReadingProgress;
  private readonly changes = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changes.event;
  private places: Promise<CardPlaces> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(cards: ConceptCards, progress: ReadingProgress) {
    this.cards = cards;
    this.progress = progress;
  }

  register(): vscode.Disposable {
    const view = vscode.window.createTreeView('loopwise.concepts', { treeDataProvider: this, showCollapseAll: true });
    return vscode.Disposable.from(
      view,
      this.changes,
      this.progress.onDidChange(() => this.changes.fire(undefined)),
      { dispose: () => clearTimeout(this.timer) },
    );
  }

  /** Asks anew what the cards speak of, when the view is next looked at and the typing has paused. */
  refresh(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.places = undefined;
      this.changes.fire(undefined);
    }, refreshPause);
  }

  async getChildren(node?: ConceptNode): Promise<ConceptNode[]> {
    switch (node?.kind) {
      case undefined:
        return this.groups();
      case 'group':
        return node.cards.map((card) => ({ kind: 'card', card }));
      case 'card':
        return this.placesOf(node.card);
      default:
        return [];
    }
  }

  private async groups(): Promise<ConceptNode[]> {
    const all = await this.cards.all();
    return importances.map((importance) => ({
      kind: 'group',
      importance,
      cards: all.filter((card) => card.importance === importance),
    }));
  }

  private async placesOf(card: CardSummary): Promise<ConceptNode[]> {
    const known = await this.known(card.id);
    if (!known) return [{ kind: 'note', text: vscode.l10n.t('Nothing in this workspace') }];
    const left = known.total - known.places.length;
    return [
      ...known.places.map((place): ConceptNode => ({ kind: 'place', place })),
      ...(left > 0 ? [{ kind: 'note', text: vscode.l10n.t('and {0} more', left) } as const] : []),
    ];
  }

  private async known(id: string): Promise<CardPlaces[string] | undefined> {
    this.places ??= this.cards.places();
    const places = await this.places;
    return Object.hasOwn(places, id) ? places[id] : undefined;
  }

  async getTreeItem(node: ConceptNode): Promise<vscode.TreeItem> {
    switch (node.kind) {
      case 'group':
        return this.groupItem(node.importance, node.cards);
      case 'card':
        return this.cardItem(node.card);
      case 'place':
        return this.placeItem(node.place);
      case 'note':
        return new vscode.TreeItem(node.text);
    }
  }

  private groupItem(importance: Importance, cards: readonly CardSummary[]): vscode.TreeItem {
    const name = importanceName(importance);
    const item = new vscode.TreeItem(
      `${importanceMarks[importance]} ${name}`,
      vscode.TreeItemCollapsibleState.Expanded,
    );
    const read = cards.filter(({ id }) => this.progress.has(id)).length;
    item.description = vscode.l10n.t('{0} of {1} read', read, cards.length);
    item.accessibilityInformation = { label: `${name}, ${item.description}` };
    return item;
  }

  private async cardItem(card: CardSummary): Promise<vscode.TreeItem> {
    const title = plainTitle(card.title);
    const item = new vscode.TreeItem(title, vscode.TreeItemCollapsibleState.Collapsed);
    const isRead = this.progress.has(card.id);
    const known = await this.known(card.id);
    const findings = known?.places.filter(({ isFinding }) => isFinding).length ?? 0;
    const counts = [
      ...(findings === 1
        ? [vscode.l10n.t('1 finding')]
        : findings > 1
          ? [vscode.l10n.t('{0} findings', findings)]
          : []),
      ...(known && known.total > findings ? [vscode.l10n.t('{0} in the code', known.total - findings)] : []),
    ];
    item.id = card.id;
    item.description = counts.join(' · ');
    item.tooltip = new vscode.MarkdownString(card.introduction);
    item.iconPath = new vscode.ThemeIcon(isRead ? 'check' : 'book');
    item.contextValue = isRead ? 'card read' : 'card unread';
    item.command = { command: 'loopwise.openCard', title: vscode.l10n.t('Open the card'), arguments: [card.id] };
    const state = isRead ? vscode.l10n.t('read') : vscode.l10n.t('not read');
    item.accessibilityInformation = {
      label: [title, importanceName(card.importance), state, ...counts].join(', '),
    };
    return item;
  }

  private placeItem(place: CardPlace): vscode.TreeItem {
    const uri = this.cards.uriOf(place.uri);
    const { start } = place.range;
    const file = vscode.workspace.asRelativePath(uri);
    const item = new vscode.TreeItem(place.function);
    item.description =
      place.isFinding || place.detail === ''
        ? `${file}:${start.line + 1}`
        : `${place.detail} · ${file}:${start.line + 1}`;
    item.tooltip = place.detail === '' ? file : `${place.detail}\n${file}`;
    item.iconPath = new vscode.ThemeIcon(
      place.isFinding ? 'warning' : place.detail === '' ? 'symbol-function' : 'symbol-method',
      place.isFinding ? new vscode.ThemeColor('list.warningForeground') : undefined,
    );
    const at = new vscode.Position(start.line, start.character);
    const options: vscode.TextDocumentShowOptions = { selection: new vscode.Range(at, at) };
    item.command = { command: 'vscode.open', title: vscode.l10n.t('Go to the code'), arguments: [uri, options] };
    const kind = place.isFinding ? vscode.l10n.t('finding') : vscode.l10n.t('in the code');
    item.accessibilityInformation = { label: `${kind}, ${place.function}, ${item.description}` };
    return item;
  }
}
