/** What a blocking call waits for; `cpu`: it does not wait, it computes for long. */
export const categories = [
  'sleep',
  'http',
  'database',
  'file',
  'subprocess',
  'lock',
  'queue',
  'socket',
  'dns',
  'sdk',
  'mail',
  'input',
  'cpu',
] as const;
export type Category = (typeof categories)[number];

/** A condition on the arguments as they are written in the call. */
export interface ArgumentCondition {
  /** Keyword of the argument. */
  readonly argument?: string;
  /** Zero-based position of the same argument. */
  readonly position?: number;
  /** Source text of the literal that the argument must be (`False`, `0`). */
  readonly is?: string;
  /** Number that the argument, a literal or a constant of the project, exceeds. */
  readonly above?: number;
  /** Number that it stays below. */
  readonly below?: number;
  /** The argument is known to be the path of a file (or an address): text or a `pathlib.Path`. */
  readonly isPath?: boolean;
  /** The argument is certainly the path of a file below `/proc` or `/sys`, which Linux makes up in memory. */
  readonly isOfKernel?: boolean;
  /** The object of the method is such a path; without an argument. */
  readonly isObjectOfKernel?: boolean;
  /** True: the condition holds when the call has any argument at all. */
  readonly anyArgument?: boolean;
}

/**
 * What code that computes does with Python's lock, the GIL. `shared`: Python code, which other threads interrupt every 5 ms
 * (sys.setswitchinterval), so that a thread frees the loop but does not make it faster. `held`: one call in C that keeps the lock
 * until it is done, so that the loop stands still even when it runs in a thread.
 */
export type GilUse = 'shared' | 'held';

/** One callable of a library, by the qualified name that a user imports. */
export interface KnowledgeEntry {
  /**
   * `module.function`, `module.Class.method`; `module.Class.*` speaks for every public method of the class that has no
   * entry of its own, `module.Class.**` for every call at the end of an attribute path from an instance.
   */
  readonly name: string;
  /** Other public import paths of the same object. */
  readonly aliases?: readonly string[];
  /** The call itself waits: for the network, a disk, another process, a clock. */
  readonly blocks?: boolean;
  /** It gives an iterator: not the call waits, but whoever iterates over the result. */
  readonly iterator?: boolean;
  /** It waits only in some states or too shortly for anybody to call it a defect; never reported. */
  readonly minor?: boolean;
  /** How long it takes depends on how much it is given, and often that is little: a likely finding at most. */
  readonly likely?: boolean;
  /** In spite of `likely`, certain when this holds. */
  readonly certainWhen?: ArgumentCondition;
  /** The long part is done in the first such call on an object: a file that is read and decoded when it is needed. */
  readonly onFirstUse?: boolean;
  /** Left out for code in C that lets other threads run meanwhile, and for what waits. */
  readonly gil?: GilUse;
  readonly category?: Category;
  /** Qualified name of what to await instead. */
  readonly replacement?: string;
  /** Class of the result, so that a chain of methods can be followed; `typing.Self` is the class that it is called on. */
  readonly returns?: string;
  /** A coroutine function: its result must be awaited. */
  readonly async?: boolean;
  /** Its result is for `async with`; with `async` it can be awaited instead. */
  readonly asyncContext?: boolean;
  /** Its result is for `async for`, and nothing else. */
  readonly asyncIterator?: boolean;
  /** Its result is to be awaited, but the work goes on without that. */
  readonly future?: boolean;
  /** Blocks only when this holds. */
  readonly blocksWhen?: ArgumentCondition;
  /** Does not block when this holds. */
  readonly unless?: ArgumentCondition;
}

