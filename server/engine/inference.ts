import { AnnotationTypes } from './annotation-types.ts';
import { ApplicationState, stateOwner } from './application-state.ts';
import { BuiltClasses } from './built-classes.ts';
import { builtinNames } from './builtin-names.ts';
import { BuiltinResults, type CallSite, isContainerClass, isMappingClass } from './builtin-results.ts';
import { callsByName, type ScopedCall } from './calls-by-name.ts';
import { CheckedNames } from './checked-names.ts';
import { ClassHierarchy } from './class-hierarchy.ts';
import { ClassMembers } from './class-members.ts';
import { ContainerItems } from './container-items.ts';
import { ContainerValues } from './container-values.ts';
import { DeclaredFunctions } from './declared-functions.ts';
import { DecoratedFunctions } from './decorated-functions.ts';
import { DefiningExpressions } from './defining-expression.ts';
import { DependencyProviders } from './dependency-providers.ts';
import { starSources } from './exported-names.ts';
import { dotted, optionsOf } from './expression-name.ts';
import type { FrameworkVersions } from './framework-versions.ts';
import { type KnowledgeIndex, ownClass } from './knowledge-index.ts';
import type { LibrarySymbols } from './library-symbols.ts';
import type { BindingFacts, CallFacts, CollectionExpression, Expression, ImportFacts } from './module-facts.ts';
import { returnedForName } from './module-getattr.ts';
import type { ImportResolver, ModuleTable } from './module-table.ts';
import { isPolymorphic, narrowed } from './narrowing.ts';
import { ParameterValues } from './parameter-values.ts';
import { Question, Recursion } from './recursive-question.ts';
import { type Definition, ScopeNames, visibleAt } from './scope-names.ts';
import { hasVariable, substituted, TypeVariables } from './type-variables.ts';
import {
  type ClassNode,
  classOf,
  containerOf,
  enclosingFunction,
  type FunctionNode,
  isSameUnion,
  type Module,
  mappingOf,
  union,
  type Value,
  withoutNone,
} from './value.ts';

const unknown: readonly Value[] = [];

/** The project as the inference sees it. */
export interface ProjectModules {
  readonly modules: ModuleTable;
  readonly resolver: ImportResolver;
  readonly knowledge: KnowledgeIndex;
  readonly versions: FrameworkVersions;
  /** Folders where absolute imports start, besides those that are found. */
  readonly sourceRoots?: readonly string[];
}

/**
 * A small type inference: it follows names, attributes, calls and annotations to the functions and classes that they mean.
 * Every answer is a list of possibilities; what it does not understand is unknown (the empty list), never a guess.
 * Answers are remembered for the lifetime of the object: make a new one when a file changes.
 */
export class Inference {
  private readonly project: ProjectModules;
  readonly scopes = new ScopeNames();
  private readonly containers: ContainerItems;
  readonly containerValues = new ContainerValues(this);
  private readonly states: ApplicationState;
  readonly typeChecks = new CheckedNames(this);
  private readonly variables = new TypeVariables(this);
  private readonly members = new ClassMembers(this, this.variables);
  private readonly builtins = new BuiltinResults(this);
  private readonly recursion = new Recursion<readonly Value[]>(isSameUnion);
  /** What expressions, names of a scope, bindings, parameters and calls of functions give. */
  private readonly questions = new Map<object, Question<readonly Value[]>>();
  private readonly yieldQuestions = new Map<FunctionNode, Question<readonly Value[]>>();
  /** By library module; undefined: the project's own. */
  private readonly callIndexes = new Map<Module | undefined, ReadonlyMap<string, readonly ScopedCall[]>>();

  /** Bases, subclasses and methods of the project's classes. */
  readonly classes: ClassHierarchy;

  readonly built: BuiltClasses;
  readonly aliases: DefiningExpressions;
  readonly dependencies = new DependencyProviders(this);
  readonly types = new AnnotationTypes(this);
  readonly decorators = new DecoratedFunctions(this);
  private readonly parameters = new ParameterValues(this);

