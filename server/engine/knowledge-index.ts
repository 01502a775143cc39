import type {
  Category,
  ClientFamily,
  DecoratorEntry,
  HarmlessKnowledge,
  KnowledgeEntry,
  LibraryKnowledge,
  OffloaderEntry,
} from '../knowledge/knowledge-schema.ts';
import { ClientTwins } from './client-twins.ts';
import { type DeclaredKnowledge, DeclaredNames, nothingDeclared } from './declared-knowledge.ts';
import { HarmlessIndex } from './harmless-index.ts';
import { standardLibrary } from './standard-library.ts';

/** What is known of one library callable. */
export interface LibraryFact {
  readonly name: string;
  readonly entry: KnowledgeEntry;
  /** Set where the user has declared it. */
  readonly declared?: {
    /** By its name, and not by a pattern. */
    readonly isExact: boolean;
    /** Nothing else is known of it. */
    readonly isAll: boolean;
  };
}

/** All that is written down of libraries. */
export interface Knowledge {
  readonly libraries: readonly LibraryKnowledge[];
  readonly offloaders: readonly OffloaderEntry[];
  readonly decorators: readonly DecoratorEntry[];
  readonly harmless: HarmlessKnowledge;
  readonly clients: readonly ClientFamily[];
}

/** What an entry calls the class that its method is called on, in `returns`. */
export const ownClass = 'typing.Self';

/** Looks up library names. Built once; every look-up is a few hash probes. */
export class KnowledgeIndex {
  private readonly entries = new Map<string, KnowledgeEntry>();
  private readonly classes = new Map<string, { bases: string[]; attributes: Map<string, string> }>();
  private readonly aliases = new Map<string, string>();
  private readonly asyncContexts = new Set<string>();
  private readonly offloaders = new Map<string, OffloaderEntry>();
  /** Answers of `find`; null for names that nothing is known of. */
  private readonly found = new Map<string, LibraryFact | null>();
  private readonly handOverNames = new Set<string>();
  private readonly decorators = new Map<string, DecoratorEntry>();
  private readonly topLevel = new Set<string>();
  private readonly modules = new Set<string>();
  readonly harmless: HarmlessIndex;
  /** What the user declares. */
  readonly declared: DeclaredNames;
  /** Clients with an asynchronous class. */
  readonly clients: ClientTwins;

  constructor(knowledge: Knowledge, declared: DeclaredKnowledge = nothingDeclared) {
    this.harmless = new HarmlessIndex(knowledge.harmless);
    this.clients = new ClientTwins(knowledge.clients, this);
    for (const library of knowledge.libraries) {
      for (const module of library.modules) {
        this.modules.add(module);
        this.topLevel.add(module.split('.')[0] ?? module);
      }
      for (const entry of library.entries) {
        this.entries.set(entry.name, entry);
        for (const alias of entry.aliases ?? []) this.aliases.set(alias, entry.name);
      }
      for (const entry of library.classes ?? []) {
        const attributes = new Map(Object.entries(entry.attributes ?? {}));
        this.classes.set(entry.name, { bases: [...(entry.bases ?? [])], attributes });
        if (entry.asyncContext) this.asyncContexts.add(entry.name);
        for (const alias of entry.aliases ?? []) this.aliases.set(alias, entry.name);
      }
    }
    for (const entry of knowledge.offloaders) {
      for (const name of [entry.name, ...(entry.aliases ?? [])]) this.offloaders.set(name, entry);
      if (entry.runs === 'thread pool' || entry.runs === 'process') {
        this.handOverNames.add(entry.name.slice(entry.name.lastIndexOf('.') + 1));
      }
    }
    for (const entry of knowledge.decorators) {
      for (const name of [entry.name, ...(entry.aliases ?? [])]) this.decorators.set(name, entry);
    }
    this.declared = new DeclaredNames(declared, (name) => this.canonical(name));
  }

  /** Whether a top-level module is a library that the knowledge speaks of. */
  isLibrary(topLevel: string): boolean {
    return this.topLevel.has(topLevel);
  }

  /** Whether a qualified name belongs to a library that is described: nothing more is to be found out about it. */
  describes(qualifiedName: string): boolean {
    for (let end = qualifiedName.length; end > 0; end = qualifiedName.lastIndexOf('.', end - 1)) {
      if (this.modules.has(qualifiedName.slice(0, end))) return true;
    }
    return false;
  }

  /** Whether the source of a library would tell more of a qualified name: it is neither described nor Python's own. */
  isOpen(qualifiedName: string): boolean {
    return !standardLibrary.has(qualifiedName.split('.', 1)[0] ?? '') && !this.describes(qualifiedName);
  }

  /** The name under which a public alias is described: `sqlalchemy.orm.session.Session` → `sqlalchemy.orm.Session`. */
  canonical(name: string): string {
    const known = this.aliases.get(name);
    if (known !== undefined) return known;
    const dot = name.lastIndexOf('.');
    if (dot < 0) return name;
    const owner = this.aliases.get(name.slice(0, dot));
    return owner === undefined ? name : `${owner}${name.slice(dot)}`;
  }

