import * as vscode from 'vscode';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from 'vscode-languageclient/browser';
import type { WorkerStart, WorkerState } from '../server/lsp/browser-main.ts';
import { startExtension, stopExtension } from './extension.ts';
import { extensionTexts } from './extension-texts.ts';

/** As much of a browser's worker as is used here. */
interface ServerWorker {
  onmessage: ((event: { readonly data: WorkerState }) => void) | null;
  onerror: ((event: { readonly message?: string }) => void) | null;
  postMessage(message: WorkerStart): void;
  terminate(): void;
}

declare const Worker: new (url: string) => ServerWorker;

/** In a browser the language server is a worker. Called by VS Code in workspaces with Python files. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  let worker: ServerWorker | undefined;
  await startExtension(context, async (options) => {
    const start = async () => {
      worker?.terminate();
      worker = await startServer(context);
      // VS Code wraps its workers in a class of its own, which the client would not know for one.
      const port = worker as unknown as ConstructorParameters<typeof BrowserMessageReader>[0];
      return { reader: new BrowserMessageReader(port), writer: new BrowserMessageWriter(port) };
    };
    const client = new LanguageClient('loopwise', 'Loopwise', start, options);
    const restart = async () => {
      await client.stop();
      await client.start();
    };
    return { client, restart };
  });
  context.subscriptions.push({ dispose: () => worker?.terminate() });
}

export async function deactivate(): Promise<void> {
  await stopExtension();
}

/** A worker with the language server, once it can be spoken to. It reads no files: it is given what it needs. */
async function startServer({
  extension: { packageJSON },
  extensionUri: extension,
}: vscode.ExtensionContext): Promise<ServerWorker> {
  const inDist = (name: string) => vscode.Uri.joinPath(extension, 'dist', name);
  const bytes = (name: string) => vscode.workspace.fs.readFile(inDist(name));
  const [treeSitter, python, cards] = await Promise.all([
    bytes('web-tree-sitter.wasm'),
    bytes('tree-sitter-python.wasm'),
    extensionTexts(extension, 'cards'),
  ]);
  const worker = new Worker(inDist('browser-server.js').toString(true));
  await new Promise<void>((resolve, reject) => {
    worker.onmessage = ({ data }) => (data === 'ready' ? resolve() : reject(new Error(data.error)));
    worker.onerror = ({ message }) => reject(new Error(message ?? 'the worker did not start'));
    const byName = [...cards].map(([file, text]) => [file.replace(/\.md$/, ''), text] as const);
    worker.postMessage({
      grammar: { treeSitter, python },
      cards: new Map(byName),
      version: String(packageJSON.version),
    });
  });
  return worker;
}