  /** The sources of libraries, while they may be looked into. */
  librarySymbols: LibrarySymbols | undefined;

  /** What the user declares of functions. */
  readonly declared: DeclaredFunctions;

  constructor(project: ProjectModules) {
    this.project = project;
    this.declared = new DeclaredFunctions(project.knowledge, () => project.modules.values(), project.sourceRoots ?? []);
    this.states = new ApplicationState(this, project.modules);
    this.built = new BuiltClasses(this, project.modules);
    this.containers = new ContainerItems(this, project.modules);
    this.aliases = new DefiningExpressions({
      modules: project.modules,
      resolver: project.resolver,
      scopes: this.scopes,
      evaluate: (scope, expression) => this.evaluate(scope, expression),
    });
    this.classes = new ClassHierarchy({
      modules: project.modules,
      knowledge: project.knowledge,
      evaluate: (scope, expression) => this.evaluate(scope, expression),
    });
  }

  get knowledge(): KnowledgeIndex {
    return this.project.knowledge;
  }

  /** Which version of FastAPI each file is run with. */
  get versions(): FrameworkVersions {
    return this.project.versions;
  }

  /** Whether an absolute module name means a module of the project in a file. */
  isOwnModule(path: string, module: string): boolean {
    return this.project.resolver.resolve(path, module, 0) !== undefined && !this.knowledge.isLibrary(module);
  }

  // Scopes

  /**
   * What a name means in a function: its own names, the enclosing functions', the module's, the built-in ones. With a
   * position in the function, what it means there.
   */
  lookUp(scope: FunctionNode, name: string, classBody?: ClassNode, position?: number): readonly Value[] {
    if (classBody) {
      const own = this.members.own(classBody, name);
      if (own.length > 0) return own;
    }
    for (let at: FunctionNode | undefined = scope; at; at = enclosingFunction(at)) {
      const definitions = this.scopes.of(at).get(name);
      if (!definitions) continue;
      const visible = position === undefined ? definitions : visibleAt(definitions, position, at === scope);
      if (visible === definitions) return this.definitions(at, definitions);
      if (visible.length > 0) return union(...visible.map((definition) => this.definition(at, definition)));
    }
    const starred = this.starImported(scope.module, name, new Set());
    if (starred.length > 0) return starred;
    return builtinNames.has(name) ? [{ kind: 'external', name: `builtins.${name}` }] : unknown;
  }

  private starImported(module: Module, name: string, seen: Set<Module>): readonly Value[] {
    if (seen.has(module)) return unknown;
    seen.add(module);
    for (const source of starSources(this.project, module, name)) {
      if ('library' in source) {
        const qualified = `${source.library}.${name}`;
        if (this.knowledge.find(qualified) || this.knowledge.isClass(qualified))
          return [{ kind: 'external', name: qualified }];
        continue;
      }
      const found = this.moduleMember(source.key, name, seen);
      if (found.length > 0) return found;
    }
    return unknown;
  }

  private definitions(scope: FunctionNode, definitions: readonly Definition[]): readonly Value[] {
    return this.ask(this.questions, definitions, () =>
      union(...definitions.map((definition) => this.definition(scope, definition))),
    );
  }

  private definition(scope: FunctionNode, definition: Definition): readonly Value[] {
    switch (definition.kind) {
      case 'function':
        return this.decorators.decorated(definition.node, undefined);
      case 'class':
        return [{ kind: 'class', node: definition.node, parameters: [] }];
      case 'import':
        return this.imported(scope.module, definition.index);
      case 'binding': {
        const { binding, scope: from = scope } = definition;
        return this.boundValue(from, binding);
      }
      case 'parameter':
        return this.ask(this.questions, definition.parameter, () => this.parameters.of(scope, definition.parameter));
    }
  }

  /** The remembered answer of a question, or `work` where it is new. */
  ask<Key>(questions: Map<Key, Question<readonly Value[]>>, key: Key, work: () => readonly Value[]): readonly Value[] {
    let question = questions.get(key);
    if (!question) {
      question = new Question(unknown);
      questions.set(key, question);
    }
    return this.recursion.ask(question, work);
  }