  /**
   * What is known of a callable by its qualified name: itself, then each base class's method of that name, then the
   * wildcards `Class.*` (every method) and `Class.**` (every call below an attribute path).
   */
  find(qualifiedName: string): LibraryFact | undefined {
    const known = this.found.get(qualifiedName);
    if (known !== undefined) return known ?? undefined;
    const fact = this.withDeclared(qualifiedName, this.findNew(qualifiedName));
    this.found.set(qualifiedName, fact ?? null);
    return fact;
  }

  /** What the user says goes before the rest. */
  private withDeclared(name: string, fact: LibraryFact | undefined): LibraryFact | undefined {
    const found = this.declared.of([name, this.canonical(name)]);
    if (!found) return fact;
    const { minor, likely, onFirstUse, blocksWhen, unless, ...rest } = fact?.entry ?? { name };
    const entry = found.blocking ? { ...rest, ...found.blocking } : { ...rest, blocks: false, iterator: false };
    return { name: fact?.name ?? name, entry, declared: { isExact: found.isExact, isAll: fact === undefined } };
  }

  private findNew(qualifiedName: string): LibraryFact | undefined {
    const name = this.canonical(qualifiedName);
    const exact = this.entries.get(name);
    if (exact) return { name, entry: exact };
    const dot = name.lastIndexOf('.');
    if (dot < 0) return undefined;
    const owner = name.slice(0, dot);
    const member = name.slice(dot + 1);
    const seen = new Set<string>();
    const owners = [owner];
    for (let current = owners.shift(); current !== undefined; current = owners.shift()) {
      if (seen.has(current)) continue;
      seen.add(current);
      const inherited = this.entries.get(`${current}.${member}`);
      if (inherited) return { name, entry: inherited };
      owners.push(...(this.classes.get(current)?.bases ?? []).map((base) => this.canonical(base)));
    }
    if (member.startsWith('_')) return undefined;
    for (const current of seen) {
      const wildcard = this.entries.get(`${current}.*`);
      if (wildcard) return { name, entry: wildcard };
    }
    for (let at = name.lastIndexOf('.'); at > 0; at = name.lastIndexOf('.', at - 1)) {
      const deep = this.entries.get(`${name.slice(0, at)}.**`);
      if (deep) return { name, entry: deep };
    }
    return undefined;
  }

  /** Class of an attribute of a library class, through its bases; undefined when nothing is known. */
  attribute(className: string, attribute: string): string | undefined {
    const seen = new Set<string>();
    const pending = [this.canonical(className)];
    for (let current = pending.shift(); current !== undefined; current = pending.shift()) {
      if (seen.has(current)) continue;
      seen.add(current);
      const known = this.classes.get(current);
      const found = known?.attributes.get(attribute);
      if (found !== undefined) return found;
      pending.push(...(known?.bases ?? []).map((base) => this.canonical(base)));
    }
    return undefined;
  }

  /** Whether objects of a class are for `async with` and not for `with`. */
  isAsyncContext(className: string): boolean {
    return this.asyncContexts.has(this.canonical(className));
  }

  isClass(name: string): boolean {
    return this.classes.has(this.canonical(name));
  }

  /** A class and all its bases, nearest first. */
  lineage(className: string): string[] {
    const order: string[] = [];
    const pending = [this.canonical(className)];
    for (let current = pending.shift(); current !== undefined; current = pending.shift()) {
      if (order.includes(current)) continue;
      order.push(current);
      pending.push(...(this.classes.get(current)?.bases ?? []).map((base) => this.canonical(base)));
    }
    return order;
  }

  /** Whether a function of this last name may run a callable in a thread or a process. */
  mayHandOver(lastName: string): boolean {
    return this.handOverNames.has(lastName) || this.declared.mayHandOver(lastName);
  }

  offloader(name: string): OffloaderEntry | undefined {
    const canonical = this.canonical(name);
    const declared = this.declared.offloader([name, canonical]);
    if (declared) return declared;
    const direct = this.offloaders.get(canonical) ?? this.offloaders.get(name);
    if (direct) return direct;
    const dot = canonical.lastIndexOf('.');
    if (dot < 0) return undefined;
    for (const owner of this.lineage(canonical.slice(0, dot))) {
      const inherited = this.offloaders.get(`${owner}${canonical.slice(dot)}`);
      if (inherited) return inherited;
    }
    return undefined;
  }

  decorator(name: string): DecoratorEntry | undefined {
    return this.decorators.get(this.canonical(name)) ?? this.decorators.get(name);
  }

  /** Category of what a blocking entry waits for. */
  static categoryOf(entry: KnowledgeEntry): Category {
    return entry.category ?? 'sdk';
  }
}
