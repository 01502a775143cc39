import {
  CodeActionKind,
  type Connection,
  type Diagnostic,
  ErrorCodes,
  FileChangeType,
  type InitializeParams,
  type InitializeResult,
  PositionEncodingKind,
  ResponseError,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import type { CardCatalogue } from '../cards/card-catalogue.ts';
import { configurationFileNames } from '../config/configuration-file.ts';
import { mistakeText } from '../config/configuration-mistake.ts';
import { editorConfiguration } from '../config/editor-settings.ts';
import { isNotebook } from '../engine/notebook-module.ts';
import type { Syntax } from '../engine/syntax.ts';
import { formatMessage, type Language } from '../messages/format-message.ts';
import { isLanguage } from '../messages/language.ts';
import { unreadableText } from '../messages/unreadable-text.ts';
import { applyEditCommand, asCommands, editToApply } from './action-commands.ts';
import { answerAgentRequests } from './agent-requests.ts';
import { AnalysedWorkspace } from './analysed-workspace.ts';
import { type AnalysisFolder, pause } from './analysis-folder.ts';
import { abilitiesOf, type ClientAbilities } from './client-abilities.ts';
import { type ClientOptions, clientOptionsFrom } from './client-options.ts';
import { ClientSettings } from './client-settings.ts';
import {
  type ActionContext,
  explainActionsAt,
  explainKind,
  fixAllAction,
  fixAllKind,
  isKindWithin,
  quickFixesAt,
  resolveFixEverywhere,
} from './code-actions.ts';
import { CodeLenses, type WantedLenses } from './code-lenses.ts';
import { answerConceptRequests } from './concept-requests.ts';
import { diagnosticOf } from './diagnostic-conversion.ts';
import type { FilePlace } from './document-place.ts';
import { answerExplainRequests } from './explain-requests.ts';
import { type EditorSettings, nothingSet } from './folder-configuration.ts';
import { hoverAnswer } from './hover-answer.ts';
import type { HoverLength } from './hover-text.ts';
import { inlayHints } from './inlay-hints.ts';
import { chosenEnvironmentsFrom, LibraryChoice } from './library-choice.ts';
import { OpenDocuments } from './open-documents.ts';
import { PublishedDiagnostics } from './published-diagnostics.ts';
import { answerRouteRequests } from './route-requests.ts';
import type { SourceHost } from './source-host.ts';

/** What the status item shows; sent as `loopwise/status`. */
export interface ServerStatus {
  readonly state: 'indexing' | 'ready';
  readonly files: number;
  /** Files of installed libraries that were looked into. */
  readonly libraryFiles: number;
  readonly findings: number;
}

export interface LanguageServerParts {
  readonly syntax: Syntax;
  readonly host: SourceHost;
  readonly cards: CardCatalogue;
  /** Version of this package. */
  readonly version: string;
  /** Locale of the machine, for clients that do not tell theirs. */
  readonly locale: string | undefined;
}

/** Python files, those that configure, and those that say what a project needs (engine/version-files.ts). */
const watchedFiles = [
  '**/*.py',
  '**/pyproject.toml',
  '**/loopwise.toml',
  '**/.gitignore',
  '**/{uv,poetry,pdm,Pipfile}.lock',
  '**/pylock*.toml',
  '**/*{requirements,constraints}*.txt',
  '**/requirements/*.txt',
];

/** Time without typing before the findings are worked out again, in milliseconds. */
const typingPause = 200;

/** Serves one client over a connection until it closes. */
export function startLanguageServer(connection: Connection, parts: LanguageServerParts): void {
  new LanguageServer(connection, parts).listen();
}

class LanguageServer {
  private readonly connection: Connection;
  private readonly parts: LanguageServerParts;
  private readonly workspace: AnalysedWorkspace;
  private readonly documents: OpenDocuments;
  private readonly published: PublishedDiagnostics;
  private editor: EditorSettings = nothingSet;
  private isConfigured = false;
  private language: Language = 'en';
  private wantedLanguage: Language | undefined;
  private locale = 'en';
  private hover: HoverLength = 'brief';
  private client: ClientOptions = clientOptionsFrom(undefined);
  private readonly lenses = new CodeLenses({
    placeOf: (uri) => this.documents.newestPlaceOf(uri),
    language: () => this.language,
    client: () => this.client,
    wanted: () => this.wantedLenses,
    // While files are read nothing is linked for them; a client that can be told so asks again.
    isOn: () => this.isChecked || !this.can.lensRefresh,
  });
  private readonly libraries = new LibraryChoice();
  private can: ClientAbilities = abilitiesOf({});
  private given = new ClientSettings(undefined);
  /** Folders outside of the workspace whose configuration files are watched. */
  private readonly watchedAbove = new Set<string>();
  /** Findings by rule, of the last pass that came to its end. */
  private counts: ReadonlyMap<string, number> = new Map();
  /** A pass over all files has come to its end since they were read. */
  private isChecked = false;
  private wantedLenses: WantedLenses = { restaurant: true, summary: false };
  private wantsInlayHints = false;
  /** What the hints were made from when the editor was last told to ask for them. */
  private refreshedHints = '';
  /** Called when the files have been read; undefined once they are. */
  private awaitingFiles: (() => void)[] | undefined = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private turn = 0;
  /** The disk is being looked at for changes, and whether it is to be looked at once more. */
  private lookingAgain: 'no' | 'yes' | 'once more' = 'no';

  constructor(connection: Connection, parts: LanguageServerParts) {
    this.connection = connection;
    this.parts = parts;
    this.workspace = new AnalysedWorkspace(parts.syntax, parts.host);
    this.published = new PublishedDiagnostics(connection);
    this.documents = new OpenDocuments(this.workspace, {
      settings: () => this.editor,
      changed: (cause) => this.schedule(cause === 'typed' ? typingPause : 0),
      looked: () => this.survive(this.lookAgain()),
      closed: (uri, file) => {
        this.lenses.forget(uri);
        this.survive(this.closed(uri, file));
      },
    });
  }

  listen(): void {
    const { connection, documents } = this;
    connection.onInitialize((params) => this.initialize(params));
    connection.onInitialized(() => this.survive(this.initialized()));
    connection.onDidChangeConfiguration(({ settings }) => {
      this.given.push(settings);
      this.survive(this.reconfigure());
    });
    connection.onDidChangeWatchedFiles(({ changes }) => this.survive(this.filesChanged(changes)));
    connection.onHover(({ textDocument, position }) => {
      const place = this.documents.newestPlaceOf(textDocument.uri);
      if (!place) return null;
      return hoverAnswer(place, position, {
        language: this.language,
        cards: this.parts.cards,
        client: this.client,
        length: this.hover,
        isMarkdown: this.can.markdown,
      });
    });
    connection.onCodeAction(({ textDocument, range, context }) => {
      const isWanted = (kind: string) => !context.only || context.only.some((only) => isKindWithin(kind, only));
      const actions = this.actionContextOf(textDocument.uri);
      if (!actions) return [];
      const offered = [
        ...(isWanted(CodeActionKind.QuickFix) ? quickFixesAt(actions, range) : []),
        // Editors ask for source actions by name, as on save.
        ...(context.only && isWanted(fixAllKind) ? fixAllAction(actions) : []),
        ...(isWanted(explainKind) ? explainActionsAt(actions, range) : []),
      ];
      if (this.can.actionLiterals) return offered;
      return this.can.applyEdit ? asCommands(offered) : [];
    });
    connection.onExecuteCommand(async ({ command, arguments: given }) => {
      const wanted = command === applyEditCommand ? editToApply(given) : undefined;
      if (!wanted) return new ResponseError(ErrorCodes.InvalidParams, `not a command of loopwise: ${command}`);
      await connection.workspace.applyEdit(wanted);
      return null;
    });
    connection.onCodeActionResolve((action) => resolveFixEverywhere(action, (uri) => this.actionContextOf(uri)));
    connection.onNotification('loopwise/pythonEnvironments', (environments: unknown) => {
      this.libraries.choose(chosenEnvironmentsFrom(environments));
      this.openLibraries();
      this.schedule(0);
    });
    answerExplainRequests(connection, {
      placeOf: (uri) => this.documents.newestPlaceOf(uri),
      folderOf: (uri) => this.workspace.folders.find((folder) => folder.uri === uri),
      language: () => this.language,
    });
    answerConceptRequests(connection, {
      cards: this.parts.cards,
      language: () => this.language,
      folders: () => this.workspace.all(),
    });
    answerRouteRequests(connection, {
      language: () => this.language,
      placeOf: (uri) => this.documents.newestPlaceOf(uri),
      folders: () => {
        this.documents.takeIn();
        return this.workspace.all();
      },
    });
    answerAgentRequests(connection, {
      cards: this.parts.cards,
      host: this.parts.host,
      folders: () => {
        this.documents.takeIn();
        return this.workspace.folders;
      },
      isOn: () => this.editor.enabled,
      whenRead: () => new Promise((resolve) => (this.awaitingFiles ? this.awaitingFiles.push(resolve) : resolve())),
    });
    connection.onCodeLens(({ textDocument }) => [...this.lenses.of(textDocument.uri)]);
    connection.languages.inlayHint.on(({ textDocument, range }) => {
      const place = this.wantsInlayHints ? this.documents.newestPlaceOf(textDocument.uri) : undefined;
      return place ? inlayHints(place, range, { language: this.language, client: this.client }) : [];
    });
    documents.listen(connection);
    connection.listen();
  }

  private initialize(params: InitializeParams): InitializeResult {
    this.can = abilitiesOf(params.capabilities);
    this.client = clientOptionsFrom(params.initializationOptions);
    this.given = new ClientSettings(params.initializationOptions);
    this.locale = params.locale ?? this.parts.locale ?? 'en';
    this.language = this.locale.startsWith('es') ? 'es' : 'en';
    for (const uri of this.rootsOf(params)) this.addFolder(uri);
    return {
      capabilities: {
        // The one that every client has; the text and the engine count in it too.
        positionEncoding: PositionEncodingKind.UTF16,
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        notebookDocumentSync: { notebookSelector: [{ notebook: '*' }] },
        hoverProvider: true,
        codeActionProvider: {
          codeActionKinds: [CodeActionKind.QuickFix, fixAllKind, ...(this.canExplain() ? [explainKind] : [])],
          resolveProvider: true,
        },
        ...(this.can.actionLiterals ? {} : { executeCommandProvider: { commands: [applyEditCommand] } }),
        codeLensProvider: {},
        inlayHintProvider: true,
        callHierarchyProvider: !this.client.ownsCallHierarchy,
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
      serverInfo: { name: 'loopwise', version: this.parts.version },
    };
  }

  /** The folders of a client, also of one that knows of only one of them, or only its path. */
  private rootsOf({ workspaceFolders, rootUri, rootPath }: InitializeParams): string[] {
    if (workspaceFolders) return workspaceFolders.map(({ uri }) => uri);
    if (rootUri) return [rootUri];
    return rootPath ? [this.parts.host.uriOfPath(rootPath)] : [];
  }

  /** A mistake of ours must not end the server: what comes next may be answered again. */
  private survive(work: Promise<unknown>): void {
    work.catch((error: unknown) =>
      this.connection.console.error(`loopwise: ${error instanceof Error ? error.stack : String(error)}`),
    );
  }

  private canExplain(): boolean {
    const { hasShowBlockingPath, hasOpenCard, hasOpenBurgers } = this.client;
    return hasShowBlockingPath || hasOpenCard || hasOpenBurgers;
  }

  private async initialized(): Promise<void> {
    const { connection } = this;
    if (this.can.configurationRegistration)
      this.register('loopwise-settings', 'workspace/didChangeConfiguration', { section: 'loopwise' });
    if (this.can.watching) {
      const watchers = watchedFiles.map((globPattern) => ({ globPattern }));
      this.register('loopwise-files', 'workspace/didChangeWatchedFiles', { watchers });
    }
    if (this.can.folderChanges) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        for (const { uri } of removed) this.removeFolder(uri);
        for (const { uri } of added) this.addFolder(uri);
        this.survive(this.readFolders());
      });
    }
    await this.reconfigure();
  }

  private register(id: string, method: string, registerOptions: unknown): void {
    const failed = (error: unknown) => this.connection.console.warn(`loopwise: no ${method}: ${String(error)}`);
    const params = { registrations: [{ id, method, registerOptions }] };
    this.connection.sendRequest('client/registerCapability', params).catch(failed);
  }

  private addFolder(uri: string): void {
    if (!this.parts.host.isFolder(uri)) {
      this.connection.console.warn(formatMessage(this.language, 'status.no folder', { folder: uri }));
      return;
    }
    const folder = this.workspace.add(uri, this.editor);
    if (!this.can.watching) folder?.rememberStamps();
  }

  private removeFolder(uri: string): void {
    const folder = this.workspace.remove(uri);
    for (const path of folder?.analysis.paths() ?? [])
      for (const document of folder?.documentsOf(path) ?? []) this.published.show(document, []);
  }

  // Settings

  private async reconfigure(): Promise<void> {
    let answer: unknown;
    if (this.can.configuration) {
      try {
        answer = await this.connection.workspace.getConfiguration('loopwise');
      } catch (error) {
        this.connection.console.warn(`loopwise: the editor gave no settings: ${String(error)}`);
      }
    }
    const given = this.given.merge(answer);
    const { configuration, mistakes } = editorConfiguration(given);
    this.editor = { enabled: given.enable !== false, configuration };
    this.wantedLanguage = isLanguage(given.language) ? given.language : undefined;
    this.chooseLanguage();
    for (const mistake of mistakes)
      this.connection.console.warn(`${mistake.key}: ${mistakeText(mistake, this.language)}`);
    const { hover } = given;
    this.wantedLenses = { restaurant: given.codeLens !== false, summary: given.routeSummary === true };
    this.wantsInlayHints = given.inlayHints === true;
    this.hover = hover === 'full' || hover === 'off' ? hover : 'brief';
    let areOtherFiles = false;
    for (const folder of this.workspace.all()) areOtherFiles = folder.configure(this.editor) || areOtherFiles;
    const isFirst = !this.isConfigured;
    this.isConfigured = true;
    const areOtherLibraries = this.libraries.configure(given);
    if (areOtherLibraries && !isFirst) this.openLibraries();
    if (isFirst || areOtherFiles) await this.readFolders();
    else this.schedule(0);
  }

  /** The user's setting, else what a configuration file says, else that of the editor. */
  private chooseLanguage(): void {
    const configured = this.workspace.folders
      .map((folder) => folder.configuration.settings.language)
      .find((name) => name);
    this.language = this.wantedLanguage ?? configured ?? (this.locale.startsWith('es') ? 'es' : 'en');
  }

  private configurationsAsText(): string {
    const folders = this.workspace.all();
    return JSON.stringify(
      folders.map(({ configuration }) => [configuration.settings, configuration.diagnostics(this.language)]),
    );
  }

  private async readConfigurations(): Promise<boolean> {
    let areOtherFiles = false;
    for (const folder of this.workspace.all()) areOtherFiles = (await folder.readConfiguration()) || areOtherFiles;
    this.chooseLanguage();
    this.watchAbove();
    return areOtherFiles;
  }

  /** Has the editor tell of configuration files that lie above the workspace, where it can. */
  private watchAbove(): void {
    if (!this.can.watching || !this.can.watchingAbove) return;
    for (const folder of this.workspace.folders) {
      const { file } = folder.configuration;
      const uri = file === undefined ? undefined : folder.uriOf(file);
      const baseUri = uri?.slice(0, uri.lastIndexOf('/'));
      if (uri === undefined || baseUri === undefined || this.watchedAbove.has(baseUri)) continue;
      if (this.workspace.isInFolder(uri)) continue;
      this.watchedAbove.add(baseUri);
      const watchers = configurationFileNames.map((pattern) => ({ globPattern: { baseUri, pattern } }));
      const id = `loopwise-configuration-${this.watchedAbove.size}`;
      this.register(id, 'workspace/didChangeWatchedFiles', { watchers });
    }
  }

  private openLibraries(): void {
    for (const folder of this.workspace.folders) {
      if (!this.parts.host.canHaveLibraries(folder.uri)) continue;
      const { python } = folder.configuration.settings;
      const environment = folder.openLibraries(this.libraries.environmentOf(folder.uri, python));
      const params = { folder: folder.uri, environment: environment ?? this.libraries.named ?? '' };
      if (environment !== undefined)
        this.connection.console.info(formatMessage(this.language, 'status.libraries', params));
      else if (this.libraries.named !== undefined)
        this.connection.console.warn(formatMessage(this.language, 'status.no-libraries', params));
    }
  }

  // Files

  private actionContextOf(uri: string): ActionContext | undefined {
    const place = this.documents.newestPlaceOf(uri);
    return (
      place && {
        place,
        language: this.language,
        versionOf: (other) => this.documents.versionOf(other),
        can: this.can,
        client: this.client,
        countOf: (rule) => this.counts.get(rule) ?? 0,
      }
    );
  }

  private async closed(uri: string, file: FilePlace): Promise<void> {
    if (this.workspace.removeSingle(uri)) {
      this.published.show(uri, []);
      return;
    }
    // What an editor shows as Python may be the JSON of a notebook on the disk.
    if (this.workspace.isWanted(file) && !isNotebook(file.path)) await this.readFromDisk(file.folder, file.path);
    else file.folder.analysis.remove(file.path);
    this.schedule(0);
  }

  private async filesChanged(changes: readonly { uri: string; type: FileChangeType }[]): Promise<void> {
    for (const { uri, type } of changes) {
      const place = this.workspace.fileOf(uri);
      if (!place || place.folder.open.has(place.path) || this.workspace.isSingle(uri)) continue;
      if (!this.workspace.isWanted(place)) continue;
      // Of notebooks only the cells are analysed that an editor shows.
      if (isNotebook(place.path)) continue;
      if (type === FileChangeType.Deleted) place.folder.analysis.remove(place.path);
      else await this.readFromDisk(place.folder, place.path);
    }
    const names = new Set(changes.map(({ uri }) => uri.slice(uri.lastIndexOf('/') + 1)));
    const isConfiguredAnew = configurationFileNames.some((name) => names.has(name));
    const areOtherFiles = isConfiguredAnew && (await this.readConfigurations());
    if (areOtherFiles || names.has('.gitignore')) await this.readFolders();
    else this.schedule(isConfiguredAnew ? 0 : typingPause);
  }

  private readFromDisk(folder: AnalysisFolder, path: string): Promise<void> {
    return folder.read(path, (file, reason, params) => this.unreadable(file, reason, params));
  }

  private unreadable(path: string, reason: string, params: Readonly<Record<string, string>>): void {
    this.connection.console.warn(unreadableText(path, { reason, params }, this.language));
  }

  private async readFolders(): Promise<void> {
    this.isChecked = false;
    this.awaitingFiles ??= [];
    this.sendStatus('indexing');
    await this.readConfigurations();
    this.documents.place();
    const progress = await this.createProgress();
    progress?.begin('Loopwise', 0);
    for (const folder of this.workspace.folders) {
      await folder.readAll(
        (path, reason, params) => this.unreadable(path, reason, params),
        (done, all) => progress?.report(Math.round((100 * done) / all), `${done}/${all}`),
      );
    }
    this.openLibraries();
    progress?.done();
    const waiting = this.awaitingFiles ?? [];
    this.awaitingFiles = undefined;
    for (const resolve of waiting) resolve();
    this.schedule(0);
  }

  /** Undefined where the client shows none. */
  private async createProgress() {
    if (!this.can.progress) return undefined;
    try {
      return await this.connection.window.createWorkDoneProgress();
    } catch (error) {
      this.connection.console.warn(`loopwise: the editor shows no progress: ${String(error)}`);
      return undefined;
    }
  }

  /** Reads what has changed on the disk, where the client does not watch files. */
  private async lookAgain(): Promise<void> {
    if (this.can.watching) return;
    if (this.lookingAgain !== 'no') {
      this.lookingAgain = 'once more';
      return;
    }
    do {
      this.lookingAgain = 'yes';
      const before = this.configurationsAsText();
      await this.readConfigurations();
      if (this.configurationsAsText() !== before) this.schedule(0);
      for (const folder of this.workspace.folders) {
        const hasChanged = await folder.readChanged((path, reason, params) => this.unreadable(path, reason, params));
        if (hasChanged) this.schedule(0);
      }
    } while ((this.lookingAgain as string) === 'once more');
    this.lookingAgain = 'no';
  }

  // Diagnostics

  private schedule(delay: number): void {
    this.turn++;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.survive(this.publishAll()), delay);
  }

  /** Open files first, then the rest in slices; a change in between ends the pass, and the next one begins anew. */
  private async publishAll(): Promise<void> {
    this.documents.takeIn();
    const turn = this.turn;
    const seen = new Set<string>();
    const counts = new Map<string, number>();
    let findings = 0;
    const folders = this.workspace.all();
    for (const folder of folders) folder.refreshLibraries();
    for (const folder of folders)
      for (const path of folder.open.keys()) findings += this.check(folder, path, seen, counts);
    for (const folder of folders) this.publishMistakes(folder, seen);
    let lastPause = performance.now();
    for (const folder of folders) {
      for (const path of folder.analysis.paths()) {
        if (folder.open.has(path)) continue;
        findings += this.check(folder, path, seen, counts);
        if (performance.now() - lastPause < 20) continue;
        await pause();
        if (turn !== this.turn) return;
        lastPause = performance.now();
      }
    }
    this.published.clearAllBut(seen);
    this.counts = counts;
    this.sendStatus('ready', findings);
    this.isChecked = true;
    this.refreshLenses();
    this.refreshInlayHints();
    for (const folder of this.workspace.folders) await folder.keepLibraries();
  }

  private refreshLenses(): void {
    if (!this.can.lensRefresh || !this.lenses.areStale()) return;
    const failed = (error: unknown) => this.connection.console.warn(`loopwise: the editor kept its lenses: ${error}`);
    this.connection.sendRequest('workspace/codeLens/refresh').catch(failed);
  }

  /** They stand where diagnostics do: when these have changed, so may they, and when the setting has. */
  private refreshInlayHints(): void {
    const shown = this.wantsInlayHints ? this.published.asText() : '';
    if (!this.can.inlayHintRefresh || shown === this.refreshedHints) return;
    this.refreshedHints = shown;
    const failed = (error: unknown) => this.connection.console.warn(`loopwise: the editor kept its hints: ${error}`);
    this.connection.sendRequest('workspace/inlayHint/refresh').catch(failed);
  }

  private check(folder: AnalysisFolder, path: string, seen: Set<string>, counts: Map<string, number>): number {
    const found = folder.analysis.findings(path);
    const context = { language: this.language, folder, canRelate: this.can.relatedInformation };
    const byDocument = new Map(folder.documentsOf(path).map((uri) => [uri, [] as Diagnostic[]]));
    for (const finding of found) {
      counts.set(finding.rule, (counts.get(finding.rule) ?? 0) + 1);
      byDocument.get(folder.locationOf(path, finding.range).uri)?.push(diagnosticOf(finding, context));
    }
    for (const [uri, diagnostics] of byDocument) {
      seen.add(uri);
      this.published.show(uri, diagnostics);
    }
    return found.length;
  }

  /** The mistakes of a configuration file are shown in it. */
  private publishMistakes(folder: AnalysisFolder, seen: Set<string>): void {
    const { file } = folder.configuration;
    if (file === undefined) return;
    const uri = folder.uriOf(file);
    seen.add(uri);
    this.published.show(uri, [...folder.configuration.diagnostics(this.language)]);
  }

  private sendStatus(state: ServerStatus['state'], findings = 0): void {
    if (!this.client.showsStatus) return;
    const files = this.workspace.folders.reduce((sum, folder) => sum + folder.analysis.paths().length, 0);
    const libraryFiles = this.workspace.folders.reduce((sum, folder) => sum + folder.analysis.libraryFiles(), 0);
    const status: ServerStatus = { state, files, libraryFiles, findings };
    void this.connection.sendNotification('loopwise/status', status);
  }
}