  // Modules

  private imported(module: Module, index: number): readonly Value[] {
    const statement = module.facts.imports[index];
    if (!statement) return unknown;
    const key = this.project.resolver.resolve(module.path, statement.module, statement.level);
    if (statement.member === undefined) {
      if (statement.bindsRoot) {
        const root = this.project.resolver.resolve(module.path, statement.binds, 0);
        return root === undefined ? [{ kind: 'external', name: statement.binds }] : [{ kind: 'module', key: root }];
      }
      return key === undefined ? [{ kind: 'external', name: statement.module }] : [{ kind: 'module', key }];
    }
    if (key === undefined) {
      return statement.level > 0 ? unknown : [{ kind: 'external', name: `${statement.module}.${statement.member}` }];
    }
    return this.moduleMember(key, statement.member, new Set());
  }

  /** The module of the project that an import statement takes its name from, or that it imports. */
  importedFrom(module: Module, statement: ImportFacts): Module | undefined {
    const key = this.project.resolver.resolve(module.path, statement.module, statement.level);
    const path = key === undefined ? undefined : this.project.resolver.file(key);
    return path === undefined ? undefined : this.project.modules.get(path);
  }

  /** What `name` means when taken from a module: what the module defines, imports or re-exports, else its submodule. */
  moduleMember(key: string, name: string, seen: Set<Module>): readonly Value[] {
    const path = this.project.resolver.file(key);
    const module = path === undefined ? undefined : this.project.modules.get(path);
    const top = module?.functions[0];
    if (module && top) {
      const definitions = this.scopes.of(top).get(name);
      if (definitions) {
        const found = this.definitions(top, definitions);
        if (found.length > 0) return found;
      }
      const starred = this.starImported(module, name, seen);
      if (starred.length > 0) return starred;
      const made = this.madeByModule(top, name);
      if (made.length > 0) return made;
    }
    const submodule = this.project.resolver.submodule(key, name);
    return submodule === undefined ? unknown : [{ kind: 'module', key: submodule }];
  }

  private madeByModule(top: FunctionNode, name: string): readonly Value[] {
    return (this.scopes.of(top).get('__getattr__') ?? []).flatMap((definition) => {
      if (definition.kind !== 'function') return [];
      const { node } = definition;
      return withoutNone(union(...returnedForName(node, name).map((expression) => this.evaluate(node, expression))));
    });
  }

  // Bindings

  /** What a binding of a function, or of a class's body, gives its target. */
  boundValue(scope: FunctionNode, binding: BindingFacts, classBody?: ClassNode): readonly Value[] {
    return this.ask(this.questions, binding, () => this.binding(scope, classBody, binding));
  }

  private binding(scope: FunctionNode, classBody: ClassNode | undefined, binding: BindingFacts): readonly Value[] {
    const values = this.bound(scope, classBody, binding);
    const isWhole = binding.unpack.length === 0 && (binding.manner === 'assign' || binding.manner === 'annotate');
    if (!isWhole || values.length !== 1 || !values.every(isEmptyContainer)) return values;
    const owner = classBody ?? (binding.target.startsWith('self.') ? this.enclosingClass(scope) : undefined);
    const items = union(...this.containers.inserted(scope, owner, binding.target));
    if (items.length === 0) return values;
    const [empty] = values;
    const isMapping = empty?.kind === 'container' ? empty.keys !== undefined : empty && isMappingInstance(empty);
    return [isMapping ? mappingOf(unknown, items) : containerOf(items)];
  }

  private bound(scope: FunctionNode, classBody: ClassNode | undefined, binding: BindingFacts): readonly Value[] {
    if (binding.annotation) {
      const annotated = this.types.of(scope, binding.annotation, classBody);
      // A constructor call tells more than the abstract type that it is declared as.
      if (binding.value) return narrowed(this.classes, annotated, this.evaluate(scope, binding.value, classBody));
      if (annotated.length > 0) return annotated;
    }
    if (!binding.value) return unknown;
    let values = this.evaluate(scope, binding.value, classBody);
    switch (binding.manner) {
      case 'iterate':
      case 'iterate async':
        values = this.iterated(values, binding.manner === 'iterate async');
        break;
      case 'enter':
      case 'enter async':
        values = this.entered(values);
        break;
      default:
    }
    for (const step of binding.unpack) values = this.containerValues.unpacked(values, step);
    return values;
  }

