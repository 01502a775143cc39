import { nameOf } from './expression-name.ts';
import type { KnowledgeIndex } from './knowledge-index.ts';
import type { Expression } from './module-facts.ts';
import type { ModuleTable } from './module-table.ts';
import { isReplaced } from './replaced-definition.ts';
import { type ClassNode, classOf, type FunctionNode, type Value } from './value.ts';

const protocol = /^typing(_extensions)?\.Protocol$/;

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
  private readonly ownMethods = new Map<ClassNode, ReadonlyMap<string, readonly FunctionNode[]>>();
  private subclassLists: Map<ClassNode, ClassNode[]> | undefined;

  constructor(source: HierarchySource) {
    this.source = source;
  }

  /** A class and its bases in the order in which Python looks up a member, and the library classes among them. */
  lineage(node: ClassNode): Lineage {
    const cached = this.lineages.get(node);
    if (cached) return cached;
    const classes: ClassNode[] = [node];
    const external: string[] = [];
    const result = { classes, external };
    // Set at once: a class that is among its own bases, as far as names tell, ends there.
    this.lineages.set(node, result);
    const bases: ClassNode[] = [];
    const ofBases = new Set<string>();
    for (const base of this.baseValues(node)) {
      if (base.kind === 'external') {
        for (const name of this.source.knowledge.lineage(base.name)) ofBases.add(name);
      } else if (base.kind === 'class' && !bases.includes(base.node)) {
        bases.push(base.node);
        for (const name of this.lineage(base.node).external) ofBases.add(name);
      }
    }
    const ordered = merged([...bases.map((base) => this.lineage(base).classes), bases]);
    classes.push(...ordered.filter((base) => base !== node));
    external.push(...ofBases);
    return result;
  }

  /** A class of a library and its bases. */
  libraryLineage(name: string): readonly string[] {
    return this.source.knowledge.lineage(name);
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

  /**
   * The definitions of a method in a class itself, of which each may be the one that counts: more than one where they stand in
   * branches (`if x: def f(self) … else: def f(self) …`).
   */
  methods(node: ClassNode, name: string): readonly FunctionNode[] {
    let methods = this.ownMethods.get(node);
    if (!methods) {
      methods = methodsByName(node);
      this.ownMethods.set(node, methods);
    }
    return methods.get(name) ?? noMethods;
  }

  /** The method that a class defines itself; of those in branches the last one. */
  method(node: ClassNode, name: string): FunctionNode | undefined {
    return this.methods(node, name).at(-1);
  }

  /**
   * The methods of which a call on an instance reaches one, by the order of the bases: more than one where a class defines it in
   * branches.
   */
  findMethods(node: ClassNode, name: string): readonly FunctionNode[] {
    return this.firstOf(this.lineage(node).classes, name);
  }

  /** As `findMethods`, and where there are several the last one of the nearest class. */
  findMethod(node: ClassNode, name: string): FunctionNode | undefined {
    for (const current of this.lineage(node).classes) {
      const method = this.method(current, name);
      if (method) return method;
    }
    return undefined;
  }

  private firstOf(classes: readonly ClassNode[], name: string): readonly FunctionNode[] {
    const found: FunctionNode[] = [];
    for (const current of classes) {
      const methods = this.methods(current, name);
      found.push(...methods);
      if (methods.some((method) => isSurelyDefined(method, current))) break;
    }
    return found;
  }

  /** The function of the project that a call of a value runs: itself, a class's `__init__`, an instance's `__call__`. */
  calledFunction(value: Value): FunctionNode | undefined {
    if (value.kind === 'function') return value.node;
    if (value.kind === 'class') return this.findMethod(value.node, '__init__');
    return value.kind === 'instance' ? this.findMethod(value.node, '__call__') : undefined;
  }

  /** The methods of which `super()` in a method of `owner` reaches one on an instance of a class. */
  methodsAfter(node: ClassNode, owner: ClassNode, name: string): readonly FunctionNode[] {
    return this.firstOf(this.after(node, owner), name);
  }

  /** The classes that `super()` in a method of `owner` asks for a member of an instance of a class, in their order. */
  after(node: ClassNode, owner: ClassNode): readonly ClassNode[] {
    const { classes } = this.lineage(node);
    return classes.slice(classes.indexOf(owner) + 1);
  }

  /** The method of a metaclass of the project that a call of the class reaches: it may give an object that was made before. */
  maker(node: ClassNode): FunctionNode | undefined {
    for (const { facts, module } of this.lineage(node).classes) {
      const scope = module.functions[facts.function];
      const metaclasses = facts.metaclass && scope ? this.source.evaluate(scope, facts.metaclass) : [];
      for (const value of metaclasses) if (value.kind === 'class') return this.findMethod(value.node, '__call__');
    }
    return undefined;
  }

  /** Whether a class says that it is a protocol: what implements it need not derive from it. */
  isProtocol(node: ClassNode): boolean {
    return this.baseValues(node).some((base) => base.kind === 'external' && protocol.test(base.name));
  }

  /** Whether a class has each method that a protocol names. */
  implementsProtocol(node: ClassNode, declared: ClassNode): boolean {
    if (!this.isProtocol(declared)) return false;
    const names = this.lineage(declared).classes.flatMap((cls) =>
      cls.facts.methods.flatMap((index) => cls.module.functions[index]?.facts.name ?? []),
    );
    return names.length > 0 && names.every((name) => this.findMethod(node, name) !== undefined);
  }

  /** Whether a method is only there to be defined by subclasses; an empty one of a class that can be built does nothing. */
  isDeclaration(method: FunctionNode): boolean {
    if (!method.facts.isStub || !method.facts.isEmpty) return method.facts.isStub;
    const owner = classOf(method);
    const isAbstract = method.facts.decorators.some((decorator) => /^abstract/.test(nameOf(decorator) ?? ''));
    return isAbstract || (owner !== undefined && this.isProtocol(owner));
  }

  isProperty(method: FunctionNode): boolean {
    return method.facts.decorators.some((decorator) =>
      /^(property|cached_property|hybrid_property|computed_field)$/.test(nameOf(decorator) ?? ''),
    );
  }
}

