import { allKnowledge } from '../knowledge/all-knowledge.ts';
import { blockingPathAt } from './blocking-path-at.ts';
import { brokenCells } from './broken-cells.ts';
import { CallHierarchy, type HierarchyCall, type HierarchyItem, type HierarchyKey } from './call-hierarchy.ts';
import { CallLinks } from './call-links.ts';
import { type ConceptPlace, conceptPlaces } from './concept-places.ts';
import { type DeclaredKnowledge, nothingDeclared } from './declared-knowledge.ts';
import { DeclaredProjects } from './declared-projects.ts';
import { extractFacts } from './extract-facts.ts';
import { factsOf } from './facts-of-text.ts';
import { type FileStatements, statementsOf } from './file-statements.ts';
import type { ChainStep, Finding, Fix, Severity, TextEdit } from './finding.ts';
import { applyEdits } from './fixes/apply-edits.ts';
import { type FixesTogether, OfferedFixes } from './fixes/offered-fixes.ts';
import type { OffloadStyle } from './fixes/offload-function.ts';
import type { FrameworkCallable } from './framework-callable.ts';
import { type FoundVersion, FrameworkVersions, type InstalledVersion, versionParams } from './framework-versions.ts';
import { definitionOf } from './function-code.ts';
import { hoverAt } from './hover-at-place.ts';
import type { HoverSubject } from './hover-subject.ts';
import { type Knowledge, KnowledgeIndex } from './knowledge-index.ts';
import { type LibraryHost, LibraryModules } from './library-modules.ts';
import { offsetAt, rangeOf } from './line-index.ts';
import { LinkedProject } from './linked-project.ts';
import { type EditedProject, mendedRoute } from './mended-route.ts';
import type { ModuleFacts, Span } from './module-facts.ts';
import type { NotebookModule, WrittenRange } from './notebook-module.ts';
import { ProjectRoutes } from './project-routes.ts';
import type { DeclaredProject } from './pyproject.ts';
import type { ListedRoute, MendedRoute, Route, RouteRecipe, RouteSummary } from './route.ts';
import { allRules } from './rules/all-rules.ts';
import type { Preset, RuleFinding } from './rules/rule.ts';
import { operationNamed, type RouteName } from './serving-routes.ts';
import { silences } from './suppressions.ts';
import type { ParsedText, Syntax } from './syntax.ts';
import type { Position, Range } from './text-range.ts';
import { type FunctionNode, type Module, moduleOf } from './value.ts';
import { isVersionFile, type StatedVersion } from './version-files.ts';

export interface AnalysisSettings {
  readonly enabled: boolean;
  readonly preset: Preset;
  /** Severity by rule; what is not named has the preset's. */
  readonly severity: Readonly<Record<string, Severity | 'off'>>;
  /** Folders, relative to the root, where absolute imports start, besides those that are found. */
  readonly sourceRoots: readonly string[];
  /** What the user knows of functions. */
  readonly declared: DeclaredKnowledge;
  /** What fixes run a call in a thread with. */
  readonly offload: OffloadStyle;
}

export const defaultSettings: AnalysisSettings = {
  enabled: true,
  preset: 'recommended',
  severity: {},
  sourceRoots: [],
  declared: nothingDeclared,
  offload: 'auto',
};

/** How many recently edited files keep their syntax tree for incremental parsing. */
const keptTrees = 8;

/**
 * The analysis of one root folder. Paths are relative to it, with `/`. Files come and go through `update` and `remove`;
 * answers are worked out when they are asked for and kept until the next change.
 */
export class Analysis {
  private readonly syntax: Syntax;
  private settings: AnalysisSettings;
  private readonly known: Knowledge;
  private knowledge: KnowledgeIndex;
  private readonly modules = new Map<string, Module>();
  private readonly texts = new Map<string, string>();
  private readonly trees = new Map<string, ParsedText>();
  private readonly declared = new Map<string, DeclaredProject>();
  private readonly stated = new Map<string, StatedVersion>();
  private installed: InstalledVersion | undefined;
  private libraries: LibraryModules | undefined;
  private linked: LinkedProject | undefined;
  private links: CallLinks | undefined;
  private hierarchy: CallHierarchy | undefined;
  private routes: ProjectRoutes | undefined;
  private readonly cache = new Map<string, readonly Finding[]>();
  private readonly sources = new WeakMap<Finding, RuleFinding>();
  private offered: OfferedFixes | undefined;