  /**
   * The calls whose callee is the name or an attribute of that name: for what a module of the project defines those in the
   * project, for a library's those in the same file.
   */
  callsNamed(name: string, definedIn?: Module): readonly ScopedCall[] {
    const scope = definedIn?.isLibrary ? definedIn : undefined;
    let calls = this.callIndexes.get(scope);
    if (!calls) {
      calls = callsByName(scope ? [scope] : this.project.modules.values());
      this.callIndexes.set(scope, calls);
    }
    return calls.get(name) ?? [];
  }

  // Expressions

  /** What an expression can be. The scope is the function that it stands in. */
  evaluate(scope: FunctionNode, expression: Expression, classBody?: ClassNode): readonly Value[] {
    // Names and constants are answered faster than their answers are remembered.
    if (expression.kind === 'name' || expression.kind === 'literal' || expression.kind === 'other') {
      return this.evaluateNew(scope, expression, classBody);
    }
    return this.ask(this.questions, expression, () => this.evaluateNew(scope, expression, classBody));
  }

  private evaluateNew(scope: FunctionNode, expression: Expression, classBody: ClassNode | undefined): readonly Value[] {
    switch (expression.kind) {
      case 'name':
        return this.typeChecks.checked(
          scope,
          expression,
          this.lookUp(scope, expression.name, classBody, expression.start),
        );
      case 'attribute':
        return this.attributeOf(scope, expression.object, expression.name, classBody);
      case 'call': {
        const call = scope.module.facts.calls[expression.call];
        if (!call) return unknown;
        return this.callResult(scope, call, classBody);
      }
      case 'await':
        return this.awaited(this.evaluate(scope, expression.value, classBody));
      case 'subscript':
        return this.subscript(scope, expression.object, expression.index, classBody);
      case 'choice':
        return union(...expression.options.map((option) => this.evaluate(scope, option, classBody)));
      case 'collection':
        if (expression.type === 'tuple') {
          return [{ kind: 'tuple', items: expression.items.map((item) => this.evaluate(scope, item, classBody)) }];
        }
        return [this.collection(scope, expression, classBody)];
      case 'lambda': {
        const node = scope.module.functions[expression.function];
        return node ? [{ kind: 'function', node, receiver: undefined }] : unknown;
      }
      case 'literal':
        return [
          { kind: 'external instance', name: expression.type === 'None' ? 'None' : `builtins.${expression.type}` },
        ];
      case 'division':
        return this.evaluate(scope, expression.left, classBody).flatMap((value) =>
          value.kind === 'external instance' ? this.externalCall(`${value.name}.__truediv__`, undefined) : [],
        );
      case 'slice':
      case 'type variable':
      case 'other':
        return unknown;
    }
  }

  private collection(scope: FunctionNode, expression: CollectionExpression, classBody: ClassNode | undefined): Value {
    const joined = (expressions: readonly Expression[]) =>
      union(...expressions.slice(0, 20).map((item) => this.evaluate(scope, item, classBody)));
    const items = joined(expression.items);
    return expression.type === 'dict' ? mappingOf(joined(expression.keys), items) : containerOf(items);
  }

  private attributeOf(
    scope: FunctionNode,
    object: Expression,
    name: string,
    classBody: ClassNode | undefined,
  ): readonly Value[] {
    const owners = this.evaluate(scope, object, classBody);
    const values = union(...owners.map((owner) => this.member(owner, name)));
    if (values.length > 0) return values;
    // `obj.attribute = value` in this function.
    const written = dotted(object);
    const assigned = written && this.scopes.of(scope).get(`${written}.${name}`);
    return assigned ? this.definitions(scope, assigned) : unknown;
  }

