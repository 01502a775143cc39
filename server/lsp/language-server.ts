import {
  CodeActionKind,
  type Connection,
  DidChangeConfigurationNotification,
  FileChangeType,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { CardCatalogue } from '../cards/card-catalogue.ts';
import { type AnalysisSettings, defaultSettings } from '../engine/analysis.ts';
import { offloadStyles } from '../engine/fixes/offload-function.ts';
import type { Syntax } from '../engine/syntax.ts';
import { formatMessage, type Language } from '../messages/format-message.ts';
import { isLanguage } from '../messages/language.ts';
import { answerAgentRequests } from './agent-requests.ts';
import { AnalysisFolder, pause } from './analysis-folder.ts';
import { type ClientOptions, clientOptionsFrom } from './client-options.ts';
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
import { CodeLenses } from './code-lenses.ts';
import { answerConceptRequests } from './concept-requests.ts';
import { diagnosticOf } from './diagnostic-conversion.ts';
import { answerExplainRequests } from './explain-requests.ts';
import { hoverAnswer } from './hover-answer.ts';
import type { HoverLength } from './hover-text.ts';
import { chosenEnvironmentsFrom, LibraryChoice } from './library-choice.ts';
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
}

/** Python files, and those that say what a project needs (engine/version-files.ts). */
const watchedFiles = [
  '**/*.py',
  '**/pyproject.toml',
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
  private readonly documents = new TextDocuments(TextDocument);
  private readonly folders: AnalysisFolder[] = [];
  /** Files outside every folder, each on its own. */
  private readonly singles = new Map<string, AnalysisFolder>();
  /** Open documents whose last edits are not analysed yet. */
  private readonly edited = new Set<string>();
  /** Diagnostics that the editor has, by file, so that nothing stale stays and nothing is sent twice. */
  private readonly published = new Map<string, string>();
  private settings: AnalysisSettings = defaultSettings;
  private language: Language = 'en';
  private locale = 'en';
  private hover: HoverLength = 'brief';
  private client: ClientOptions = clientOptionsFrom(undefined);
  private readonly lenses = new CodeLenses({
    placeOf: (uri) => this.newestPlaceOf(uri),
    language: () => this.language,
    // While files are read nothing is linked for them; a client that can be told so asks again.
    isOn: () => this.wantsLenses && (this.isChecked || !this.canRefreshLenses),
  });
  private readonly libraries = new LibraryChoice();
  private canConfigure = false;
  private canProgress = false;
  private canWatch = false;
  private canReview = false;
  /** Findings by rule, of the last pass that came to its end. */
  private counts: ReadonlyMap<string, number> = new Map();
  private canResolve = false;
  private canRefreshLenses = false;
  /** A pass over all files has come to its end since they were read. */
  private isChecked = false;
  private wantsLenses = true;
  /** Called when the files have been read; undefined once they are. */
  private awaitingFiles: (() => void)[] | undefined = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private turn = 0;

  constructor(connection: Connection, parts: LanguageServerParts) {
    this.connection = connection;
    this.parts = parts;
  }

  listen(): void {
    const { connection, documents } = this;
    connection.onInitialize((params) => this.initialize(params));
    connection.onInitialized(() => void this.initialized());
    connection.onDidChangeConfiguration(() => void this.reconfigure());
    connection.onDidChangeWatchedFiles(({ changes }) => void this.filesChanged(changes));
    connection.onHover(({ textDocument, position }) => {
      const place = this.newestPlaceOf(textDocument.uri);
      if (!place) return null;
      return hoverAnswer(place, textDocument.uri, position, {
        language: this.language,
        cards: this.parts.cards,
        client: this.client,
        length: this.hover,
      });
    });
    connection.onCodeAction(({ textDocument, range, context }) => {
      const isWanted = (kind: string) => !context.only || context.only.some((only) => isKindWithin(kind, only));
      const actions = this.actionContextOf(textDocument.uri);
      if (!actions) return [];
      return [
        ...(isWanted(CodeActionKind.QuickFix) ? quickFixesAt(actions, range) : []),
        // Editors ask for source actions by name, as on save.
        ...(context.only && isWanted(fixAllKind) ? fixAllAction(actions) : []),
        ...(isWanted(explainKind) ? explainActionsAt(actions, range) : []),
      ];
    });
    connection.onCodeActionResolve((action) => resolveFixEverywhere(action, (uri) => this.actionContextOf(uri)));
    connection.onNotification('loopwise/pythonEnvironments', (environments: unknown) => {
      this.libraries.choose(chosenEnvironmentsFrom(environments));
      this.openLibraries();
      this.schedule(0);
    });
    answerExplainRequests(connection, {
      placeOf: (uri) => this.newestPlaceOf(uri),
      folderOf: (uri) => this.folders.find((folder) => folder.uri === uri),
      language: () => this.language,
    });
    answerConceptRequests(connection, {
      cards: this.parts.cards,
      language: () => this.language,
      folders: () => [...this.folders, ...this.singles.values()],
    });
    answerRouteRequests(connection, {
      language: () => this.language,
      placeOf: (uri) => this.newestPlaceOf(uri),
      folders: () => {
        this.takeIn();
        return [...this.folders, ...this.singles.values()];
      },
    });
    answerAgentRequests(connection, {
      cards: this.parts.cards,
      host: this.parts.host,
      folders: () => {
        this.takeIn();
        return this.folders;
      },
      exclude: () => this.settings.exclude,
      isOn: () => this.settings.enabled,
      whenRead: () => new Promise((resolve) => (this.awaitingFiles ? this.awaitingFiles.push(resolve) : resolve())),
    });
    connection.onCodeLens(({ textDocument }) => [...this.lenses.of(textDocument.uri)]);
    documents.onDidOpen(({ document }) => this.opened(document));
    documents.onDidChangeContent(({ document }) => this.changed(document));
    documents.onDidClose(({ document }) => {
      this.lenses.forget(document.uri);
      void this.closed(document.uri);
    });
    documents.listen(connection);
    connection.listen();
  }

  private initialize(params: InitializeParams): InitializeResult {
    const { capabilities, workspaceFolders, rootUri } = params;
    this.canConfigure = capabilities.workspace?.configuration === true;
    this.canProgress = capabilities.window?.workDoneProgress === true;
    this.canWatch = capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    this.canReview = capabilities.workspace?.workspaceEdit?.changeAnnotationSupport !== undefined;
    const resolved = capabilities.textDocument?.codeAction?.resolveSupport?.properties ?? [];
    this.canResolve = resolved.includes('edit');
    this.canRefreshLenses = capabilities.workspace?.codeLens?.refreshSupport === true;
    this.client = clientOptionsFrom(params.initializationOptions);
    this.locale = params.locale ?? 'en';
    this.language = this.locale.startsWith('es') ? 'es' : 'en';
    const uris = workspaceFolders?.map((folder) => folder.uri) ?? (rootUri ? [rootUri] : []);
    for (const uri of uris) this.addFolder(uri);
    return {
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        hoverProvider: true,
        codeActionProvider: {
          codeActionKinds: [CodeActionKind.QuickFix, fixAllKind, ...(this.canExplain() ? [explainKind] : [])],
          resolveProvider: true,
        },
        ...(this.client.hasOpenBurgers ? { codeLensProvider: {} } : {}),
        callHierarchyProvider: !this.client.ownsCallHierarchy,
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
      serverInfo: { name: 'loopwise' },
    };
  }

  private canExplain(): boolean {
    const { hasShowBlockingPath, hasOpenCard, hasOpenBurgers } = this.client;
    return hasShowBlockingPath || hasOpenCard || hasOpenBurgers;
  }

  private async initialized(): Promise<void> {
    const { connection } = this;
    if (this.canConfigure)
      void connection.client.register(DidChangeConfigurationNotification.type, { section: 'loopwise' });
    if (this.canWatch) {
      void connection.sendRequest('client/registerCapability', {
        registrations: [
          {
            id: 'loopwise-files',
            method: 'workspace/didChangeWatchedFiles',
            registerOptions: { watchers: watchedFiles.map((globPattern) => ({ globPattern })) },
          },
        ],
      });
    }
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      for (const { uri } of removed) this.removeFolder(uri);
      for (const { uri } of added) this.addFolder(uri);
      void this.readFolders();
    });
    await this.reconfigure();
  }

  private addFolder(uri: string): void {
    if (this.folders.some((folder) => folder.uri === uri)) return;
    this.folders.push(new AnalysisFolder(uri, this.parts.syntax, this.settings, this.parts.host));
    // A file belongs to the innermost folder.
    this.folders.sort((a, b) => b.uri.length - a.uri.length);
  }

  private removeFolder(uri: string): void {
    const at = this.folders.findIndex((folder) => folder.uri === uri);
    const [folder] = at >= 0 ? this.folders.splice(at, 1) : [];
    for (const path of folder?.analysis.paths() ?? []) this.publish(folder?.uriOf(path) ?? '', []);
  }

  // Settings

  private async reconfigure(): Promise<void> {
    let given: unknown;
    if (this.canConfigure) {
      try {
        given = await this.connection.workspace.getConfiguration('loopwise');
      } catch (error) {
        this.connection.console.warn(`loopwise: the editor gave no settings: ${String(error)}`);
      }
    }
    const previous = this.settings;
    this.settings = settingsFrom(given);
    const wanted = (given as { language?: unknown } | null | undefined)?.language;
    this.language = isLanguage(wanted) ? wanted : this.locale.startsWith('es') ? 'es' : 'en';
    const hover = (given as { hover?: unknown } | null | undefined)?.hover;
    this.wantsLenses = (given as { codeLens?: unknown } | null | undefined)?.codeLens !== false;
    this.hover = hover === 'full' || hover === 'off' ? hover : 'brief';
    for (const folder of [...this.folders, ...this.singles.values()]) folder.analysis.configure(this.settings);
    const isFirst = previous === defaultSettings;
    const areOtherLibraries = this.libraries.configure(given);
    if (areOtherLibraries && !isFirst) this.openLibraries();
    if (isFirst || previous.exclude.join('\n') !== this.settings.exclude.join('\n')) await this.readFolders();
    else this.schedule(0);
  }

  private openLibraries(): void {
    for (const folder of this.folders) {
      const environment = folder.openLibraries(this.libraries.environmentOf(folder.uri));
      const params = { folder: folder.uri, environment: environment ?? this.libraries.named ?? '' };
      if (environment !== undefined)
        this.connection.console.info(formatMessage(this.language, 'status.libraries', params));
      else if (this.libraries.named !== undefined)
        this.connection.console.warn(formatMessage(this.language, 'status.no-libraries', params));
    }
  }

  // Files

  private placeOf(uri: string): { folder: AnalysisFolder; path: string } | undefined {
    if (!uri.startsWith('file:')) return undefined;
    for (const folder of this.folders) {
      const path = this.parts.host.relative(folder.uri, uri);
      if (path !== undefined) return { folder, path };
    }
    const single = this.singles.get(uri);
    return single && { folder: single, path: uri.slice(uri.lastIndexOf('/') + 1) };
  }

  /** As `placeOf`, with everything that was typed. */
  private newestPlaceOf(uri: string): { folder: AnalysisFolder; path: string } | undefined {
    this.takeIn();
    return this.placeOf(uri);
  }

  private actionContextOf(uri: string): ActionContext | undefined {
    const place = this.newestPlaceOf(uri);
    return (
      place && {
        ...place,
        language: this.language,
        versionOf: (other) => this.documents.get(other)?.version ?? null,
        canReview: this.canReview,
        canResolve: this.canResolve,
        client: this.client,
        countOf: (rule) => this.counts.get(rule) ?? 0,
      }
    );
  }

  private opened(document: TextDocument): void {
    const { uri } = document;
    if (document.languageId !== 'python' || !uri.startsWith('file:')) return;
    if (!this.placeOf(uri)) {
      const folder = uri.slice(0, uri.lastIndexOf('/'));
      this.singles.set(uri, new AnalysisFolder(folder, this.parts.syntax, this.settings, this.parts.host));
    }
    const place = this.placeOf(uri);
    if (!place || !this.isWanted(place)) return;
    place.folder.open.add(place.path);
    place.folder.analysis.update(place.path, document.getText());
    this.schedule(0);
  }

  /** Puts every open document where it belongs after folders or exclusions changed. */
  private placeOpenDocuments(): void {
    for (const folder of this.folders) {
      for (const path of [...folder.open]) {
        if (this.isWanted({ folder, path })) continue;
        folder.open.delete(path);
        folder.analysis.remove(path);
      }
    }
    for (const uri of [...this.singles.keys()]) {
      if (this.folders.some((folder) => this.parts.host.relative(folder.uri, uri) !== undefined))
        this.singles.delete(uri);
    }
    for (const document of this.documents.all()) this.opened(document);
  }

  private changed(document: TextDocument): void {
    const place = this.placeOf(document.uri);
    if (!place?.folder.open.has(place.path)) return;
    this.edited.add(document.uri);
    this.schedule(typingPause);
  }

  /** Analyses what was typed since the last time; put off until an answer needs it, so that typing never waits. */
  private takeIn(): void {
    for (const uri of this.edited) {
      const document = this.documents.get(uri);
      const place = this.placeOf(uri);
      if (document && place?.folder.open.has(place.path)) place.folder.analysis.update(place.path, document.getText());
    }
    this.edited.clear();
  }

  /** Whether a file is one that the workspace is read for; a file outside every folder always is. */
  private isWanted(place: { folder: AnalysisFolder; path: string }): boolean {
    return !this.folders.includes(place.folder) || this.parts.host.isListed(place.path, this.settings.exclude);
  }

  private async closed(uri: string): Promise<void> {
    const place = this.placeOf(uri);
    this.edited.delete(uri);
    if (!place?.folder.open.delete(place.path)) return;
    if (this.singles.delete(uri)) {
      this.publish(uri, []);
      return;
    }
    await this.readFromDisk(place.folder, place.path);
    this.schedule(0);
  }

  private async filesChanged(changes: readonly { uri: string; type: FileChangeType }[]): Promise<void> {
    for (const { uri, type } of changes) {
      const place = this.placeOf(uri);
      if (!place || place.folder.open.has(place.path) || this.singles.has(uri) || !this.isWanted(place)) continue;
      if (type === FileChangeType.Deleted) place.folder.analysis.remove(place.path);
      else await this.readFromDisk(place.folder, place.path);
    }
    this.schedule(typingPause);
  }

  private readFromDisk(folder: AnalysisFolder, path: string): Promise<void> {
    return folder.read(path, (file, reason, params) => this.unreadable(file, reason, params));
  }

  private unreadable(path: string, reason: string, params: Readonly<Record<string, string>>): void {
    const text = formatMessage(this.language, reason, params);
    this.connection.console.warn(formatMessage(this.language, 'status.unreadable', { path, reason: text }));
  }

  private async readFolders(): Promise<void> {
    this.isChecked = false;
    this.awaitingFiles ??= [];
    this.sendStatus('indexing');
    this.placeOpenDocuments();
    const progress = this.canProgress ? await this.connection.window.createWorkDoneProgress() : undefined;
    progress?.begin('Loopwise', 0);
    for (const folder of this.folders) {
      await folder.readAll(
        this.settings.exclude,
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

  // Diagnostics

  private schedule(delay: number): void {
    this.turn++;
    clearTimeout(this.timer);
    // A mistake of ours must not end the server: what is typed next may be analysed again.
    const failed = (error: unknown) =>
      this.connection.console.error(`loopwise: ${error instanceof Error ? error.stack : String(error)}`);
    this.timer = setTimeout(() => void this.publishAll().catch(failed), delay);
  }

  /** Open files first, then the rest in slices; a change in between ends the pass, and the next one begins anew. */
  private async publishAll(): Promise<void> {
    this.takeIn();
    const turn = this.turn;
    const seen = new Set<string>();
    const counts = new Map<string, number>();
    let findings = 0;
    const folders = [...this.folders, ...this.singles.values()];
    for (const folder of folders) folder.refreshLibraries();
    for (const folder of folders) for (const path of folder.open) findings += this.check(folder, path, seen, counts);
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
    for (const uri of [...this.published.keys()]) if (!seen.has(uri)) this.publish(uri, []);
    this.counts = counts;
    this.sendStatus('ready', findings);
    this.isChecked = true;
    this.refreshLenses();
    for (const folder of this.folders) await folder.keepLibraries();
  }

  private refreshLenses(): void {
    if (!this.canRefreshLenses || !this.lenses.areStale()) return;
    const failed = (error: unknown) => this.connection.console.warn(`loopwise: the editor kept its lenses: ${error}`);
    this.connection.sendRequest('workspace/codeLens/refresh').catch(failed);
  }

  private check(folder: AnalysisFolder, path: string, seen: Set<string>, counts: Map<string, number>): number {
    const uri = folder.uriOf(path);
    seen.add(uri);
    const found = folder.analysis.findings(path);
    for (const { rule } of found) counts.set(rule, (counts.get(rule) ?? 0) + 1);
    this.publish(
      uri,
      found.map((finding) => diagnosticOf(finding, this.language, (file) => folder.uriOf(file))),
    );
    return found.length;
  }

  private publish(uri: string, diagnostics: ReturnType<typeof diagnosticOf>[]): void {
    const fingerprint = diagnostics.length === 0 ? '' : JSON.stringify(diagnostics);
    if ((this.published.get(uri) ?? '') === fingerprint) return;
    if (fingerprint === '') this.published.delete(uri);
    else this.published.set(uri, fingerprint);
    void this.connection.sendDiagnostics({ uri, diagnostics });
  }

  private sendStatus(state: ServerStatus['state'], findings = 0): void {
    const files = this.folders.reduce((sum, folder) => sum + folder.analysis.paths().length, 0);
    const libraryFiles = this.folders.reduce((sum, folder) => sum + folder.analysis.libraryFiles(), 0);
    const status: ServerStatus = { state, files, libraryFiles, findings };
    void this.connection.sendNotification('loopwise/status', status);
  }
}

/** Settings as the editor gives them; anything that is not of the right kind counts as not given. */
function settingsFrom(given: unknown): AnalysisSettings {
  const raw = (typeof given === 'object' && given !== null ? given : {}) as Record<string, unknown>;
  const severity: Record<string, AnalysisSettings['severity'][string]> = {};
  for (const [rule, value] of Object.entries(typeof raw.severity === 'object' && raw.severity ? raw.severity : {})) {
    if (['error', 'warning', 'information', 'hint', 'off'].includes(String(value))) {
      severity[rule] = value as AnalysisSettings['severity'][string];
    }
  }
  const preset = raw.preset;
  return {
    enabled: raw.enable !== false,
    preset: preset === 'strict' || preset === 'learning' ? preset : 'recommended',
    severity,
    exclude: Array.isArray(raw.exclude) ? raw.exclude.filter((glob): glob is string => typeof glob === 'string') : [],
    offload: offloadStyles.find((style) => style === raw.offload) ?? 'auto',
  };
}