  /** @param knowledge What is known of libraries. */
  constructor(syntax: Syntax, settings: AnalysisSettings, knowledge: Knowledge = allKnowledge) {
    this.syntax = syntax;
    this.settings = settings;
    this.known = knowledge;
    this.knowledge = new KnowledgeIndex(knowledge, settings.declared);
  }

  /**
   * Adds a file or replaces its text: a Python file, a `pyproject.toml`, a lock file or a list of requirements. Any text is
   * accepted; one that is not what its name promises says nothing. A repeated update parses only what changed.
   */
  update(path: string, text: string): void {
    if (isVersionFile(path)) this.takeStatements(path, statementsOf(path, text));
    else this.updateModule(path, text);
  }

  /**
   * Adds a Python file of which the facts are known, or replaces it. They may come from another run or machine. Fixes are offered
   * only where the texts of all files are known: they may have to look into each.
   */
  takeFacts(
    path: string,
    facts: ModuleFacts,
    { text, notebook }: { readonly text?: string | undefined; readonly notebook?: NotebookModule | undefined } = {},
  ): void {
    this.remove(path);
    this.modules.set(path, moduleOf(path, facts, { notebook }));
    if (text !== undefined) this.texts.set(path, text);
    this.changed();
  }

  /** The same for a file other than Python's. */
  takeStatements(path: string, { project, version }: FileStatements): void {
    this.takeStatement(path, version);
    this.takeDeclaration(path, project);
  }

  /** Adds a notebook or replaces it. All places in it are those of its module, until its caller says which cell that is. */
  updateNotebook(path: string, notebook: NotebookModule): void {
    this.updateModule(path, notebook.text, notebook);
  }

  /** The notebook of a path that `updateNotebook` has taken in; undefined for other files. */
  notebook(path: string): NotebookModule | undefined {
    return this.modules.get(path)?.notebook;
  }

  /** A range as a user finds it: in a notebook, in a cell. */
  writtenRange(path: string, range: Range): WrittenRange {
    return this.notebook(path)?.rangeIn(range) ?? { cell: undefined, range };
  }

  /** Applies edits of fixes to a Python file or a notebook that has been added. */
  edit(path: string, edits: readonly TextEdit[]): void {
    const text = this.textAfter(path, edits);
    const notebook = this.notebook(path);
    if (notebook) this.updateNotebook(path, notebook.withText(text));
    else this.update(path, text);
  }

  private takeDeclaration(path: string, project: DeclaredProject | undefined): void {
    if (project) this.declared.set(path, project);
    else if (!this.declared.delete(path)) return;
    this.changed();
  }

  private takeStatement(path: string, version: StatedVersion | undefined): void {
    if (JSON.stringify(this.stated.get(path)) === JSON.stringify(version)) return;
    if (version) this.stated.set(path, version);
    else this.stated.delete(path);
    this.changed();
  }

  private updateModule(path: string, text: string, notebook?: NotebookModule): void {
    const old = this.texts.get(path);
    if (old === text) {
      if (notebook) this.takeCells(path, notebook);
      return;
    }
    const previous = this.trees.get(path);
    this.trees.delete(path);
    const parsed = this.syntax.parse(text, previous);
    const broken = notebook && brokenCells(this.syntax, notebook, parsed);
    if (notebook && broken && broken.size > 0) {
      const readable = notebook.without(broken);
      this.trees.set(path, parsed);
      this.updateModule(path, readable.text, readable);
      return;
    }
    this.modules.set(path, moduleOf(path, extractFacts(this.syntax, parsed), { notebook }));
    this.texts.set(path, text);
    if (old === undefined) parsed.tree.delete();
    else this.keepTree(path, parsed);
    this.changed();
  }

  /** Takes in cells that say the same in Python and may have other numbers, or other magics. */
  private takeCells(path: string, notebook: NotebookModule): void {
    const module = this.modules.get(path);
    if (!module || module.notebook?.hasSameCells(notebook)) return;
    this.modules.set(path, moduleOf(path, module.facts, { notebook }));
    this.changed();
  }