  /** What an attribute of a value is. */
  member(owner: Value, name: string): readonly Value[] {
    switch (owner.kind) {
      case 'module':
        return this.moduleMember(owner.key, name, new Set());
      case 'external':
        return [{ kind: 'external', name: `${owner.name}.${name}` }];
      case 'external instance': {
        if (owner.name === 'None') return unknown;
        const state = name === 'state' ? stateOwner(owner.name) : undefined;
        if (state) return [{ kind: 'state', owner: state }];
        const type = this.knowledge.attribute(owner.name, name);
        if (type !== undefined) return [{ kind: 'external instance', name: this.knowledge.canonical(type) }];
        return [{ kind: 'external', name: `${owner.name}.${name}` }];
      }
      case 'instance':
        return this.members.of(owner.node, name, owner);
      case 'class':
        return this.members.of(owner.node, name, owner);
      case 'state':
        return this.states.attribute(owner.owner, name);
      case 'type variable':
        return owner.isClass ? unknown : union(...owner.bound.map((value) => this.member(value, name)));
      case 'super':
        return this.members.find(owner.receiver.node, name, owner.receiver, owner.owner);
      case 'container':
        return this.containerValues.method(owner, name);
      default:
        return unknown;
    }
  }

  // Calls

  private callResult(scope: FunctionNode, call: CallFacts, classBody: ClassNode | undefined): readonly Value[] {
    if (call.callee.kind === 'name' && call.callee.name === 'super') {
      return this.superOf(scope);
    }
    const callees = this.evaluate(scope, call.callee, classBody);
    return union(...callees.map((callee) => this.call(callee, { scope, call, classBody })));
  }

  /** What `super()` is in a method, or in a function inside of one. */
  private superOf(scope: FunctionNode): readonly Value[] {
    for (let at: FunctionNode | undefined = scope; at; at = enclosingFunction(at)) {
      const owner = classOf(at);
      const first = at.facts.parameters[0];
      if (!owner) continue;
      return (first ? this.lookUp(at, first.name) : unknown).flatMap((receiver): readonly Value[] =>
        receiver.kind === 'class' || receiver.kind === 'instance' ? [{ kind: 'super', owner, receiver }] : [],
      );
    }
    return unknown;
  }

  enclosingClass(scope: FunctionNode): ClassNode | undefined {
    for (let at: FunctionNode | undefined = scope; at; at = enclosingFunction(at)) {
      const owner = classOf(at);
      if (owner) return owner;
    }
    return undefined;
  }

  /** What calling a value gives. */
  call(callee: Value, site?: CallSite): readonly Value[] {
    switch (callee.kind) {
      case 'function': {
        const { node } = callee;
        if (this.decorators.isContextManager(node)) {
          return [
            {
              kind: 'context manager',
              entered: this.solved(this.yieldedType(node), node, callee.receiver, site),
              node,
            },
          ];
        }
        if (node.facts.isGenerator) {
          const items = this.solved(this.yieldedType(node), node, callee.receiver, site);
          return [{ kind: 'container', items, keys: undefined, generator: node }];
        }
        const result = this.resultOf(node, callee.receiver, site);
        return node.facts.kind === 'async def' ? [{ kind: 'coroutine', result, node }] : result;
      }
      case 'class': {
        const parameters =
          callee.parameters.length > 0 ? callee.parameters : this.variables.ofConstructed(callee.node, site);
        return [{ kind: 'instance', node: callee.node, parameters }];
      }
      case 'type variable':
        return callee.isClass ? [{ ...callee, isClass: false }] : unknown;
      case 'instance': {
        const method = this.classes.findMethod(callee.node, '__call__');
        if (method) return this.call({ kind: 'function', node: method, receiver: callee });
        return unknown;
      }
      case 'partial':
        return callee.result;
      case 'external':
        return this.externalCall(callee.name, site);
      case 'external instance':
        return this.externalCall(`${callee.name}.__call__`, site);
      default:
        return unknown;
    }
  }