const noMethods: readonly FunctionNode[] = [];

function methodsByName({ module, facts }: ClassNode): ReadonlyMap<string, readonly FunctionNode[]> {
  const methods = new Map<string, readonly FunctionNode[]>();
  for (const index of facts.methods) {
    const method = module.functions[index];
    if (!method || isSetter(method)) continue;
    const { name, outsideServing } = method.facts;
    const earlier = (methods.get(name) ?? noMethods).filter((other) => !isReplaced(other, method));
    methods.set(name, outsideServing && earlier.length > 0 ? earlier : [...earlier, method]);
  }
  return methods;
}

/** Whether a method is `@x.setter`, which repeats the name of the property. */
function isSetter({ facts }: FunctionNode): boolean {
  return facts.decorators.some((decorator) => /^(setter|deleter)$/.test(nameOf(decorator) ?? ''));
}

/** Whether a class has a method however it was built: the definition stands in no branch of its body. */
function isSurelyDefined({ facts }: FunctionNode, of: ClassNode): boolean {
  const { start, end } = of.facts.span;
  return facts.block.start <= start && end <= facts.block.end;
}

/**
 * Joins the orders of bases to one that keeps each of them (C3, https://docs.python.org/3/howto/mro.html). Where there is
 * none Python refuses the class; a base that we do not know for certain may be the reason, so what is left follows as it
 * comes.
 */
function merged(orders: readonly (readonly ClassNode[])[]): readonly ClassNode[] {
  const joined: ClassNode[] = [];
  let open = orders.filter((order) => order.length > 0);
  while (open.length > 0) {
    const heads = open.flatMap((order) => order.slice(0, 1));
    const next = heads.find((head) => !open.some((order) => order.indexOf(head) > 0)) ?? heads[0];
    if (!next) break;
    joined.push(next);
    open = open.map((order) => order.filter((node) => node !== next)).filter((order) => order.length > 0);
  }
  return joined;
}