  private keepTree(path: string, parsed: ParsedText): void {
    this.trees.set(path, parsed);
    for (const [oldest, { tree }] of this.trees) {
      if (this.trees.size <= keptTrees) break;
      tree.delete();
      this.trees.delete(oldest);
    }
  }

  remove(path: string): void {
    this.takeStatements(path, {});
    this.trees.get(path)?.tree.delete();
    this.trees.delete(path);
    this.texts.delete(path);
    if (this.modules.delete(path)) this.changed();
  }

  configure(settings: AnalysisSettings): void {
    const { declared, sourceRoots } = this.settings;
    this.settings = settings;
    const isDeclaredAnew = JSON.stringify(declared) !== JSON.stringify(settings.declared);
    if (isDeclaredAnew) this.knowledge = new KnowledgeIndex(this.known, settings.declared);
    if (isDeclaredAnew || sourceRoots.join('\n') !== settings.sourceRoots.join('\n')) this.changed();
    else this.forgetFindings();
  }

  /**
   * Lets calls be followed into the libraries that are installed for the project; undefined: into none.
   *
   * @param installed FastAPI among them.
   */
  useLibraries(host: LibraryHost | undefined, installed?: InstalledVersion): void {
    this.installed = installed;
    this.libraries = host && new LibraryModules(host, (text) => factsOf(this.syntax, text));
    this.changed();
  }

  /** Library modules that had to be read so far. */
  libraryFiles(): number {
    return this.libraries?.count ?? 0;
  }

  private changed(): void {
    this.linked = undefined;
    this.links = undefined;
    this.hierarchy = undefined;
    this.routes = undefined;
    this.forgetFindings();
  }

  private forgetFindings(): void {
    this.cache.clear();
    this.offered = undefined;
  }

  /** Files other than Python's that have been added and say something. */
  projectFiles(): string[] {
    return [...new Set([...this.declared.keys(), ...this.stated.keys()])];
  }

  /** The versions of FastAPI that are known, each with what says so. */
  frameworkVersions(): readonly FoundVersion[] {
    return this.project().inference.versions.all();
  }

  /** Python files that have been added. */
  paths(): string[] {
    return [...this.modules.keys()];
  }

  /** The text of a Python file that has been added, of a notebook that of its module; undefined where only its facts are known. */
  text(path: string): string | undefined {
    return this.texts.get(path);
  }

  /** The functions of a file with their decorators, by qualified name; a name may stand for several. */
  definitions(path: string): readonly { readonly name: string; readonly range: Range }[] {
    const facts = this.modules.get(path)?.facts;
    return (facts?.functions ?? []).map((written) => ({
      name: written.qualifiedName,
      range: rangeOf(facts?.lineStarts ?? [], definitionOf(written)),
    }));
  }

  /**
   * The same files, one Python file among them with another text, as a draft that nobody has saved. It is an analysis of its own,
   * which shares what this one has read; this one stays as it is.
   */
  withText(path: string, text: string): Analysis {
    const draft = new Analysis(this.syntax, this.settings, this.known);
    for (const [file, module] of this.modules) draft.modules.set(file, module);
    for (const [file, content] of this.texts) draft.texts.set(file, content);
    for (const [file, project] of this.declared) draft.declared.set(file, project);
    for (const [file, version] of this.stated) draft.stated.set(file, version);
    draft.installed = this.installed;
    draft.libraries = this.libraries;
    draft.modules.set(path, moduleOf(path, factsOf(this.syntax, text)));
    draft.texts.set(path, text);
    return draft;
  }

  /** Where a file is not valid Python; empty when it parses. */
  syntaxErrors(path: string): readonly Span[] {
    return this.modules.get(path)?.facts.syntaxErrors ?? [];
  }

  /** The linked state of all files, made when it is first needed after a change. */
  project(): LinkedProject {
    this.linked ??= this.link(this.modules);
    return this.linked;
  }

  private link(
    modules: ReadonlyMap<string, Module>,
    isFollowed?: (callable: FrameworkCallable) => boolean,
  ): LinkedProject {
    const declared = new DeclaredProjects(this.declared.values());
    const versions = new FrameworkVersions(this.stated, this.installed);
    return new LinkedProject(
      modules,
      this.knowledge,
      this.libraries,
      declared,
      versions,
      isFollowed,
      this.settings.sourceRoots,
    );
  }

