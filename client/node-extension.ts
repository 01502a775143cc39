import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { startExtension, stopExtension } from './extension.ts';

/** Where extensions run under Node the language server is a process of its own. Called by VS Code in workspaces with Python files. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const run = {
    module: vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.mjs').fsPath,
    transport: TransportKind.ipc,
  };
  await startExtension(context, async (options) => {
    const client = new LanguageClient('loopwise', 'Loopwise', { run, debug: run }, options);
    return { client, restart: () => client.restart() };
  });
}

export async function deactivate(): Promise<void> {
  await stopExtension();
}
