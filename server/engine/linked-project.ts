import { type BlockingPath, BlockingSummary } from './blocking-summary.ts';
import { CallGraph } from './call-graph.ts';
import type { DeclaredProjects } from './declared-projects.ts';
import { FastApiModel } from './fastapi-model.ts';
import type { FrameworkCallable } from './framework-callable.ts';
import { FrameworkVersions } from './framework-versions.ts';
import { FunctionReferences } from './function-references.ts';
import { HarmlessCode } from './harmless-code.ts';
import { Inference } from './inference.ts';
import type { KnowledgeIndex } from './knowledge-index.ts';
import { type LibraryModules, withLibraries } from './library-modules.ts';
import { LibrarySymbols } from './library-symbols.ts';
import { MadeValues } from './made-values.ts';
import { ModuleResolver } from './module-resolver.ts';
import type { ImportResolver } from './module-table.ts';
import { startupTasks } from './startup-tasks.ts';
import type { FunctionNode, Module } from './value.ts';

/** All modules of a root, linked: symbols, FastAPI model, call graph and blocking summary of one state of the files. */
export class LinkedProject {
  readonly modules: ReadonlyMap<string, Module>;
  /** Which of them an import means. */
  readonly resolver: ImportResolver;
  readonly inference: Inference;
  readonly model: FastApiModel;
  readonly graph: CallGraph;
  readonly blocking: BlockingSummary;
  /** What certainly neither waits nor computes for long. */
  readonly harmless: HarmlessCode;
  readonly references: FunctionReferences;
  /** What the code certainly makes. */
  readonly made: MadeValues;
  private readonly callablesByModule = new Map<Module, FrameworkCallable[]>();

  /**
   * @param libraries Sources of the installed libraries, into which the code that runs on the loop is followed.
   * @param sourceRoots Folders where absolute imports start, besides those that are found.
   * @param isFollowed The functions that will be asked about: what only others run has no blocking summary.
   */
  constructor(
    modules: ReadonlyMap<string, Module>,
    knowledge: KnowledgeIndex,
    libraries?: LibraryModules,
    declared?: DeclaredProjects,
    versions: FrameworkVersions = new FrameworkVersions(),
    isFollowed: (callable: FrameworkCallable) => boolean = () => true,
    sourceRoots: readonly string[] = [],
  ) {
    this.modules = modules;
    const resolver = new ModuleResolver(
      modules.keys(),
      (topLevel) => knowledge.isLibrary(topLevel),
      declared,
      sourceRoots,
    );
    this.resolver = resolver;
    const linked = libraries ? withLibraries(modules, resolver, libraries) : { modules, resolver };
    this.inference = new Inference({ ...linked, knowledge, versions, sourceRoots });
    const symbols = libraries && new LibrarySymbols(this.inference, libraries);
    this.harmless = new HarmlessCode({ inference: this.inference, ...linked });
    this.references = new FunctionReferences(this.inference, modules);
    this.made = new MadeValues(this.inference, modules.values());
    this.model = new FastApiModel(this.inference, modules.values());
    this.graph = new CallGraph(this.inference, modules.values(), (node) =>
      this.model.rolesOf(node).some(({ role }) => role === 'path operation'),
    );
    // Libraries are opened only for what runs on the loop; the answers found there stay.
    this.inference.librarySymbols = symbols;
    const followed = this.model.callables.filter(isFollowed);
    const startup = followed.filter(({ role }) => role === 'lifespan' || role === 'startup handler');
    for (const node of startupTasks(
      this.graph,
      startup.map((callable) => callable.node),
    ))
      this.model.addTask(node);
    // With the tasks of start-up code.
    const roots = this.model.callables.filter(isFollowed);
    const wrappers = [...this.model.wrapped].flatMap(([wrapper, list]) => (list.some(isFollowed) ? [wrapper] : []));
    const nodesOf = (callables: readonly FrameworkCallable[]) => [
      ...callables.flatMap(({ node }) => [node, ...this.entriesOf(node)]),
      ...wrappers,
    ];
    const onLoop = nodesOf(roots.filter(({ place }) => place === 'event loop'));
    for (const _ of this.graph.reachedFrom(onLoop));
    this.inference.librarySymbols = undefined;
    this.blocking = new BlockingSummary(this.graph, nodesOf(roots), (node) => this.inference.declared.isSilent(node));
    for (const callable of this.model.callables) {
      const list = this.callablesByModule.get(callable.node.module);
      if (list) list.push(callable);
      else this.callablesByModule.set(callable.node.module, [callable]);
    }
  }

  /** A function that the framework calls, as it runs on each of the objects that it is called on. */
  entriesOf(node: FunctionNode): readonly FunctionNode[] {
    return [...this.model.calledOn(node)].map((cls) => (cls ? this.graph.calledOn(node, cls) : node));
  }

  /** The plainest way from a function to a call that blocks, on any of the objects that the framework calls it on. */
  pathOf(node: FunctionNode): BlockingPath | undefined {
    const paths = this.entriesOf(node).map((entry) => this.blocking.path(entry));
    return paths.find((path) => path !== undefined);
  }

  /** Functions of a module that the framework calls. */
  callablesIn(module: Module): readonly FrameworkCallable[] {
    return this.callablesByModule.get(module) ?? [];
  }
}