  /** Findings of a file in the order of their places; empty for unknown files and when disabled. */
  findings(path: string): readonly Finding[] {
    const cached = this.cache.get(path);
    if (cached) return cached;
    const module = this.modules.get(path);
    const findings = module && this.settings.enabled ? this.check(module) : [];
    this.cache.set(path, findings);
    return findings;
  }

  allFindings(): readonly Finding[] {
    return this.paths()
      .sort()
      .flatMap((path) => this.findings(path));
  }

  private check(module: Module): readonly Finding[] {
    const project = this.project();
    const findings: Finding[] = [];
    for (const rule of allRules) {
      const severity = this.settings.severity[rule.name] ?? rule.severity[this.settings.preset];
      if (severity === 'off') continue;
      for (const source of rule.check(project, module, this.settings.preset)) {
        const finding: Finding = {
          rule: rule.name,
          severity: source.isLikely && severity === 'error' ? 'warning' : severity,
          path: module.path,
          range: rangeOf(module.facts.lineStarts, source.span),
          function: source.node.facts.qualifiedName,
          runsOn: source.runsOn,
          message: source.message,
          params: {
            ...source.params,
            ...versionParams(source.params.role === undefined ? undefined : project.model.decisions.get(source.node)),
          },
          card: source.card,
          chain: source.chain,
          confidence: source.confidence ?? 'direct',
          isLikely: source.isLikely ?? false,
        };
        if (isSuppressed(module, source.node, finding)) continue;
        this.sources.set(finding, source);
        findings.push(finding);
      }
    }
    return findings.sort(
      (a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character,
    );
  }

  /** Fixes for a finding of the current state, the preferred one first; empty for a finding of an earlier state. */
  fixes(finding: Finding): readonly Fix[] {
    return this.offeredFixes().of(finding);
  }

  /** Fixes of several findings, put together; see `OfferedFixes.together`. */
  fixesTogether(findings: readonly Finding[], isWanted: (fix: Fix) => boolean): FixesTogether {
    return this.offeredFixes().together(findings, isWanted);
  }

  private offeredFixes(): OfferedFixes {
    this.offered ??= new OfferedFixes({
      project: this.project(),
      syntax: this.syntax,
      texts: this.texts,
      offloadStyle: this.settings.offload,
      sourceOf: (finding) => this.sources.get(finding),
    });
    return this.offered;
  }

  /** The path operation that runs the code at a place (see `ServingRoutes.at`), with its recipe. */
  routeAt(path: string, position: Position): RouteRecipe | undefined {
    const callable = this.servingAt(path, position);
    return callable && this.projectRoutes().withRecipe(callable);
  }

  /** Whether some path operation runs the code at a place. */
  isServed(path: string, position: Position): boolean {
    return this.servingAt(path, position) !== undefined;
  }

  private servingAt(path: string, position: Position): FrameworkCallable | undefined {
    const module = this.modules.get(path) ?? this.libraries?.at(path);
    if (!module || !this.settings.enabled) return undefined;
    return this.projectRoutes().at(module, offsetAt(module.facts.lineStarts, position));
  }

  /** A path operation of a file, which is looked up anew; undefined when it is gone. */
  routeNamed(path: string, name: RouteName): RouteRecipe | undefined {
    const module = this.moduleIfOn(path);
    const callable = module && operationNamed(this.project(), module, name);
    return callable && this.projectRoutes().withRecipe(callable);
  }

  /** The path of a path operation's requests, with the prefixes around it; `…` stands for what is not known of them. */
  servedPath(route: RouteName & Pick<Route, 'path'>): string | undefined {
    const module = this.modules.get(route.path);
    return module ? this.projectRoutes().servedPath(module, route) : route.route;
  }

  /** What a lens says of a path operation in a few words; undefined when it is gone. */
  summaryOf(route: Route): RouteSummary | undefined {
    const module = this.modules.get(route.path);
    return module && this.projectRoutes().summaryOf(module, route, (path) => this.findings(path));
  }

  /** The path operations of a file, in their order. */
  routesIn(path: string): readonly ListedRoute[] {
    const module = this.moduleIfOn(path);
    return module ? this.projectRoutes().in(module) : [];
  }

  private projectRoutes(): ProjectRoutes {
    this.routes ??= new ProjectRoutes(
      this.project(),
      () => this.callLinks(),
      (path) => this.texts.get(path),
    );
    return this.routes;
  }

  /** A path operation of the current state as fixes leave it; see `mendedRoute`. Nothing of this analysis changes. */
  mendedRoute(route: RouteRecipe): MendedRoute | undefined {
    return mendedRoute(route, {
      findingsOf: (path) => this.findings(path),
      fixes: this.offeredFixes(),
      nodeOf: (finding) => this.sources.get(finding)?.node,
      edited: (edits, isFollowed) => this.edited(edits, isFollowed),
    });
  }

  /** The files as edits leave them, linked by themselves; undefined where one of them is no valid Python then. */
  private edited(edits: Fix['edits'], isFollowed: (callable: FrameworkCallable) => boolean): EditedProject | undefined {
    const texts = new Map([...edits].map(([path, list]) => [path, this.textAfter(path, list)]));
    const modules = new Map(this.modules);
    const notebooks = new Map<string, NotebookModule>();
    for (const [path, text] of texts) {
      const facts = factsOf(this.syntax, text);
      if (facts.syntaxErrors.length > 0) return undefined;
      const notebook = this.notebook(path)?.withText(text);
      if (notebook) notebooks.set(path, notebook);
      modules.set(path, moduleOf(path, facts, { notebook }));
    }
    const project = this.link(modules, isFollowed);
    return { project, textOf: (path) => texts.get(path) ?? this.texts.get(path), notebooks };
  }

  private textAfter(path: string, edits: readonly TextEdit[]): string {
    const lineStarts = this.modules.get(path)?.facts.lineStarts ?? [];
    return applyEdits(this.texts.get(path) ?? '', lineStarts, edits);
  }

  /** A module that questions may be asked about; undefined when all is turned off. */
  private moduleIfOn(path: string): Module | undefined {
    return this.settings.enabled ? this.modules.get(path) : undefined;
  }

  /** Every function that FastAPI calls. */
  frameworkCallables(): readonly FrameworkCallable[] {
    return this.project().model.callables;
  }

  /** Items of the call hierarchy at a place; empty where nothing is reached by FastAPI or blocks. */
  callHierarchyItems(path: string, position: Position): readonly HierarchyItem[] {
    const module = this.moduleIfOn(path);
    if (!module) return [];
    return this.callHierarchy().prepare(module, offsetAt(module.facts.lineStarts, position));
  }

  /** Callers or callees of an item, which is looked up anew; undefined when it is gone. */
  hierarchyCalls(
    direction: 'incoming' | 'outgoing',
    path: string,
    key: HierarchyKey,
  ): readonly HierarchyCall[] | undefined {
    const module = this.modules.get(path) ?? this.libraries?.at(path);
    return module && this.callHierarchy()[direction](module, key);
  }

  private callHierarchy(): CallHierarchy {
    this.hierarchy ??= new CallHierarchy(this.project(), this.callLinks());
    return this.hierarchy;
  }

  private callLinks(): CallLinks {
    this.links ??= new CallLinks(this.project());
    return this.links;
  }

  /** The steps from a place down to the call that blocks; empty where nothing blocks. */
  blockingPath(path: string, position: Position): readonly ChainStep[] {
    const module = this.moduleIfOn(path);
    if (!module) return [];
    return blockingPathAt(this.project(), module, offsetAt(module.facts.lineStarts, position), this.findings(path));
  }

  /** What stands at a place that decides where code runs; see `hoverAt`. */
  hover(path: string, position: Position): HoverSubject | undefined {
    const module = this.moduleIfOn(path);
    if (!module) return undefined;
    return hoverAt(this.project(), module, offsetAt(module.facts.lineStarts, position));
  }

  /** Places of the project that concept cards speak of; see `conceptPlaces`. */
  conceptPlaces(): readonly ConceptPlace[] {
    return this.settings.enabled ? [...conceptPlaces(this.project())] : [];
  }
}

/** Whether a comment silences a finding. */
function isSuppressed({ facts }: Module, node: FunctionNode, finding: Finding): boolean {
  return facts.suppressions.some((suppression) => silences(suppression, node, finding, finding.range.start.line));
}
