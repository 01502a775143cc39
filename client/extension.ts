import path from 'node:path';
import * as vscode from 'vscode';
import { LanguageClient, type LanguageClientOptions, TransportKind } from 'vscode-languageclient/node';
import { StatusItem } from './status-item.ts';

let client: LanguageClient | undefined;

/** Starts the language server; called by VS Code in workspaces with Python files. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel('Loopwise', { log: true });
  const status = new StatusItem();
  context.subscriptions.push(output, status);

  const module = path.join(context.extensionPath, 'dist', 'server.mjs');
  const options: LanguageClientOptions = {
    documentSelector: [{ scheme: 'file', language: 'python' }],
    outputChannel: output,
  };
  const run = { module, transport: TransportKind.ipc };
  client = new LanguageClient('loopwise', 'Loopwise', { run, debug: run }, options);
  client.onNotification('loopwise/status', (report: unknown) => status.show(report));

  context.subscriptions.push(
    vscode.commands.registerCommand('loopwise.showOutput', () => output.show(true)),
    vscode.commands.registerCommand('loopwise.restart', async () => {
      status.starting();
      await client?.restart();
    }),
  );
  try {
    await client.start();
  } catch (error) {
    output.error(String(error));
    status.failed();
    void vscode.window.showErrorMessage(vscode.l10n.t('Loopwise could not start its language server. See its output.'));
  }
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}
