import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { CardCatalogue } from '../cards/card-catalogue.ts';
import { type GrammarSource, loadSyntax } from '../engine/syntax.ts';
import { clientFiles } from './client-files.ts';
import { startLanguageServer } from './language-server.ts';

/** The first message to the worker: what it cannot read itself. It answers with a `WorkerState`, and then serves. */
export interface WorkerStart {
  readonly grammar: GrammarSource;
  /** Markdown by `language/name`. */
  readonly cards: ReadonlyMap<string, string>;
  /** Of the extension. */
  readonly version: string;
}

/** `ready`, or why it is not. */
export type WorkerState = 'ready' | { readonly error: string };

/** As much of a worker's global scope as is used here. */
interface WorkerScope {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  postMessage(message: WorkerState): void;
}

const worker = globalThis as unknown as WorkerScope;

worker.onmessage = async ({ data }) => {
  worker.onmessage = null;
  const { grammar, cards, version } = data as WorkerStart;
  try {
    const syntax = await loadSyntax(grammar);
    const scope = worker as ConstructorParameters<typeof BrowserMessageReader>[0];
    const connection = createConnection(new BrowserMessageReader(scope), new BrowserMessageWriter(scope));
    const host = clientFiles(connection);
    startLanguageServer(connection, { syntax, host, cards: new CardCatalogue(cards), version, locale: undefined });
    worker.postMessage('ready');
  } catch (error) {
    worker.postMessage({ error: String(error) });
  }
};
