import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type {
  ApplyWorkspaceEditParams,
  ClientCapabilities,
  CodeAction,
  Command,
  Diagnostic,
  Hover,
  InitializeParams,
  InitializeResult,
  NotebookDocumentChangeEvent,
  Position,
  PublishDiagnosticsParams,
  Range,
  Registration,
} from 'vscode-languageserver';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

const program = fileURLToPath(new URL('../../server/lsp/node-main.ts', import.meta.url));

export interface SessionOptions {
  readonly folder: string;
  /** English, unless it is given, as undefined too. */
  readonly locale?: string | undefined;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly initializationOptions?: Readonly<Record<string, unknown>>;
  /** As VS Code: it asks for lenses again when it is told so. */
  readonly hasLensRefresh?: boolean;
  readonly hasInlayHintRefresh?: boolean;
  /** As VS Code: edits are confirmed by the user, and made when an action is chosen. */
  readonly hasReview?: boolean;
  /** Those of another client in the place of VS Code's. */
  readonly capabilities?: ClientCapabilities;
  /** What `initialize` has besides, or in the place of the folder. */
  readonly initialize?: Partial<InitializeParams>;
  /** The answer to `workspace/configuration` in the place of the settings. */
  readonly answerSettings?: (section: string | undefined) => unknown;
  /** What the client answers every `client/registerCapability` and `window/workDoneProgress/create` with. */
  readonly refusal?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** The program in the place of the sources, with its arguments. */
  readonly command?: readonly string[];
}

/** What VS Code can do, as far as the server asks for it. */
function editorCapabilities({ hasLensRefresh, hasInlayHintRefresh, hasReview }: SessionOptions): ClientCapabilities {
  return {
    workspace: {
      configuration: true,
      workspaceFolders: true,
      applyEdit: true,
      didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
      didChangeConfiguration: { dynamicRegistration: true },
      workspaceEdit: { documentChanges: true, ...(hasReview ? { changeAnnotationSupport: {} } : {}) },
      ...(hasLensRefresh ? { codeLens: { refreshSupport: true } } : {}),
      ...(hasInlayHintRefresh ? { inlayHint: { refreshSupport: true } } : {}),
    },
    textDocument: {
      hover: { contentFormat: ['markdown', 'plaintext'] },
      publishDiagnostics: { relatedInformation: true },
      codeAction: {
        codeActionLiteralSupport: { codeActionKind: { valueSet: ['', 'quickfix', 'source'] } },
        ...(hasReview ? { resolveSupport: { properties: ['edit'] } } : {}),
      },
    },
    window: { workDoneProgress: true },
  };
}

/** A language client in the test's hands: it starts the server over stdio and remembers what the server publishes. */
export class ServerSession {
  readonly diagnostics = new Map<string, readonly Diagnostic[]>();
  readonly log: string[] = [];
  readonly progress: unknown[] = [];
  /** What the server wants to be told of. */
  readonly registrations: Registration[] = [];
  /** How often the server has asked for lenses to be asked for again. */
  lensRefreshes = 0;
  inlayHintRefreshes = 0;
  /** Methods that the server has registered for. */
  readonly registered: string[] = [];
  /** Notifications that are no part of the protocol. */
  readonly ownNotifications: string[] = [];
  /** Edits that the server has asked the client to apply. */
  readonly applied: ApplyWorkspaceEditParams[] = [];
  settings: Readonly<Record<string, unknown>>;
  initialized!: InitializeResult;
  private readonly folder: string;
  private readonly child: ChildProcess;
  private readonly connection: MessageConnection;
  private readonly versions = new Map<string, number>();
  private waiting: (() => void)[] = [];

