import type { Inference } from './inference.ts';
import type { LibraryModules } from './library-modules.ts';
import { union, type Value } from './value.ts';

const nothing: readonly Value[] = [];

/**
 * Finds what the qualified name of something outside the project stands for in the source of its library. Libraries that
 * the knowledge speaks of are left alone: what is written down of them is surer than what their source gives away.
 */
export class LibrarySymbols {
  private readonly inference: Inference;
  private readonly libraries: LibraryModules;
  private readonly found = new Map<string, readonly Value[]>();

  constructor(inference: Inference, libraries: LibraryModules) {
    this.inference = inference;
    this.libraries = libraries;
  }

  /** Functions, classes and instances of a library that `package.module.Class.method` may mean; empty when unknown. */
  values(name: string): readonly Value[] {
    const known = this.found.get(name);
    if (known) return known;
    // Set at once: a library that asks for its own name again learns nothing new.
    this.found.set(name, nothing);
    const values = this.look(name).filter(isOfLibrary);
    this.found.set(name, values);
    return values;
  }

  private look(name: string): readonly Value[] {
    const [topLevel = '', ...segments] = name.split('.');
    if (this.inference.knowledge.describes(name)) return nothing;
    const key = this.libraries.keyOf(topLevel);
    if (key === undefined) return nothing;
    let values: readonly Value[] = [{ kind: 'module', key }];
    for (const segment of segments) {
      values = union(...values.map((value) => this.inference.member(asOwner(value), segment)));
      if (values.length === 0) return nothing;
    }
    return values;
  }
}

/** Qualified names do not tell a class from its objects: `Client.get` is the method either way, bound in most calls. */
function asOwner(value: Value): Value {
  return value.kind === 'class' ? { kind: 'instance', node: value.node, parameters: value.parameters } : value;
}

function isOfLibrary(value: Value): boolean {
  return value.kind === 'function' || value.kind === 'class' || value.kind === 'instance' || value.kind === 'partial';
}
