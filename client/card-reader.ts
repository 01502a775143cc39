import * as vscode from 'vscode';
import { importanceMarks } from '../server/cards/card.ts';
import type { CardContent } from '../server/cards/card-catalogue.ts';
import { cardHtml, plainTitle } from './card-html.ts';
import type { ConceptCards } from './concept-cards.ts';
import { extensionTexts } from './extension-texts.ts';
import {
  isCardId,
  type ReaderMessage,
  type ReaderState,
  readerMessageFrom,
  readerStateFrom,
} from './reader-message.ts';
import type { ReadingProgress } from './reading-progress.ts';
import { webviewHtml, webviewRoots } from './webview-page.ts';

const viewType = 'loopwise.card';

/** The panel in which cards are read: one for the window, beside the code. */
export class CardReader implements vscode.WebviewPanelSerializer {
  private readonly cards: ConceptCards;
  private readonly progress: ReadingProgress;
  private readonly extension: vscode.Uri;
  private pictures: Promise<ReadonlyMap<string, string>> | undefined;
  private panel: vscode.WebviewPanel | undefined;
  private state: ReaderState | undefined;
  private readonly history: string[] = [];
  private examples: readonly string[] = [];

  constructor(cards: ConceptCards, progress: ReadingProgress, extension: vscode.Uri) {
    this.cards = cards;
    this.progress = progress;
    this.extension = extension;
  }

  /** Lets VS Code bring the panel back after a reload. */
  register(): vscode.Disposable {
    return vscode.Disposable.from(vscode.window.registerWebviewPanelSerializer(viewType, this), {
      dispose: () => this.panel?.dispose(),
    });
  }

  /** The command "Open the card"; the argument comes from a link or an action and may be anything. */
  async open(id: unknown, preserveFocus = false): Promise<void> {
    if (!isCardId(id)) return;
    const card = await this.cards.card(id, this.state?.language);
    if (!card) return;
    if (!this.panel) this.adopt(this.create(preserveFocus));
    else this.panel.reveal(undefined, preserveFocus);
    if (this.state && this.state.id !== id) this.history.push(this.state.id);
    await this.show(card);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, kept: unknown): Promise<void> {
    const state = readerStateFrom(kept);
    const card = state && (await this.cards.card(state.id, state.language));
    if (!card || this.panel) {
      panel.dispose();
      return;
    }
    this.state = state;
    this.adopt(panel);
    await this.show(card);
  }

  private create(preserveFocus: boolean): vscode.WebviewPanel {
    const column = vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    return vscode.window.createWebviewPanel(viewType, 'Loopwise', { viewColumn: column, preserveFocus });
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel = panel;
    panel.webview.options = { enableScripts: true, localResourceRoots: webviewRoots(this.extension) };
    panel.iconPath = vscode.Uri.joinPath(this.extension, 'media', 'icon.png');
    panel.webview.onDidReceiveMessage((given: unknown) => {
      const message = readerMessageFrom(given);
      if (message) void this.receive(message);
    });
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.state = undefined;
      this.history.length = 0;
    });
  }

  private async receive(message: ReaderMessage): Promise<void> {
    const { state } = this;
    if (!state) return;
    switch (message.type) {
      case 'open':
        return this.open(message.id);
      case 'back': {
        const id = this.history.pop();
        const card = id === undefined ? undefined : await this.cards.card(id, state.language);
        return card && this.show(card);
      }
      case 'browse':
        await vscode.commands.executeCommand('loopwise.browseConcepts');
        return;
      case 'language': {
        const card = await this.cards.card(state.id, message.language);
        if (card) await this.show(card, message.language);
        return;
      }
      case 'read':
        return this.progress.set(state.id, message.isRead);
      default: {
        const code = this.examples[message.example];
        if (code === undefined) return;
        if (message.type === 'insert') await insert(code);
        else await openScratch(code);
      }
    }
  }

  private async show(card: CardContent, language = this.state?.language): Promise<void> {
    const { panel } = this;
    if (!panel) return;
    this.state = { id: card.id, language };
    await this.progress.set(card.id, true);
    this.pictures ??= extensionTexts(this.extension, 'pictures');
    const { body, examples } = cardHtml(card, await this.pictures, true);
    this.examples = examples;
    panel.title = `${importanceMarks[card.importance]} ${plainTitle(card.title)}`;
    panel.webview.html = webviewHtml(panel.webview, this.extension, {
      language: card.language,
      title: plainTitle(card.title),
      style: 'reader',
      script: 'card-reader.js',
      body,
      data: { id: card.id, language: language ?? '' },
    });
  }
}

/** Puts an example where the cursor was last in a Python editor; without one, it opens in an editor of its own. */
async function insert(code: string): Promise<void> {
  const isPython = ({ document }: vscode.TextEditor) => document.languageId === 'python';
  const active = vscode.window.activeTextEditor;
  const editor = active && isPython(active) ? active : vscode.window.visibleTextEditors.find(isPython);
  if (!editor) return openScratch(code);
  const shown = await vscode.window.showTextDocument(editor.document, editor.viewColumn);
  await shown.edit((edit) => edit.insert(shown.selection.active, code));
}

async function openScratch(code: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'python', content: code });
  await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
}
