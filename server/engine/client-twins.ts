import type { ClientClass, ClientFamily, KnowledgeEntry } from '../knowledge/knowledge-schema.ts';

/** A synchronous class of a library and its asynchronous counterpart, with what is known of their members. */
export interface TwinClass {
  readonly family: ClientFamily;
  /** Synchronous name, also where only the asynchronous class has one. */
  readonly name: string;
  /** Asynchronous name; undefined where no program names it. */
  readonly twin: string | undefined;
  readonly facts: ClientClass;
}

/** What an object is while it is followed: one of a class, or with a path what stands between it and its methods. */
export interface TwinType {
  readonly cls: TwinClass;
  /** `chat.completions`; empty for the object itself. */
  readonly path: string;
}

/** What becomes of a member when the class becomes the asynchronous one. */
export type TwinMember =
  /** A call is to be awaited; the name in the asynchronous class, and the class of the result where it must be followed. */
  | { readonly kind: 'awaited'; readonly as: string; readonly gives: TwinType | undefined }
  /** A call is to be awaited, and gives an object for `async for` when `stream=True` is given. */
  | { readonly kind: 'streams'; readonly gives: TwinType }
  /** Awaited, or iterated at once without that. */
  | { readonly kind: 'paged'; readonly gives: TwinType }
  /** Nothing changes but the name; the class of the result where it must be followed. `isAny`: every attribute is so. */
  | { readonly kind: 'plain'; readonly as: string; readonly gives: TwinType | undefined; readonly isAny?: boolean }
  /** A part of a path to a method. */
  | { readonly kind: 'path'; readonly type: TwinType };

/** Looks up entries of library callables. */
interface Entries {
  find(name: string): { readonly entry: KnowledgeEntry } | undefined;
  canonical(name: string): string;
}

const ownClass = 'typing.Self';
/** What is for `async for` and nothing else. */
const iteratorName = 'async iterator';

/** Synchronous clients whose library has an asynchronous class of the same shape. */
export class ClientTwins {
  private readonly families: readonly ClientFamily[];
  private readonly entries: Entries;
  private readonly classes = new Map<ClientFamily, ReadonlyMap<string, TwinClass>>();
  private readonly paths = new Map<ClientClass, ReadonlySet<string>>();

  constructor(families: readonly ClientFamily[], entries: Entries) {
    this.families = families;
    this.entries = entries;
  }

  /**
   * The class that a library callable makes an object of: the class itself, or a function beside it.
   *
   * @param isUsed Whether the project imports a package: where it uses an other asynchronous library, that one is meant.
   */
  madeBy(name: string, isUsed: (packageName: string) => boolean): { cls: TwinClass; as: string } | undefined {
    for (const family of this.families) {
      if (family.whenUsed !== undefined && !isUsed(family.whenUsed)) continue;
      for (const cls of this.classesOf(family).values()) {
        if (cls.twin === undefined) continue;
        if (this.isNamed(cls, name)) return { cls, as: cls.twin };
        const maker = cls.facts.makers?.[name];
        if (maker !== undefined) return { cls, as: maker };
      }
    }
    return undefined;
  }

  /** The library, as imports call it, that a callable belongs to; undefined where none of its clients is known. */
  library(name: string): string | undefined {
    const [root = ''] = name.split('.', 1);
    return this.isLibrary(root) ? root : undefined;
  }

  /** Whether some family has clients of a package. */
  isLibrary(packageName: string): boolean {
    return this.families.some(({ classes }) => classes.some(({ name }) => name.startsWith(`${packageName}.`)));
  }

  /** A class of a family by its synchronous name or an alias. */
  isNamed(cls: TwinClass, name: string): boolean {
    return (
      this.entries.canonical(name) === this.entries.canonical(cls.name) || (cls.facts.aliases?.includes(name) ?? false)
    );
  }

  /** A class by a synchronous name, of the family or another one. */
  named(family: ClientFamily, name: string): TwinClass | undefined {
    for (const other of [family, ...this.families]) {
      for (const cls of this.classesOf(other).values()) if (this.isNamed(cls, name)) return cls;
    }
    return undefined;
  }

  /** What is for `async for` and nothing else. */
  iterator(family: ClientFamily): TwinType {
    return {
      cls: { family, name: iteratorName, twin: undefined, facts: { name: iteratorName, iterated: true } },
      path: '',
    };
  }

