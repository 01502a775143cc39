import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { RouteAnswer, RouteKey } from '../server/lsp/route-answer.ts';
import { isLanguage, type Language } from '../server/messages/language.ts';
import { cursor, placeFrom } from './blocking-path.ts';
import type { ConceptCards } from './concept-cards.ts';
import { openCode } from './open-code.ts';
import { type PageState, pageStateFrom } from './restaurant/page-state.ts';
import { quotedCards } from './restaurant/quoted-cards.ts';
import {
  type MessageFromPage,
  type MessageToPage,
  messageFromPage,
  type QuotedCard,
} from './restaurant/restaurant-message.ts';
import { listedRoutesFrom, routeFrom } from './restaurant/route-schema.ts';
import { routeTitle } from './restaurant/route-title.ts';
import { showFixes } from './show-fixes.ts';
import { webviewHtml, webviewRoots } from './webview-page.ts';

const viewType = 'loopwise.restaurant';

/** The panel in which the user watches path operations under load: one for the window, beside the code. */
export class BurgerRestaurant implements vscode.WebviewPanelSerializer {
  private readonly server: BaseLanguageClient;
  private readonly cards: ConceptCards;
  private readonly extension: vscode.Uri;
  private panel: vscode.WebviewPanel | undefined;
  private route: RouteKey | undefined;
  /** What the page is to show when it can take messages. */
  private opening: MessageToPage | undefined;
  private isReady = false;
  /** A page that has begun and waits for what the language server has for it, with what it has kept. */
  private beginning: { readonly state: PageState | null } | undefined;
  /** The language server has read the files: only from then on what it does not find is gone. */
  private hasRead = false;
  /** The path operation as the page was told of it last, as text; `null` where it was gone. */
  private shown = '';
  /** Counts the questions, so that a late answer does not replace a newer one. */
  private turn = 0;

  constructor(server: BaseLanguageClient, cards: ConceptCards, extension: vscode.Uri) {
    this.server = server;
    this.cards = cards;
    this.extension = extension;
  }

  /** Lets VS Code bring the panel back after a reload. */
  register(): vscode.Disposable {
    return vscode.Disposable.from(vscode.window.registerWebviewPanelSerializer(viewType, this), {
      dispose: () => this.panel?.dispose(),
    });
  }

  /**
   * The command "Open the burger restaurant": with the path operation at a place, or at the cursor where none is given; with the
   * story where there is no path operation. The arguments come from links and may be anything.
   */
  async open(uri?: unknown, position?: unknown): Promise<void> {
    const given = placeFrom(uri, position);
    const place = given ?? cursor();
    const route = place && (await this.routeAt(place.uri, place.position));
    if (route) {
      this.route = route.key;
      this.show({ type: 'open', route });
    } else {
      this.show({ type: 'story', notServed: given !== undefined });
    }
  }

  /** The language server is ready, and the code may have changed: shows the path operation as it is now. */
  async refresh(): Promise<void> {
    this.hasRead = true;
    if (this.beginning) await this.start();
    else await this.update();
  }

  private async update(): Promise<void> {
    const { route } = this;
    if (!this.panel?.visible || !this.isReady || !route) return;
    const turn = ++this.turn;
    const answer = await this.answered(this.server.sendRequest('loopwise/route', { key: route, withFix: true }));
    if (turn !== this.turn || answer === undefined) return;
    const found = routeFrom(answer);
    const text = JSON.stringify(found ?? null);
    if (text === this.shown) return;
    this.shown = text;
    if (found) this.route = found.key;
    this.post({ type: 'update', route: found ?? null });
  }