  private constructor(options: SessionOptions) {
    this.folder = options.folder;
    this.settings = options.settings ?? {};
    const [file = process.execPath, ...args] = options.command ?? [process.execPath, program, '--stdio'];
    const env = { ...process.env, ...options.environment };
    const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'], env });
    this.child = child;
    const connection = createMessageConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    this.connection = connection;
    connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }: PublishDiagnosticsParams) => {
      this.diagnostics.set(uri, diagnostics);
      this.wake();
    });
    connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
      this.log.push(message);
      this.wake();
    });
    connection.onNotification((method) => {
      this.ownNotifications.push(method);
      this.wake();
    });
    connection.onNotification('$/progress', ({ value }: { value: unknown }) => {
      this.progress.push(value);
    });
    connection.onRequest('workspace/codeLens/refresh', () => {
      this.lensRefreshes++;
      this.wake();
      return null;
    });
    connection.onRequest('workspace/inlayHint/refresh', () => {
      this.inlayHintRefreshes++;
      this.wake();
      return null;
    });
    connection.onRequest('workspace/configuration', ({ items }: { items: { section?: string }[] }) =>
      items.map(({ section }) => (options.answerSettings ? options.answerSettings(section) : this.settings)),
    );
    const refuse = () => {
      if (options.refusal !== undefined) throw new Error(options.refusal);
      return null;
    };
    connection.onRequest('window/workDoneProgress/create', refuse);
    connection.onRequest('client/registerCapability', ({ registrations }: { registrations: Registration[] }) => {
      this.registrations.push(...registrations);
      this.wake();
      this.registered.push(...registrations.map(({ method }) => method));
      return refuse();
    });
    connection.onRequest('workspace/applyEdit', (params: ApplyWorkspaceEditParams) => {
      this.applied.push(params);
      return { applied: true };
    });
    connection.listen();
  }

  static async start(options: SessionOptions): Promise<ServerSession> {
    const session = new ServerSession(options);
    const rootUri = pathToFileURL(options.folder).href;
    session.initialized = await session.connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri,
      ...('locale' in options ? { locale: options.locale } : { locale: 'en' }),
      initializationOptions: options.initializationOptions,
      workspaceFolders: [{ uri: rootUri, name: 'workspace' }],
      capabilities: options.capabilities ?? editorCapabilities(options),
      ...options.initialize,
    });
    await session.connection.sendNotification('initialized', {});
    return session;
  }

  uri(file: string): string {
    return pathToFileURL(`${this.folder}/${file}`).href;
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  /** Waits until something holds, looking again at everything that the server sends. Rejects after 20 seconds. */
  async until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    const end = Date.now() + 20_000;
    while (!(await holds())) {
      if (Date.now() > end) {
        const seen = [...this.diagnostics].map(([uri, list]) => `${uri}: ${list.map((d) => d.code).join(', ')}`);
        throw new Error(`never came: ${what}; diagnostics:\n${seen.join('\n')}\n${this.log.join('\n')}`);
      }
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
        setTimeout(resolve, 500).unref();
      });
    }
  }

  /** Codes with zero-based lines, as in `blocking-call@8`. */
  codes(file: string): string[] {
    return (this.diagnostics.get(this.uri(file)) ?? []).map(({ code, range }) => `${code}@${range.start.line}`);
  }

  open(file: string, text: string): Promise<void> {
    this.versions.set(file, 1);
    return this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: this.uri(file), languageId: 'python', version: 1, text },
    });
  }

  /** Opens a document under a URI of the client's own spelling. */
  openAs(uri: string, text: string): Promise<void> {
    return this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'python', version: 1, text },
    });
  }

  /** URI of a cell of a notebook, by its number from 0. */
  cellUri(cell: number): string {
    return `vscode-notebook-cell:/notebook#${cell}`;
  }

  /** As `codes`, of a cell. */
  cellCodes(cell: number): string[] {
    return (this.diagnostics.get(this.cellUri(cell)) ?? []).map(({ code, range }) => `${code}@${range.start.line}`);
  }

  /** Opens a notebook with these cells: Python's where only their text is given. */
  openNotebook(
    file: string,
    cells: readonly (string | { readonly kind: 1 | 2; readonly languageId: string; readonly text: string })[],
  ): Promise<void> {
    const documents = cells.map((cell, index) => ({
      uri: this.cellUri(index),
      version: 1,
      ...(typeof cell === 'string' ? { languageId: 'python', text: cell } : cell),
    }));
    return this.connection.sendNotification('notebookDocument/didOpen', {
      notebookDocument: {
        uri: this.uri(file),
        notebookType: 'jupyter-notebook',
        version: 1,
        cells: cells.map((cell, index) => ({
          kind: typeof cell === 'string' ? 2 : cell.kind,
          document: this.cellUri(index),
        })),
      },
      cellTextDocuments: documents.map(({ uri, version, languageId, text }) => ({ uri, version, languageId, text })),
    });
  }

  /** Tells the server of changed cells. */
  changeNotebook(file: string, cells: NonNullable<NotebookDocumentChangeEvent['cells']>): Promise<void> {
    return this.connection.sendNotification('notebookDocument/didChange', {
      notebookDocument: { uri: this.uri(file), version: 2 },
      change: { cells },
    });
  }

  closeNotebook(file: string, cells: readonly number[]): Promise<void> {
    return this.connection.sendNotification('notebookDocument/didClose', {
      notebookDocument: { uri: this.uri(file) },
      cellTextDocuments: cells.map((cell) => ({ uri: this.cellUri(cell) })),
    });
  }

  edit(file: string, range: Range, text: string): Promise<void> {
    const version = (this.versions.get(file) ?? 0) + 1;
    this.versions.set(file, version);
    return this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: this.uri(file), version },
      contentChanges: [{ range, text }],
    });
  }

  close(file: string): Promise<void> {
    return this.connection.sendNotification('textDocument/didClose', { textDocument: { uri: this.uri(file) } });
  }

  hover(file: string, position: Position): Promise<Hover | null> {
    return this.connection.sendRequest('textDocument/hover', { textDocument: { uri: this.uri(file) }, position });
  }

  codeActions(file: string, range: Range, only?: string[]): Promise<CodeAction[]> {
    return this.actionsIn(this.uri(file), range, only);
  }

  /** Code actions of a document under any URI. */
  actionsIn(uri: string, range: Range, only?: string[]): Promise<CodeAction[]> {
    const context = only ? { diagnostics: [], only } : { diagnostics: [] };
    return this.connection.sendRequest('textDocument/codeAction', { textDocument: { uri }, range, context });
  }

  /** Any request of our own. */
  request<T>(method: string, params: unknown): Promise<T> {
    return this.connection.sendRequest(method, params);
  }

  resolve(action: CodeAction): Promise<CodeAction> {
    return this.connection.sendRequest('codeAction/resolve', action);
  }

  /** Any request about a place in a file. */
  ask<T>(method: string, file: string, position: Position): Promise<T> {
    return this.connection.sendRequest(method, { textDocument: { uri: this.uri(file) }, position });
  }

  /** `callHierarchy/incomingCalls` or `outgoingCalls` of an item. */
  calls<T>(direction: 'incoming' | 'outgoing', item: unknown): Promise<T[] | null> {
    return this.connection.sendRequest(`callHierarchy/${direction}Calls`, { item });
  }

  /** Tells the server that a file on the disk was created (1), changed (2) or deleted (3). */
  watched(file: string, type: 1 | 2 | 3): Promise<void> {
    return this.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: this.uri(file), type }],
    });
  }

  /** Code actions as a client gets them that knows only commands. */
  commandsAt(file: string, range: Range): Promise<Command[]> {
    return this.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri: this.uri(file) },
      range,
      context: { diagnostics: [] },
    });
  }

  saved(file: string): Promise<void> {
    return this.connection.sendNotification('textDocument/didSave', { textDocument: { uri: this.uri(file) } });
  }

  /** Sends settings with `workspace/didChangeConfiguration`. */
  pushSettings(settings: unknown): Promise<void> {
    return this.connection.sendNotification('workspace/didChangeConfiguration', { settings });
  }

  configure(settings: Readonly<Record<string, unknown>>): Promise<void> {
    this.settings = settings;
    return this.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  }

  /** Tells the server which Python environment (folder or interpreter) is chosen for the workspace. */
  chooseEnvironment(environment: string): Promise<void> {
    const folder = pathToFileURL(this.folder).href;
    return this.connection.sendNotification('loopwise/pythonEnvironments', [{ folder, environment }]);
  }

  changeFolders(added: readonly string[], removed: readonly string[]): Promise<void> {
    const folders = (list: readonly string[]) => list.map((path) => ({ uri: pathToFileURL(path).href, name: path }));
    return this.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: folders(added), removed: folders(removed) },
    });
  }

  /** The exit code of the server once it has ended by itself. */
  ended(): Promise<number | null> {
    if (this.child.exitCode !== null) return Promise.resolve(this.child.exitCode);
    return new Promise((resolve) => this.child.once('exit', resolve));
  }

  /** Tells the server to end at once, without `shutdown`. */
  async exitAtOnce(): Promise<number | null> {
    await this.connection.sendNotification('exit');
    return this.ended();
  }

  /** Shuts the server down and gives its exit code. */
  async stop(): Promise<number | null> {
    const ended = new Promise<number | null>((resolve) => this.child.once('exit', resolve));
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    const code = await ended;
    this.connection.dispose();
    return code;
  }
}
