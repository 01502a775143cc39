import type * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { CardContent, CardSummary } from '../server/cards/card-catalogue.ts';
import type { CardPlaces } from '../server/lsp/concept-requests.ts';
import type { Language } from '../server/messages/language.ts';

/** The cards and what they speak of in the workspace, as the language server has them. */
export class ConceptCards {
  private readonly client: BaseLanguageClient;

  constructor(client: BaseLanguageClient) {
    this.client = client;
  }

  /** All cards in the order of the course, in a language or in the server's. */
  async all(language?: Language): Promise<readonly CardSummary[]> {
    return this.client.sendRequest('loopwise/cards', { language });
  }

  /** A card, in a language or in the server's; undefined when there is none of that name. */
  async card(id: string, language?: Language): Promise<CardContent | undefined> {
    return (await this.client.sendRequest<CardContent | null>('loopwise/card', { id, language })) ?? undefined;
  }

  /** Findings and functions by card. */
  async places(): Promise<CardPlaces> {
    return this.client.sendRequest('loopwise/cardPlaces');
  }

  uriOf(uri: string): vscode.Uri {
    return this.client.protocol2CodeConverter.asUri(uri);
  }
}