  /** Undefined while the language server does not run: it says when it is ready again. */
  private async answered<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
    try {
      return await asked;
    } catch (error) {
      this.server.warn('The burger restaurant has no answer.', error, false);
      return undefined;
    }
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, kept: unknown): Promise<void> {
    if (this.panel) {
      panel.dispose();
      return;
    }
    this.route = pageStateFrom(kept)?.route ?? undefined;
    this.adopt(panel);
  }

  private async routeAt(uri: vscode.Uri, position: vscode.Position): Promise<RouteAnswer | undefined> {
    const params = {
      textDocument: { uri: this.server.code2ProtocolConverter.asUri(uri) },
      position: { line: position.line, character: position.character },
      withFix: true,
    };
    return routeFrom(await this.server.sendRequest('loopwise/routeAt', params));
  }

  private show(message: MessageToPage): void {
    this.opening = message;
    this.turn++;
    if (!this.panel) this.adopt(this.create());
    else {
      // A hidden page is gone: it begins anew when it is shown, and then asks.
      const isThere = this.isReady && this.panel.visible;
      this.panel.reveal();
      if (isThere) this.sendOpening();
    }
  }

  private create(): vscode.WebviewPanel {
    const column = vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    return vscode.window.createWebviewPanel(viewType, vscode.l10n.t('Burger restaurant'), column);
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel = panel;
    this.isReady = false;
    this.beginning = undefined;
    const { webview } = panel;
    webview.options = {
      enableScripts: true,
      localResourceRoots: webviewRoots(this.extension),
    };
    panel.iconPath = vscode.Uri.joinPath(this.extension, 'media', 'icon.png');
    webview.onDidReceiveMessage((given: unknown) => {
      const message = messageFromPage(given);
      if (message) this.receive(message).catch((error) => void vscode.window.showErrorMessage(reasonOf(error)));
    });
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.route = undefined;
      this.turn++;
    });
    webview.html = webviewHtml(webview, this.extension, {
      language: shownLanguage(),
      title: 'Loopwise',
      style: 'restaurant',
      script: 'restaurant.js',
    });
  }

  private async receive(message: MessageFromPage): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.beginning = { state: message.state };
        return this.start();
      case 'chooseRoute':
        return this.chooseRoute();
      case 'openCode':
        return openCode(vscode.Uri.parse(message.uri), rangeOf(message.range));
      case 'showFixes':
        return showFixes(message.uri, message.range.start);
      case 'openCard':
        await vscode.commands.executeCommand('loopwise.openCard', message.id);
        return;
      case 'save':
        return savePicture(message);
    }
  }

  /** A page begins, also when it was hidden before. */
  private async start(): Promise<void> {
    const { beginning } = this;
    if (!beginning) return;
    const cards = await this.answered(Promise.all([this.quoted('en'), this.quoted('es')]));
    if (!cards || this.beginning !== beginning) return;
    const [en, es] = cards;
    this.beginning = undefined;
    this.post({ type: 'start', language: beginning.state?.language ?? shownLanguage(), cards: { en, es } });
    this.isReady = true;
    this.shown = '';
    if (this.opening) this.sendOpening();
    else if (this.hasRead) await this.update();
  }

  private sendOpening(): void {
    const { opening } = this;
    if (!opening) return;
    if (opening.type === 'open') this.shown = JSON.stringify(opening.route);
    this.post(opening);
    this.opening = undefined;
  }

  private post(message: MessageToPage): void {
    void this.panel?.webview.postMessage(message);
  }

  private async quoted(language: Language): Promise<QuotedCard[]> {
    const all = await this.cards.all(language);
    return all
      .filter(({ id }) => quotedCards.has(id))
      .map(({ id, title, introduction }) => ({ id, title, introduction }));
  }

  private async chooseRoute(): Promise<void> {
    const routes = listedRoutesFrom(await this.server.sendRequest('loopwise/routes', {}));
    const items = routes.map(({ key, method, route, blocks }) => ({
      key,
      label: `${blocks ? '$(warning) ' : ''}${routeTitle({ key, method, route })}`,
      description: key.name,
      detail: vscode.workspace.asRelativePath(vscode.Uri.parse(key.uri)),
    }));
    const chosen = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Loopwise: burger restaurant'),
      placeHolder: vscode.l10n.t('Choose a path operation'),
      matchOnDescription: true,
      matchOnDetail: true,
    });
    if (!chosen) return;
    const route = routeFrom(await this.server.sendRequest('loopwise/route', { key: chosen.key, withFix: true }));
    if (!route) return;
    this.route = route.key;
    this.show({ type: 'open', route });
  }
}

/** The language of the setting, else the editor's. */
function shownLanguage(): Language {
  const wanted = vscode.workspace.getConfiguration('loopwise').get('language');
  if (isLanguage(wanted)) return wanted;
  return vscode.env.language.startsWith('es') ? 'es' : 'en';
}

function rangeOf({ start, end }: { readonly start: Point; readonly end: Point }): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

interface Point {
  readonly line: number;
  readonly character: number;
}

async function savePicture({ name, format, content }: Extract<MessageFromPage, { type: 'save' }>): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, `${name}.${format}`) }),
    filters: format === 'svg' ? { SVG: ['svg'] } : { PNG: ['png'] },
    title: vscode.l10n.t('Save as a picture'),
  });
  if (!target) return;
  try {
    await vscode.workspace.fs.writeFile(target, bytesOf(content, format));
  } catch (error) {
    void vscode.window.showErrorMessage(vscode.l10n.t('{0} could not be written: {1}', target.fsPath, reasonOf(error)));
  }
}

/** An SVG file is given as its text, a PNG file in base 64. */
function bytesOf(content: string, format: 'svg' | 'png'): Uint8Array {
  if (format === 'svg') return new TextEncoder().encode(content);
  return Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
