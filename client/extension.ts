import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { showBlockingPath } from './blocking-path.ts';
import { BurgerRestaurant } from './burger-restaurant.ts';
import { offerCallHierarchy, ServerCallHierarchy } from './call-hierarchy.ts';
import { showCallers } from './callers-view.ts';
import { CardReader } from './card-reader.ts';
import { browseConcepts } from './concept-browser.ts';
import { ConceptCards } from './concept-cards.ts';
import { ConceptTree } from './concept-tree.ts';
import { showDailyCard } from './daily-card.ts';
import { DeferringDiagnostics } from './deferring-diagnostics.ts';
import { offerLanguageModelTools } from './language-model-tools.ts';
import { chosenEnvironments, onDidChooseEnvironment } from './python-environments.ts';
import { ReadingProgress } from './reading-progress.ts';
import { continueWalkthrough, openSampleProject } from './sample-project.ts';
import { setSettings, settingNames } from './set-settings.ts';
import { showFixes } from './show-fixes.ts';
import { StatusItem } from './status-item.ts';
import { suppressWithReason } from './suppress-with-reason.ts';
import { answerFileRequests } from './workspace-files.ts';

/** A client whose server is not started yet. */
export interface ServerConnection {
  readonly client: BaseLanguageClient;
  restart(): Promise<void>;
}

let client: BaseLanguageClient | undefined;

/** Commands that hovers link to. */
const linkedCommands = ['loopwise.showBlockingPath', 'loopwise.openCard', 'loopwise.showFixes', 'loopwise.openBurgers'];

/** Starts the language server and all that works with it. `connect` knows where the server runs. */
export async function startExtension(
  context: vscode.ExtensionContext,
  connect: (options: LanguageClientOptions) => Promise<ServerConnection>,
): Promise<void> {
  const output = vscode.window.createOutputChannel('Loopwise', { log: true });
  const status = new StatusItem();
  context.subscriptions.push(output, status);

  const diagnostics = new DeferringDiagnostics();
  const names = settingNames(context);
  const options: LanguageClientOptions = {
    // Of every scheme: the server knows which files belong to a folder, on a disk or elsewhere.
    documentSelector: [{ language: 'python' }],
    outputChannel: output,
    initializationOptions: {
      commands: [...linkedCommands, 'loopwise.suppressWithReason'],
      callHierarchyProvider: false,
    },
    middleware: {
      handleDiagnostics: diagnostics.handleDiagnostics,
      workspace: {
        configuration: ({ items }, token, next) =>
          items.every(({ section }) => section === 'loopwise')
            ? items.map(() => setSettings(vscode.workspace.getConfiguration('loopwise'), names))
            : next({ items }, token),
      },
    },
    // Hovers show text of the workspace: the links in them may run these commands and nothing else.
    markdown: { isTrusted: { enabledCommands: linkedCommands } },
  };
  const { client: server, restart } = await connect(options);
  client = server;
  const hierarchy = new ServerCallHierarchy(server);
  const cards = new ConceptCards(server);
  const progress = new ReadingProgress(context.globalState);
  const reader = new CardReader(cards, progress, context.extensionUri);
  const tree = new ConceptTree(cards, progress);
  const restaurant = new BurgerRestaurant(server, cards, context.extensionUri);
  server.onNotification('loopwise/status', (report: unknown) => {
    status.show(report);
    if (!isReady(report)) return;
    tree.refresh();
    void restaurant.refresh();
  });

  context.subscriptions.push(
    diagnostics.register(),
    answerFileRequests(server),
    offerCallHierarchy(hierarchy),
    offerLanguageModelTools(server, context.extension),
    vscode.commands.registerCommand('loopwise.openCard', (id) => reader.open(id)),
    vscode.commands.registerCommand('loopwise.openBurgers', (uri, position) => restaurant.open(uri, position)),
    vscode.commands.registerCommand('loopwise.browseConcepts', () => browseConcepts(cards, reader, progress)),
    vscode.commands.registerCommand('loopwise.openSample', () => openSampleProject(context)),
    vscode.commands.registerCommand('loopwise.showFixes', showFixes),
    vscode.commands.registerCommand('loopwise.suppressWithReason', suppressWithReason),
    vscode.commands.registerCommand('loopwise.showBlockingPath', (uri, position) =>
      showBlockingPath(server, uri, position),
    ),
    vscode.commands.registerCommand('loopwise.showCallers', () => showCallers(hierarchy)),
    vscode.commands.registerCommand('loopwise.showOutput', () => output.show(true)),
    vscode.commands.registerCommand('loopwise.restart', async () => {
      status.starting();
      await restart();
      await tellChoices(server);
    }),
  );
  try {
    await server.start();
    void followChoices(server, context);
    // What asks the server for cards begins when it answers.
    context.subscriptions.push(
      reader.register(),
      restaurant.register(),
      tree.register(),
      vscode.workspace.onDidGrantWorkspaceTrust(() => void followChoices(server, context)),
      vscode.workspace.onDidChangeWorkspaceFolders(() => void tellChoices(server)),
    );
    await continueWalkthrough(context);
    await showDailyCard(cards, reader, progress, context.globalState);
  } catch (error) {
    output.error(String(error));
    status.failed();
    void vscode.window.showErrorMessage(vscode.l10n.t('Loopwise could not start its language server. See its output.'));
  }
}

function isReady(report: unknown): boolean {
  return typeof report === 'object' && report !== null && 'state' in report && report.state === 'ready';
}

/** Tells the server of the environments that are chosen, whenever that changes. It begins without waiting for them. */
async function followChoices(server: BaseLanguageClient, context: vscode.ExtensionContext): Promise<void> {
  await tellChoices(server);
  const following = await onDidChooseEnvironment(() => void tellChoices(server));
  if (following) context.subscriptions.push(following);
}

async function tellChoices(server: BaseLanguageClient): Promise<void> {
  await server.sendNotification('loopwise/pythonEnvironments', await chosenEnvironments());
}

/** Ends the language server. */
export async function stopExtension(): Promise<void> {
  await client?.stop();
}
