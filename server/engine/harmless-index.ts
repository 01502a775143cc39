import type { HarmlessArguments, HarmlessKnowledge } from '../knowledge/knowledge-schema.ts';

/** A callable that neither waits nor computes for long, if its arguments are of a kind. */
export interface HarmlessCall {
  readonly takes: HarmlessArguments;
  /** Class of the result; undefined where it is not certain. */
  readonly returns: string | undefined;
}

/** Looks up what is known to be harmless, by qualified names. */
export class HarmlessIndex {
  private readonly calls = new Map<string, HarmlessCall>();
  private readonly values: ReadonlySet<string>;
  private readonly numbers: ReadonlySet<string>;
  private readonly bases: ReadonlySet<string>;
  private readonly attributes: ReadonlyMap<string, string>;

  constructor(knowledge: HarmlessKnowledge) {
    for (const { of, names, takes, returns } of knowledge.calls) {
      for (const name of names) this.calls.set(`${of}.${name}`, { takes, returns });
    }
    this.values = new Set(knowledge.values);
    this.numbers = new Set(knowledge.numbers);
    this.bases = new Set(knowledge.bases);
    this.attributes = new Map(Object.entries(knowledge.attributes));
  }

  call(name: string): HarmlessCall | undefined {
    return this.calls.get(name);
  }

  /** Whether a class is of immutable values whose operators are quick. */
  isValue(name: string): boolean {
    return this.values.has(name);
  }

  isNumber(name: string): boolean {
    return this.numbers.has(name);
  }

  /** Whether a subclass inherits nothing slow from a class. */
  isBase(name: string): boolean {
    return this.bases.has(name);
  }

  /** Class of what an attribute holds, empty where it is not certain; undefined where reading it may run anything. */
  attribute(className: string, name: string): string | undefined {
    return this.attributes.get(`${className}.${name}`);
  }
}
