import type { Inference } from './inference.ts';
import type { InsertionFacts } from './module-facts.ts';
import type { ModuleTable } from './module-table.ts';
import type { ClassNode, FunctionNode, Module, Value } from './value.ts';

interface ScopedInsertion extends InsertionFacts {
  readonly scope: FunctionNode;
}

/** What code puts into the containers that begin empty: `clients = {}`, then `clients[name] = Redis()`. */
export class ContainerItems {
  private readonly inference: Inference;
  private readonly modules: ModuleTable;
  /** Insertions by the last name of the container, for each library module; undefined: for the project's own. */
  private readonly byName = new Map<Module | undefined, ReadonlyMap<string, readonly ScopedInsertion[]>>();

  constructor(inference: Inference, modules: ModuleTable) {
    this.inference = inference;
    this.modules = modules;
  }

  /**
   * What is put into a container, for each place that does: into the variable `target` of a function or a module, or with
   * `owner` into the attribute of a class that `target` names, with or without `self.`.
   */
  inserted(scope: FunctionNode, owner: ClassNode | undefined, target: string): readonly (readonly Value[])[] {
    const name = target.replace(/^self\./, '');
    const insertions = this.named(name, (owner ?? scope).module).filter((insertion) =>
      owner ? this.isOfClass(insertion, owner, name) : this.isOfVariable(insertion, scope, name),
    );
    return insertions.map(({ scope: from, value, isSpread }) => {
      const values = this.inference.evaluate(from, value);
      return isSpread ? this.inference.containerValues.contents(values) : values;
    });
  }

  private isOfClass({ scope, target }: ScopedInsertion, owner: ClassNode, name: string): boolean {
    return target === `self.${name}` && scope.module === owner.module && scope.facts.class === owner.index;
  }

  private isOfVariable({ scope, target }: ScopedInsertion, owner: FunctionNode, name: string): boolean {
    const isOfModule = owner.facts.kind === 'module';
    if (target === name) {
      if (scope === owner) return true;
      return isOfModule && scope.module === owner.module && !this.inference.scopes.of(scope).has(name);
    }
    if (!isOfModule || target.startsWith('self.')) return false;
    const prefix = target.slice(0, -name.length - 1);
    return this.inference
      .lookUp(scope, prefix)
      .some((value) => value.kind === 'module' && value.key === owner.module.key);
  }

  private named(name: string, module: Module): readonly ScopedInsertion[] {
    const library = module.isLibrary ? module : undefined;
    let insertions = this.byName.get(library);
    if (!insertions) {
      insertions = insertionsByName(library ? [library] : this.modules.values());
      this.byName.set(library, insertions);
    }
    return insertions.get(name) ?? [];
  }
}

function insertionsByName(modules: Iterable<Module>): ReadonlyMap<string, readonly ScopedInsertion[]> {
  const lists = new Map<string, ScopedInsertion[]>();
  const add = (scope: FunctionNode, { target, value, isSpread }: InsertionFacts) => {
    const name = target.slice(target.lastIndexOf('.') + 1);
    const list = lists.get(name);
    const insertion = { scope, target, value, isSpread };
    if (list) list.push(insertion);
    else lists.set(name, [insertion]);
  };
  for (const { functions } of modules) {
    for (const scope of functions) {
      for (const insertion of scope.facts.insertions) add(scope, insertion);
      // `module.registry = {…}` in another module fills what was left empty here.
      for (const { target, value, manner, unpack } of scope.facts.bindings) {
        if (!value || manner !== 'assign' || unpack.length > 0) continue;
        if (target.includes('.') && !target.startsWith('self.')) add(scope, { target, value, isSpread: true });
      }
    }
  }
  return lists;
}
