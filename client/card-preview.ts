import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

const scheme = 'loopwise-card';

/** Shows concept cards as rendered Markdown: the whole card, in the language of the server. */
export class CardPreview implements vscode.TextDocumentContentProvider {
  private readonly client: LanguageClient;

  constructor(client: LanguageClient) {
    this.client = client;
  }

  /** Makes the cards readable for VS Code. */
  register(): vscode.Disposable {
    return vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  /** The command "Open the card"; the argument comes from a link or an action and may be anything. */
  async open(id: unknown): Promise<void> {
    if (typeof id !== 'string' || !/^[a-z-]+$/.test(id)) return;
    const uri = vscode.Uri.from({ scheme, path: `/${id}.md` });
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const id = uri.path.slice(1).replace(/\.md$/, '');
    return (await this.client.sendRequest<string | null>('loopwise/card', { id })) ?? '';
  }
}