  private externalCall(name: string, site: CallSite | undefined): readonly Value[] {
    const builtin = this.builtins.of(name, site);
    if (builtin) return builtin;
    const fact = this.knowledge.find(name);
    if (fact?.entry.returns !== undefined) {
      const returned = fact.entry.returns === ownClass ? name.slice(0, name.lastIndexOf('.')) : fact.entry.returns;
      const result: Value = { kind: 'external instance', name: this.knowledge.canonical(returned) };
      if (fact.entry.asyncIterator) return [containerOf([result])];
      if (fact.entry.asyncContext && !fact.entry.async) {
        return [{ kind: 'context manager', entered: [result], node: undefined }];
      }
      return fact.entry.async || fact.entry.future
        ? [{ kind: 'coroutine', result: [result], node: undefined }]
        : [result];
    }
    if (fact?.entry.async || fact?.entry.future) return [{ kind: 'coroutine', result: unknown, node: undefined }];
    const isUndescribed = fact === undefined || fact.declared?.isAll === true;
    const ofLibrary = isUndescribed ? this.librarySymbols?.values(name) : undefined;
    if (ofLibrary?.some((value) => value.kind !== 'class')) return union(...ofLibrary.map((value) => this.call(value)));
    const canonical = this.knowledge.canonical(name);
    if (this.knowledge.isClass(canonical) || (isUndescribed && /(^|\.)_*[A-Z]\w*$/.test(name))) {
      return [{ kind: 'external instance', name: canonical }];
    }
    return unknown;
  }

  /** What a call of a function returns: its annotation, narrowed by the expressions that it returns. */
  resultOf(node: FunctionNode, receiver: Value | undefined, site?: CallSite): readonly Value[] {
    const result = this.ask(this.questions, node, () => this.resultNew(node));
    const solved = this.solved(result, node, receiver, site);
    if (!solved.some(isOpen)) return solved;
    // A variable that nothing is known of: what the body returns may tell more.
    const found = this.returned(node).filter((value) => !isOpen(value));
    return found.length > 0 ? this.solved(found, node, receiver, site) : solved;
  }

  private solved(
    values: readonly Value[],
    node: FunctionNode,
    receiver: Value | undefined,
    site: CallSite | undefined,
  ): readonly Value[] {
    return hasVariable(values) ? substituted(values, this.variables.ofCall(node, receiver, site)) : values;
  }

  private resultNew(node: FunctionNode): readonly Value[] {
    const { facts } = node;
    const annotation = facts.returnAnnotation;
    if (annotation) {
      const declared = this.types.of(this.annotationScope(node), annotation, classOf(node));
      if (declared.length > 0) {
        if (declared.some(isVague)) return refined(declared, this.returned(node));
        if (declared.length === 1 && declared.every(isSomeCallable)) return this.returnedCallables(node) ?? declared;
        return isPolymorphic(this.classes, declared) ? narrowed(this.classes, declared, this.returned(node)) : declared;
      }
    }
    return this.returned(node);
  }

  private returned(node: FunctionNode): readonly Value[] {
    return withoutNone(union(...node.facts.returns.map((expression) => this.evaluate(node, expression))));
  }

  /** The callables that a function returns, where each is known: `Callable[…]` does not say which. */
  private returnedCallables(node: FunctionNode): readonly Value[] | undefined {
    const options = node.facts.returns.flatMap(optionsOf).map((option) => this.evaluate(node, option));
    const found = withoutNone(union(...options));
    return found.length > 0 && options.every((values) => values.length > 0) ? found : undefined;
  }

  private annotationScope(node: FunctionNode): FunctionNode {
    return enclosingFunction(node) ?? node;
  }