  /** What a member of an object becomes; undefined where that is not known. */
  member({ cls, path }: TwinType, name: string): TwinMember | undefined {
    const { facts } = cls;
    const whole = path === '' ? name : `${path}.${name}`;
    if (facts.unlike?.includes(whole)) return undefined;
    if (facts.awaited?.includes(whole)) return { kind: 'awaited', as: name, gives: undefined };
    const given = facts.gives?.[whole];
    if (given !== undefined) return { kind: 'awaited', as: name, gives: this.type(cls, given) };
    const renamed = facts.renamed?.[whole];
    if (renamed !== undefined) return { kind: 'awaited', as: renamed, gives: undefined };
    const stream = facts.streams?.[whole];
    if (stream !== undefined) return this.typed(cls, stream, (gives) => ({ kind: 'streams', gives }));
    const page = facts.paged?.[whole];
    if (page !== undefined) return this.typed(cls, page, (gives) => ({ kind: 'paged', gives }));
    if (facts.plain?.includes(whole)) return { kind: 'plain', as: name, gives: undefined };
    const made = facts.makes?.[whole];
    if (made !== undefined) {
      const { as, class: of } = typeof made === 'string' ? { as: name, class: made } : made;
      return this.typed(cls, of, (gives) => ({ kind: 'plain', as, gives }));
    }
    if (this.pathsOf(facts).has(whole)) return { kind: 'path', type: { cls, path: whole } };
    return this.described(cls, whole, name) ?? this.other(cls, path, name);
  }

  /** What entering an object gives; undefined where it is not for `with`. */
  entered({ cls, path }: TwinType): TwinType | undefined {
    const { entered } = cls.facts;
    return entered === undefined || path !== '' ? undefined : this.type(cls, entered);
  }

  private typed(cls: TwinClass, name: string, member: (gives: TwinType) => TwinMember): TwinMember | undefined {
    const gives = this.type(cls, name);
    return gives && member(gives);
  }

  private type(cls: TwinClass, name: string): TwinType | undefined {
    if (name === ownClass) return { cls, path: '' };
    if (name === iteratorName) return this.iterator(cls.family);
    const found = this.classesOf(cls.family).get(name);
    return found && { cls: found, path: '' };
  }

  /** What the entries of the asynchronous class say of a member. */
  private described(cls: TwinClass, whole: string, name: string): TwinMember | undefined {
    const { queues } = cls.facts;
    const owner = queues ?? cls.twin;
    const entry = owner === undefined ? undefined : this.entries.find(`${owner}.${whole}`)?.entry;
    if (!entry) return this.isPathOfEntries(cls, whole) ? { kind: 'path', type: { cls, path: whole } } : undefined;
    if (queues !== undefined) {
      return entry.async ? { kind: 'plain', as: name, gives: { cls, path: '' } } : undefined;
    }
    const gives = entry.returns === undefined ? undefined : this.ofTwin(cls.family, entry.returns);
    if (entry.returns !== undefined && !gives) return undefined;
    if (entry.asyncIterator) return { kind: 'plain', as: name, gives: this.iterator(cls.family) };
    if (entry.asyncContext) return undefined;
    if (entry.async || entry.future) return { kind: 'awaited', as: name, gives };
    return gives && { kind: 'plain', as: name, gives };
  }

  /** `indices` of `AsyncElasticsearch.indices.create`. */
  private isPathOfEntries(cls: TwinClass, whole: string): boolean {
    return (
      cls.facts.awaited === undefined &&
      cls.twin !== undefined &&
      /^(indices|cluster|cat|nodes|tasks|ingest)$/.test(whole)
    );
  }

  private ofTwin(family: ClientFamily, twin: string): TwinType | undefined {
    for (const cls of this.classesOf(family).values()) if (cls.twin === twin) return { cls, path: '' };
    return undefined;
  }

  private other(cls: TwinClass, path: string, name: string): TwinMember | undefined {
    if (path !== '') return undefined;
    if (cls.facts.isOpen) return { kind: 'plain', as: name, gives: undefined };
    const { anyAttribute } = cls.facts;
    if (anyAttribute === undefined || name.startsWith('_')) return undefined;
    return this.typed(cls, anyAttribute, (gives) => ({ kind: 'plain', as: name, gives, isAny: true }));
  }

  /** What stands before the last dots of the members of a class. */
  private pathsOf(facts: ClientClass): ReadonlySet<string> {
    let paths = this.paths.get(facts);
    if (!paths) {
      const found = new Set<string>();
      const members = [...(facts.awaited ?? []), ...(facts.plain ?? [])];
      for (const named of [facts.gives, facts.renamed, facts.streams, facts.paged, facts.makes])
        members.push(...Object.keys(named ?? {}));
      for (const member of members) {
        for (let dot = member.indexOf('.'); dot >= 0; dot = member.indexOf('.', dot + 1))
          found.add(member.slice(0, dot));
      }
      paths = found;
      this.paths.set(facts, paths);
    }
    return paths;
  }

  private classesOf(family: ClientFamily): ReadonlyMap<string, TwinClass> {
    let classes = this.classes.get(family);
    if (!classes) {
      const byName = new Map(family.classes.map((facts) => [facts.name, facts]));
      classes = new Map(
        family.classes.map((facts) => {
          const like = facts.like === undefined ? undefined : byName.get(facts.like);
          return [facts.name, { family, name: facts.name, twin: facts.twin, facts: { ...like, ...facts } }];
        }),
      );
      this.classes.set(family, classes);
    }
    return classes;
  }
}