/** A class of a library: what a project's subclass inherits and what its attributes are. */
export interface KnowledgeClass {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly bases?: readonly string[];
  /** Its objects are for `async with`, and `with` refuses them. */
  readonly asyncContext?: boolean;
  /** Attribute → qualified class name. */
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface LibraryKnowledge {
  readonly library: string;
  /** Modules that belong to it; a file of the project that is only called like one does not shadow it. */
  readonly modules: readonly string[];
  /** Where the facts were looked up. */
  readonly source: string;
  readonly entries: readonly KnowledgeEntry[];
  readonly classes?: readonly KnowledgeClass[];
}

/** A library function that runs what it is given somewhere else, or later. */
export interface OffloaderEntry {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** Position of the callable that it runs. */
  readonly callable?: number;
  /** Keyword of that callable. */
  readonly keyword?: string;
  readonly runs?: 'thread pool' | 'process' | 'event loop' | 'framework';
  /** It takes a coroutine object and runs it on the loop. */
  readonly takesCoroutine?: boolean;
}

export interface DecoratorEntry {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** The decorated function is called as it was written: same result, `async` stays `async`. */
  readonly keeps: boolean;
}

/**
 * What a harmless callable may be given for its call to be certain to be quick: no argument, values of Python's own, also
 * keywords only, a value or a container to measure, something to look up or to put into a container, or anything.
 */
export type HarmlessArguments = 'nothing' | 'values' | 'keywords' | 'sized' | 'key' | 'anything';

/** Callables of a module or a class that neither wait nor compute for long. */
export interface HarmlessCalls {
  readonly of: string;
  readonly names: readonly string[];
  readonly takes: HarmlessArguments;
  /** Class of the result; `None` may be given too. */
  readonly returns?: string;
}

/** What is certain to neither wait nor compute for long. */
export interface HarmlessKnowledge {
  readonly source: string;
  /** Immutable classes whose operators are quick. */
  readonly values: readonly string[];
  /** Those of them whose products and powers stay small. */
  readonly numbers: readonly string[];
  /** Classes that a subclass inherits nothing slow from. */
  readonly bases: readonly string[];
  readonly calls: readonly HarmlessCalls[];
  /** Attributes that may be read, with the class of what they hold; empty where that is not certain. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** A member that stays as it is called: the class of what it gives, by its synchronous name, with its new name where it has one. */
export type KeptMember = string | { readonly as: string; readonly class: string };

/**
 * A class of a synchronous client, or of what such a client gives, and what becomes of each of its members in the asynchronous
 * class. Members are written as they are called, `chat.completions.create`; `typing.Self` is the class itself. What is not listed
 * is as the entries of the asynchronous class say, and where they say nothing it is unknown.
 */
export interface ClientClass {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** Qualified name of the asynchronous class; left out where no program names it. */
  readonly twin?: string;
  /** A class that has the same members and options. */
  readonly like?: string;
  /** Functions that make an object: synchronous name → asynchronous name. */
  readonly makers?: Readonly<Record<string, string>>;
  /** Class methods that make an object. */
  readonly classMakers?: readonly string[];
  /** What the first arguments are called, where only the asynchronous constructor wants keywords. */
  readonly keywords?: readonly string[];
  /** Keywords of the constructor that mean something else, or need something else, to the asynchronous class. */
  readonly refuses?: readonly string[];
  /** Keywords of the constructor that take an object which has to be asynchronous too: its synchronous class. */
  readonly takes?: Readonly<Record<string, string>>;
  /** Coroutine functions in the asynchronous class, whose result is the same. */
  readonly awaited?: readonly string[];
  /** Coroutine functions whose result is an object of a class: its synchronous name. */
  readonly gives?: Readonly<Record<string, string>>;
  /** Coroutine functions of another name. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** Coroutine functions that give an object of a class when they are called with `stream=True`. */
  readonly streams?: Readonly<Record<string, string>>;
  /** What `async for` goes through at once, and what can be awaited to get an object of a class. */
  readonly paged?: Readonly<Record<string, string>>;
  /** Methods and attributes that are the same in both. */
  readonly plain?: readonly string[];
  /** Methods and attributes that are called alike and give an object of another class. */
  readonly makes?: Readonly<Record<string, KeptMember>>;
  /** Members that differ in a way that no edit makes up for. */
  readonly unlike?: readonly string[];
  /** Class of every other attribute. */
  readonly anyAttribute?: string;
  /** Coroutine functions of this asynchronous class are calls that only add to a queue, and give the object itself. */
  readonly queues?: string;
  /** Class of what `with`, then `async with`, gives. */
  readonly entered?: string;
  /** It is for `for`, then for `async for`. */
  readonly iterated?: boolean;
  /** Coroutine function that takes a length and gives all items in a list. */
  readonly listed?: string;
  /** Everything that is not listed is the same in both. */
  readonly isOpen?: boolean;
}

/** The clients of one library that have an asynchronous class of the same shape. */
export interface ClientFamily {
  readonly library: string;
  /** Only where the project imports this package; such a family goes before others. */
  readonly whenUsed?: string;
  /** What the user must see to: a parameter of the message `fix.review.async-client`. */
  readonly review?: string;
  /** The review is needless where the project names this class already. */
  readonly newIn?: string;
  /** Where the facts were looked up. */
  readonly source: string;
  readonly classes: readonly ClientClass[];
}