  /** What a generator function yields: the annotation's parameter, else the yielded expressions. */
  yieldedType(node: FunctionNode): readonly Value[] {
    const annotation = node.facts.returnAnnotation;
    if (annotation?.kind === 'subscript') {
      const declared = this.types.of(this.annotationScope(node), annotation, classOf(node));
      const first = declared[0];
      if (first?.kind === 'container' && first.items.length > 0) return first.items;
    } else if (annotation) {
      // `-> Session` on a generator dependency is wrong to a type checker but common.
      const declared = this.types.of(this.annotationScope(node), annotation, classOf(node));
      if (declared.length > 0 && declared[0]?.kind !== 'container') return declared;
    }
    return this.ask(this.yieldQuestions, node, () =>
      union(...node.facts.yields.map((expression) => this.evaluate(node, expression))),
    );
  }

  awaited(values: readonly Value[]): readonly Value[] {
    return union(...values.map((value) => (value.kind === 'coroutine' ? value.result : [value])));
  }

  /** What a `for`, or with `isAsync` an `async for`, binds. */
  iterated(values: readonly Value[], isAsync = false): readonly Value[] {
    return this.containerValues.iterated(values, isAsync);
  }

  /** What `with value as x` binds to `x`. */
  entered(values: readonly Value[]): readonly Value[] {
    return union(
      ...values.map((value): readonly Value[] => {
        switch (value.kind) {
          case 'context manager':
            return value.entered;
          case 'instance': {
            const enter =
              this.classes.findMethod(value.node, '__aenter__') ?? this.classes.findMethod(value.node, '__enter__');
            if (!enter) return this.classes.lineage(value.node).external.length > 0 ? [value] : unknown;
            const result = this.resultOf(enter, value);
            return result.length > 0 ? result : [value];
          }
          case 'external instance': {
            const enter = this.knowledge.find(`${value.name}.__enter__`)?.entry.returns;
            return [{ kind: 'external instance', name: enter ?? value.name }];
          }
          case 'coroutine':
            return value.result;
          case 'container':
            return value.generator ? value.items : unknown;
          default:
            return unknown;
        }
      }),
    );
  }

  private subscript(
    scope: FunctionNode,
    object: Expression,
    index: readonly Expression[],
    classBody: ClassNode | undefined,
  ): readonly Value[] {
    return union(
      ...this.evaluate(scope, object, classBody).map((value): readonly Value[] => {
        if (value.kind === 'class') {
          return [
            { kind: 'class', node: value.node, parameters: index.map((item) => this.types.of(scope, item, classBody)) },
          ];
        }
        if (value.kind === 'external') return [value];
        if (value.kind === 'external instance') return this.externalCall(`${value.name}.__getitem__`, undefined);
        return this.containerValues.subscripted(value, index);
      }),
    );
  }
}

function isOpen(value: Value): boolean {
  return value.kind === 'type variable' && value.bound.length === 0;
}

/** Whether a value is a callable of which no more is known than what it gives. */
function isSomeCallable(value: Value): boolean {
  if (value.kind === 'external instance') return /^(typing|collections\.abc)\.Callable$/.test(value.name);
  return value.kind === 'partial' && value.callees.length === 0;
}

/** Whether a value is, or has in it, a container of who knows what, as `list` and `tuple[list, str]` describe it. */
function isVague(value: Value): boolean {
  if (value.kind === 'tuple') return value.items.some((item) => item.length === 0 || item.some(isVague));
  return isEmptyContainer(value);
}

/** What is declared, with what is found in the place of what the declaration leaves open. */
function refined(declared: readonly Value[], found: readonly Value[]): readonly Value[] {
  if (found.length > 0 && declared.every(isEmptyContainer)) return found;
  const [tuple] = declared;
  const [actual] = found;
  if (tuple?.kind !== 'tuple' || actual?.kind !== 'tuple' || declared.length + found.length > 2) return declared;
  return [{ kind: 'tuple', items: tuple.items.map((item, index) => refined(item, actual.items[index] ?? unknown)) }];
}

function isMappingInstance(value: Value): boolean {
  return value.kind === 'external instance' && isMappingClass(value.name);
}

function isEmptyContainer(value: Value): boolean {
  if (value.kind === 'container') return value.items.length === 0 && value.generator === undefined;
  return value.kind === 'external instance' && isContainerClass(value.name);
}
