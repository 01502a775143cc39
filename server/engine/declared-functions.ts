import type { OffloaderEntry } from '../knowledge/knowledge-schema.ts';
import type { Blocker } from './call-edge.ts';
import type { Declaration, DeclaredNames } from './declared-knowledge.ts';
import type { KnowledgeIndex } from './knowledge-index.ts';
import type { FunctionNode, Module, Value } from './value.ts';

/** What the user declares of the functions whose source is here: those of the project, and of libraries that were opened. */
export class DeclaredFunctions {
  private readonly declared: DeclaredNames;
  private readonly knowledge: KnowledgeIndex;
  private readonly sourceRoots: readonly string[];
  private readonly modules: () => Iterable<Module>;
  private packages: ReadonlySet<string> | undefined;
  private readonly moduleNames = new Map<Module, readonly string[]>();
  private readonly found = new Map<Module, Map<string, Declaration | undefined>>();

  /** @param sourceRoots Folders where absolute imports start. */
  constructor(knowledge: KnowledgeIndex, modules: () => Iterable<Module>, sourceRoots: readonly string[]) {
    this.knowledge = knowledge;
    this.declared = knowledge.declared;
    this.modules = modules;
    this.sourceRoots = sourceRoots;
  }

  /** Whether nothing is declared to block, or not to. */
  get isEmpty(): boolean {
    return this.declared.isEmpty;
  }

  /** The block that a function is declared to be; undefined for a coroutine function that only a pattern speaks for. */
  blockerOf(node: FunctionNode): Blocker | undefined {
    const found = this.of(node);
    if (!found?.blocking || (!found.isExact && node.facts.kind === 'async def')) return undefined;
    return { name: found.name, entry: found.blocking, isLikely: false };
  }

  /** Whether nothing in a function blocks its caller: it is declared so, or runs elsewhere what it is given. */
  isSilent(node: FunctionNode): boolean {
    const found = this.of(node);
    if (found) return found.blocking === undefined;
    return this.declared.mayHandOver(node.facts.name) && this.declared.offloader(this.namesOf(node)) !== undefined;
  }

  /** What is known of a function that runs a callable elsewhere; undefined for other values. */
  offloader(callee: Value | undefined): OffloaderEntry | undefined {
    if (callee?.kind === 'external') return this.knowledge.offloader(callee.name);
    if (callee?.kind !== 'function' || !this.declared.mayHandOver(callee.node.facts.name)) return undefined;
    return this.declared.offloader(this.namesOf(callee.node));
  }

  private of(node: FunctionNode): Declaration | undefined {
    if (this.declared.isEmpty) return undefined;
    let known = this.found.get(node.module);
    if (!known) {
      known = new Map();
      this.found.set(node.module, known);
    }
    const { qualifiedName } = node.facts;
    if (!known.has(qualifiedName)) known.set(qualifiedName, this.declared.of(this.namesOf(node)));
    return known.get(qualifiedName);
  }

  /** What a function can be called, the longest name first; a class stands for its `__init__`. */
  private namesOf({ module, facts }: FunctionNode): readonly string[] {
    const { qualifiedName } = facts;
    const own = [qualifiedName, ...(/\.__init__$/.test(qualifiedName) ? [qualifiedName.slice(0, -9)] : [])];
    return this.namesOfModule(module).flatMap((name) => own.map((inner) => `${name}.${inner}`));
  }

  /** Dotted names of a module, from the folders that may be on Python's path: those that are in no package. */
  private namesOfModule(module: Module): readonly string[] {
    const known = this.moduleNames.get(module);
    if (known) return known;
    const segments = module.key.replace(/^@/, '').split('/');
    const names: string[] = [];
    for (let length = 0; length < segments.length; length++) {
      const root = segments.slice(0, length).join('/');
      if (module.isLibrary && length > 0) break;
      const name = segments.slice(length).join('.');
      if (!this.allPackages().has(root) || this.sourceRoots.includes(root)) names.push(name);
    }
    this.moduleNames.set(module, names);
    return names;
  }

  private allPackages(): ReadonlySet<string> {
    this.packages ??= new Set(
      [...this.modules()].flatMap(({ path, key }) => (/(^|\/)__init__\.pyi?$/.test(path) ? [key] : [])),
    );
    return this.packages;
  }
}
