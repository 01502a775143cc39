import { nameOf } from './expression-name.ts';
import type { KnowledgeIndex } from './knowledge-index.ts';
import type { Expression } from './module-facts.ts';
import type { ModuleTable } from './module-table.ts';
import type { ClassNode, FunctionNode, Value } from './value.ts';

/** A class and its bases, nearest first: those of the project, and the names of those of libraries. */
export interface Lineage {
  readonly classes: readonly ClassNode[];
  readonly external: readonly string[];
}

/** What the hierarchy needs to know of the project. */
interface HierarchySource {
  readonly modules: ModuleTable;
  readonly knowledge: KnowledgeIndex;
  /** What an expression can be in a scope. */
  readonly evaluate: (scope: FunctionNode, expression: Expression) => readonly Value[];
}

/** Bases, subclasses and methods of the project's classes. */
export class ClassHierarchy {
  private readonly source: HierarchySource;
  private readonly lineages = new Map<ClassNode, Lineage>();
  private subclassLists: Map<ClassNode, ClassNode[]> | undefined;

  constructor(source: HierarchySource) {
    this.source = source;
  }

  /** A class and its bases in the order in which Python looks up a member, and the library classes among them. */
  lineage(node: ClassNode): Lineage {
    const cached = this.lineages.get(node);
    if (cached) return cached;
    const classes: ClassNode[] = [];
    const external: string[] = [];
    const result = { classes, external };
    this.lineages.set(node, result);
    const visit = (current: ClassNode): void => {
      if (classes.includes(current)) return;
      classes.push(current);
      for (const base of this.baseValues(current)) {
        if (base.kind === 'class') visit(base.node);
        else if (base.kind === 'external') external.push(...this.source.knowledge.lineage(base.name));
      }
    };
    visit(node);
    return result;
  }

  /** What the bases in a class statement are, as far as they are classes. */
  baseValues(node: ClassNode): readonly Value[] {
    const scope = node.module.functions[node.facts.function];
    if (!scope) return [];
    return node.facts.bases.flatMap((base) => {
      const expression = base.kind === 'subscript' ? base.object : base;
      return this.source
        .evaluate(scope, expression)
        .filter((value) => value.kind === 'class' || value.kind === 'external');
    });
  }

  /** Classes of the project that derive from a class, directly or not. */
  subclasses(node: ClassNode): readonly ClassNode[] {
    this.subclassLists ??= this.listSubclasses();
    return this.subclassLists.get(node) ?? [];
  }

  private listSubclasses(): Map<ClassNode, ClassNode[]> {
    const lists = new Map<ClassNode, ClassNode[]>();
    for (const module of this.source.modules.values()) {
      for (const cls of module.classes) {
        if (cls.facts.bases.length === 0) continue;
        for (const base of this.lineage(cls).classes.slice(1)) {
          const list = lists.get(base);
          if (list) list.push(cls);
          else lists.set(base, [cls]);
        }
      }
    }
    return lists;
  }

  /** The method that a class defines itself (the last definition of the name). */
  method(node: ClassNode, name: string): FunctionNode | undefined {
    const { methods } = node.facts;
    for (let i = methods.length - 1; i >= 0; i--) {
      const method = node.module.functions[methods[i] ?? -1];
      if (method?.facts.name !== name) continue;
      // `@x.setter` repeats the name of the property; the getter comes first.
      if (method.facts.decorators.some((decorator) => /^(setter|deleter)$/.test(nameOf(decorator) ?? ''))) continue;
      return method;
    }
    return undefined;
  }

  /** The method that a call on an instance reaches, by the order of the bases. */
  findMethod(node: ClassNode, name: string): FunctionNode | undefined {
    for (const current of this.lineage(node).classes) {
      const method = this.method(current, name);
      if (method) return method;
    }
    return undefined;
  }

  isProperty(method: FunctionNode): boolean {
    return method.facts.decorators.some((decorator) =>
      /^(property|cached_property|hybrid_property|computed_field)$/.test(nameOf(decorator) ?? ''),
    );
  }
}
