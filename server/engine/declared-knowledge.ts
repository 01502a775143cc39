import type { Category, KnowledgeEntry, OffloaderEntry } from '../knowledge/knowledge-schema.ts';

/** A function that the user says blocks: a qualified name or a pattern. */
export interface DeclaredBlocking {
  readonly name: string;
  readonly category?: Category | undefined;
}

/** A function that the user says runs a callable somewhere else: a qualified name or a pattern. */
export interface DeclaredOffloading {
  readonly name: string;
  /** Position of the callable, without `self`. */
  readonly callable: number;
  readonly keyword?: string | undefined;
  readonly runs: 'thread pool' | 'process';
}

/** What the user knows of functions, of libraries as well as of the project. It goes before all other knowledge. */
export interface DeclaredKnowledge {
  readonly blocking: readonly DeclaredBlocking[];
  readonly nonBlocking: readonly string[];
  readonly offloading: readonly DeclaredOffloading[];
}

export const nothingDeclared: DeclaredKnowledge = { blocking: [], nonBlocking: [], offloading: [] };

/** What is declared of a name. */
export interface Declaration {
  /** The name that is declared, or that a pattern matches. */
  readonly name: string;
  /** Undefined for what does not block. */
  readonly blocking: KnowledgeEntry | undefined;
  /** The name itself is declared, and not a pattern that it happens to match. */
  readonly isExact: boolean;
}

interface Pattern<Content> {
  readonly matches: RegExp;
  readonly content: Content;
}

/** Looks up what is declared of qualified names. A name goes before a pattern, and of two patterns what does not block. */
export class DeclaredNames {
  private readonly exact = new Map<string, Declaration>();
  private readonly patterns: Pattern<KnowledgeEntry | undefined>[] = [];
  private readonly offloaders = new Map<string, OffloaderEntry>();
  private readonly offloaderPatterns: Pattern<OffloaderEntry>[] = [];
  /** Last names of offloading functions. */
  private readonly lastNames: RegExp[] = [];

  /** @param canonical The name under which an alias is described. */
  constructor(declared: DeclaredKnowledge, canonical: (name: string) => string) {
    for (const name of declared.nonBlocking) this.add(name, undefined, canonical);
    for (const { name, category } of declared.blocking) {
      this.add(name, { name, blocks: true, ...(category === undefined ? {} : { category }) }, canonical);
    }
    for (const { name, callable, keyword, runs } of declared.offloading) {
      const entry: OffloaderEntry = { name, callable, runs, ...(keyword === undefined ? {} : { keyword }) };
      if (name.includes('*')) this.offloaderPatterns.push({ matches: regExpOf(name), content: entry });
      else for (const key of [name, canonical(name)]) this.offloaders.set(key, entry);
      this.lastNames.push(regExpOf(name.slice(name.lastIndexOf('.') + 1)));
    }
  }

  private add(name: string, blocking: KnowledgeEntry | undefined, canonical: (name: string) => string): void {
    if (name.includes('*')) {
      this.patterns.push({ matches: regExpOf(name), content: blocking });
      return;
    }
    for (const key of [name, canonical(name)]) {
      if (!this.exact.has(key)) this.exact.set(key, { name, blocking, isExact: true });
    }
  }

  /** Whether nothing is declared to block, or not to. */
  get isEmpty(): boolean {
    return this.exact.size === 0 && this.patterns.length === 0;
  }

  /** What is declared of something that has several names; undefined when nothing is. */
  of(names: readonly string[]): Declaration | undefined {
    if (this.isEmpty) return undefined;
    const exact = names.map((name) => this.exact.get(name)).find((found) => found !== undefined);
    if (exact) return exact;
    for (const { matches, content: blocking } of this.patterns) {
      // What a pattern says of all functions is not meant for those that nobody calls by name.
      const name = names.find((other) => matches.test(other) && !(blocking && /\._[^.]*$/.test(other)));
      if (name !== undefined) return { name, blocking, isExact: false };
    }
    return undefined;
  }

  /** What runs a callable elsewhere, by any of its names. */
  offloader(names: readonly string[]): OffloaderEntry | undefined {
    const exact = names.map((name) => this.offloaders.get(name)).find((found) => found !== undefined);
    if (exact) return exact;
    return this.offloaderPatterns.find(({ matches }) => names.some((name) => matches.test(name)))?.content;
  }

  /** Whether a function of this last name may run a callable elsewhere. */
  mayHandOver(lastName: string): boolean {
    return this.lastNames.some((pattern) => pattern.test(lastName));
  }
}

/** `*` is any one name or a part of it, `**` one name or several. */
function regExpOf(pattern: string): RegExp {
  const escaped = pattern
    .replace(/[+?^${}()|[\]\\.]/g, '\\$&')
    .replace(/\*\*|\*/g, (stars) => (stars === '**' ? '.+' : '[^.]*'));
  return new RegExp(`^${escaped}$`);
}
