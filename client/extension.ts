import path from 'node:path';
import * as vscode from 'vscode';
import { LanguageClient, type LanguageClientOptions, TransportKind } from 'vscode-languageclient/node';
import { showBlockingPath } from './blocking-path.ts';
import { offerCallHierarchy, ServerCallHierarchy } from './call-hierarchy.ts';
import { showCallers } from './callers-view.ts';
import { CardPreview } from './card-preview.ts';
import { chosenEnvironments, onDidChooseEnvironment } from './python-environments.ts';
import { StatusItem } from './status-item.ts';
import { suppressWithReason } from './suppress-with-reason.ts';

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
    initializationOptions: {
      commands: ['loopwise.showBlockingPath', 'loopwise.openCard', 'loopwise.suppressWithReason'],
      callHierarchyProvider: false,
    },
    // Hovers show text of the workspace: the links in them may run these commands and nothing else.
    markdown: { isTrusted: { enabledCommands: ['loopwise.showBlockingPath', 'loopwise.openCard'] } },
  };
  const run = { module, transport: TransportKind.ipc };
  const server = new LanguageClient('loopwise', 'Loopwise', { run, debug: run }, options);
  client = server;
  const hierarchy = new ServerCallHierarchy(server);
  const cards = new CardPreview(server);
  server.onNotification('loopwise/status', (report: unknown) => status.show(report));

  context.subscriptions.push(
    offerCallHierarchy(hierarchy),
    cards.register(),
    vscode.commands.registerCommand('loopwise.openCard', (id) => cards.open(id)),
    vscode.commands.registerCommand('loopwise.suppressWithReason', suppressWithReason),
    vscode.commands.registerCommand('loopwise.showBlockingPath', (uri, position) =>
      showBlockingPath(server, uri, position),
    ),
    vscode.commands.registerCommand('loopwise.showCallers', () => showCallers(hierarchy)),
    vscode.commands.registerCommand('loopwise.showOutput', () => output.show(true)),
    vscode.commands.registerCommand('loopwise.restart', async () => {
      status.starting();
      await server.restart();
      await tellChoices(server);
    }),
  );
  try {
    await server.start();
    void followChoices(server, context);
    context.subscriptions.push(
      vscode.workspace.onDidGrantWorkspaceTrust(() => void followChoices(server, context)),
      vscode.workspace.onDidChangeWorkspaceFolders(() => void tellChoices(server)),
    );
  } catch (error) {
    output.error(String(error));
    status.failed();
    void vscode.window.showErrorMessage(vscode.l10n.t('Loopwise could not start its language server. See its output.'));
  }
}

/** Tells the server of the environments that are chosen, whenever that changes. It begins without waiting for them. */
async function followChoices(server: LanguageClient, context: vscode.ExtensionContext): Promise<void> {
  await tellChoices(server);
  const following = await onDidChooseEnvironment(() => void tellChoices(server));
  if (following) context.subscriptions.push(following);
}

async function tellChoices(server: LanguageClient): Promise<void> {
  await server.sendNotification('loopwise/pythonEnvironments', await chosenEnvironments());
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}
