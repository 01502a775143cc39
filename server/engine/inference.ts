import { builtinNames } from './builtin-names.ts';
import { callsByName, type ScopedCall } from './calls-by-name.ts';
import { ClassHierarchy } from './class-hierarchy.ts';
import { ContainerItems } from './container-items.ts';
import { runsWhatItDecorates, wrapperOf } from './decorator-wrapper.ts';
import { DefiningExpressions } from './defining-expression.ts';
import { DependencyProviders } from './dependency-providers.ts';
import { dotted, nameOf } from './expression-name.ts';
import type { KnowledgeIndex } from './knowledge-index.ts';
import type { BindingFacts, CallFacts, Expression, ParameterFacts } from './module-facts.ts';
import type { ModuleResolver } from './module-resolver.ts';
import { givenArguments, isBound } from './parameter-guards.ts';
import { Question, Recursion } from './recursive-question.ts';
import { type Definition, ScopeNames } from './scope-names.ts';
import { containers, firstParameterIsYielded, mappings, transparent } from './typing-names.ts';
import {
  type ClassNode,
  enclosingFunction,
  type FunctionNode,
  isSameUnion,
  type Module,
  union,
  type Value,
} from './value.ts';

const unknown: readonly Value[] = [];

/** Functions that give back what they are given, as far as its type goes. */
const sameAsArgument = new Set([
  'functools.lru_cache',
  'functools.cache',
  'copy.copy',
  'copy.deepcopy',
  'builtins.reversed',
  'builtins.sorted',
  'builtins.iter',
]);

/** Classes whose objects are containers, filled with what their first argument holds. */
const containerClass = /^(builtins\.(dict|list|set|tuple)|collections\.(defaultdict|OrderedDict|deque))$/;

/** The project as the inference sees it. */
export interface ProjectModules {
  readonly modules: ReadonlyMap<string, Module>;
  readonly resolver: ModuleResolver;
  readonly knowledge: KnowledgeIndex;
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
  private readonly recursion = new Recursion<readonly Value[]>(isSameUnion);
  /** What expressions, names of a scope, bindings, parameters and calls of functions give. */
  private readonly questions = new Map<object, Question<readonly Value[]>>();
  private readonly yieldQuestions = new Map<FunctionNode, Question<readonly Value[]>>();
  private readonly aliasQuestions = new Map<Expression, Question<readonly Value[]>>();
  private readonly memberQuestions = new Map<ClassNode, Map<string, Question<readonly Value[]>>>();
  private callIndex: ReadonlyMap<string, readonly ScopedCall[]> | undefined;

  /** Bases, subclasses and methods of the project's classes. */
  readonly classes: ClassHierarchy;

  readonly aliases: DefiningExpressions;
  readonly dependencies = new DependencyProviders(this);

  constructor(project: ProjectModules) {
    this.project = project;
    this.containers = new ContainerItems(this, project.modules.values());
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

  // Scopes

  /** What a name means in a function: its own names, the enclosing functions', the module's, the built-in ones. */
  lookUp(scope: FunctionNode, name: string, classBody?: ClassNode): readonly Value[] {
    if (classBody) {
      const own = this.classOwn(classBody, name);
      if (own.length > 0) return own;
    }
    for (let at: FunctionNode | undefined = scope; at; at = enclosingFunction(at)) {
      const definitions = this.scopes.of(at).get(name);
      if (definitions) return this.definitions(at, definitions);
    }
    const starred = this.starImported(scope.module, name, new Set());
    if (starred.length > 0) return starred;
    return builtinNames.has(name) ? [{ kind: 'external', name: `builtins.${name}` }] : unknown;
  }

  private starImported(module: Module, name: string, seen: Set<Module>): readonly Value[] {
    if (seen.has(module)) return unknown;
    seen.add(module);
    for (const statement of module.facts.imports) {
      if (statement.binds !== '*') continue;
      const key = this.project.resolver.resolve(module.path, statement.module, statement.level);
      if (key === undefined) {
        if (statement.level > 0) continue;
        const qualified = `${statement.module}.${name}`;
        if (this.knowledge.find(qualified) || this.knowledge.isClass(qualified))
          return [{ kind: 'external', name: qualified }];
        continue;
      }
      const found = this.moduleMember(key, name, seen);
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
        return this.decorated(definition.node, undefined);
      case 'class':
        return [{ kind: 'class', node: definition.node, parameters: [] }];
      case 'import':
        return this.imported(scope.module, definition.index);
      case 'binding':
        return this.ask(this.questions, definition.binding, () => this.binding(scope, undefined, definition.binding));
      case 'parameter':
        return this.ask(this.questions, definition.parameter, () => this.parameter(scope, definition.parameter));
    }
  }

  private ask<Key extends object>(
    questions: Map<Key, Question<readonly Value[]>>,
    key: Key,
    work: () => readonly Value[],
  ): readonly Value[] {
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
    }
    const submodule = this.project.resolver.submodule(key, name);
    return submodule === undefined ? unknown : [{ kind: 'module', key: submodule }];
  }

  // Bindings and parameters

  private binding(scope: FunctionNode, classBody: ClassNode | undefined, binding: BindingFacts): readonly Value[] {
    const values = this.bound(scope, classBody, binding);
    const isWhole = binding.unpack.length === 0 && (binding.manner === 'assign' || binding.manner === 'annotate');
    if (!isWhole || values.length !== 1 || !values.every(isEmptyContainer)) return values;
    const owner = classBody ?? (binding.target.startsWith('self.') ? this.enclosingClass(scope) : undefined);
    const items = union(...this.containers.inserted(scope, owner, binding.target));
    return items.length > 0 ? [containerOf(items)] : values;
  }

  private bound(scope: FunctionNode, classBody: ClassNode | undefined, binding: BindingFacts): readonly Value[] {
    if (binding.annotation) {
      const annotated = this.typeOf(scope, binding.annotation, classBody);
      // A constructor call tells more than the abstract type that it is declared as.
      if (binding.value) return this.narrowed(annotated, this.evaluate(scope, binding.value, classBody));
      if (annotated.length > 0) return annotated;
    }
    if (!binding.value) return unknown;
    let values = this.evaluate(scope, binding.value, classBody);
    switch (binding.manner) {
      case 'iterate':
      case 'iterate async':
        values = this.iterated(values);
        break;
      case 'enter':
      case 'enter async':
        values = this.entered(values);
        break;
      default:
    }
    for (const position of binding.unpack) values = this.element(values, position);
    return values;
  }

  private narrowed(declared: readonly Value[], actual: readonly Value[]): readonly Value[] {
    if (declared.length === 0) return actual;
    const narrower = actual.filter(
      (value) => value.kind === 'instance' && declared.some((d) => this.isSubtype(value, d)),
    );
    return narrower.length > 0 ? narrower : declared;
  }

  private isSubtype(value: Value, declared: Value): boolean {
    if (value.kind !== 'instance') return false;
    const lineage = this.classes.lineage(value.node);
    if (declared.kind === 'instance') return lineage.classes.includes(declared.node);
    return declared.kind === 'external instance' && lineage.external.includes(declared.name);
  }

  private parameter(scope: FunctionNode, parameter: ParameterFacts): readonly Value[] {
    const owner = scope.facts.class >= 0 ? scope.module.classes[scope.facts.class] : undefined;
    if (owner && parameter === scope.facts.parameters[0] && !this.hasDecorator(scope, 'staticmethod')) {
      const kind = this.hasDecorator(scope, 'classmethod') || scope.facts.name === '__new__' ? 'class' : 'instance';
      return [{ kind, node: owner, parameters: [] }];
    }
    const provided = this.providedParameter(scope, parameter);
    if (provided && provided.length > 0) return provided;
    const declared = parameter.annotation ? this.typeOf(scope, parameter.annotation) : unknown;
    if (owner && scope.facts.name === '__init__' && parameter.star === '') {
      const isPolymorphic = declared.some(
        (value) => value.kind === 'instance' && this.classes.subclasses(value.node).length > 0,
      );
      if (isPolymorphic) return this.narrowed(declared, this.constructedWith(owner, scope, parameter));
    }
    if (parameter.star === '*') return declared.length > 0 ? [containerOf(declared)] : unknown;
    if (parameter.star === '**') return declared.length > 0 ? [containerOf(declared)] : unknown;
    if (declared.length > 0 || parameter.annotation) return declared;
    const byDefault = parameter.default ? withoutNone(this.evaluate(scope, parameter.default)) : unknown;
    return byDefault.length > 0 ? byDefault : this.passed(scope, owner, parameter);
  }

  /** What the project's calls of a function pass for a parameter without a type; unknown when one of them is unknown. */
  private passed(scope: FunctionNode, owner: ClassNode | undefined, parameter: ParameterFacts): readonly Value[] {
    const { facts } = scope;
    if (facts.kind === 'lambda' || facts.kind === 'module' || /^__\w+__$/.test(facts.name)) {
      return owner && facts.name === '__init__' ? this.constructedWith(owner, scope, parameter) : unknown;
    }
    // What a decorator makes of a function may be called with something else.
    if (!facts.decorators.every((decorator) => /^(static|class)method$/.test(nameOf(decorator) ?? ''))) return unknown;
    const asked = new Set([parameter.name]);
    const lists: (readonly Value[])[] = [];
    for (const { scope: caller, call } of this.callsNamed(facts.name)) {
      const callees = this.evaluate(caller, call.callee);
      // It may be this method that is called on an object which we do not know.
      if (callees.length === 0 && owner) return unknown;
      const callee = callees.find((value) => value.kind === 'function' && value.node === scope);
      if (callee?.kind !== 'function') continue;
      const given = givenArguments(facts, call, isBound(scope, callee.receiver), asked).get(parameter.name);
      const values = given ? this.evaluate(caller, given) : unknown;
      if (values.length === 0) return unknown;
      lists.push(withoutNone(values));
    }
    return union(...lists);
  }

  /** What the project's calls of a class pass for a parameter of its `__init__`; unknown when one of them is unknown. */
  private constructedWith(owner: ClassNode, init: FunctionNode, parameter: ParameterFacts): readonly Value[] {
    const position = init.facts.parameters.indexOf(parameter) - 1;
    const lists: (readonly Value[])[] = [];
    for (const { scope, call } of this.callsNamed(owner.facts.name)) {
      const isOwn = this.evaluate(scope, call.callee).some((value) => value.kind === 'class' && value.node === owner);
      if (!isOwn) continue;
      const given =
        call.arguments.find((argument) => argument.keyword === parameter.name) ??
        call.arguments.filter((argument) => argument.keyword === undefined)[position];
      const values = given ? this.evaluate(scope, given.value) : unknown;
      if (values.length === 0) return unknown;
      lists.push(values);
    }
    // Subclasses may be constructed with something else, and so may what FastAPI calls itself.
    return this.classes.subclasses(owner).length > 0 ? unknown : union(...lists);
  }

  /** The calls in the project whose callee is the name or an attribute of that name. */
  callsNamed(name: string): readonly ScopedCall[] {
    this.callIndex ??= callsByName(this.project.modules.values());
    return this.callIndex.get(name) ?? [];
  }

  /** What FastAPI passes for a parameter with `Depends`; undefined for other parameters. */
  private providedParameter(scope: FunctionNode, parameter: ParameterFacts): readonly Value[] | undefined {
    const providers = this.dependencies.providers(scope, parameter);
    if (!providers) return undefined;
    return union(...providers.map((provider) => this.providedBy(provider)));
  }

  /** What a dependency gives to those that depend on it. */
  private providedBy(provider: Value): readonly Value[] {
    if (provider.kind === 'function') {
      if (provider.node.facts.isGenerator) return this.yieldedType(provider.node);
      return this.awaited(this.call(provider));
    }
    return this.awaited(this.call(provider)).flatMap((value) =>
      value.kind === 'container' && value.generator ? value.items : [value],
    );
  }

  // Annotations

  /** The values that an annotation describes: instances of the named classes. */
  typeOf(scope: FunctionNode, annotation: Expression, classBody?: ClassNode, depth = 0): readonly Value[] {
    if (depth > 12) return unknown;
    switch (annotation.kind) {
      case 'choice':
        return union(...annotation.options.map((option) => this.typeOf(scope, option, classBody, depth + 1)));
      case 'subscript':
        return this.genericType(scope, annotation.object, annotation.index, classBody, depth);
      case 'name':
      case 'attribute': {
        const values = this.evaluate(scope, annotation, classBody);
        const instances = values.flatMap((value) => this.instanceOf(value));
        if (instances.length > 0) return instances;
        const alias = this.aliases.aliasOf(scope, annotation);
        if (!alias) return unknown;
        if (alias.expression.kind === 'call') return this.typeVariable(alias.scope, alias.expression.call, depth);
        return this.ask(this.aliasQuestions, alias.expression, () =>
          this.typeOf(alias.scope, alias.expression, undefined, depth + 1),
        );
      }
      default:
        return unknown;
    }
  }

  /** `NewType('X', Base)` is its base; `TypeVar('T', bound=Base)` its bound. */
  private typeVariable(scope: FunctionNode, callIndex: number, depth: number): readonly Value[] {
    const call = scope.module.facts.calls[callIndex];
    const maker = call && nameOf(call.callee);
    const type =
      maker === 'NewType'
        ? call?.arguments[1]?.value
        : maker === 'TypeVar'
          ? call?.arguments.find((a) => a.keyword === 'bound')?.value
          : undefined;
    return type ? this.typeOf(scope, type, undefined, depth + 1) : unknown;
  }

  private genericType(
    scope: FunctionNode,
    object: Expression,
    index: readonly Expression[],
    classBody: ClassNode | undefined,
    depth: number,
  ): readonly Value[] {
    const name = nameOf(object) ?? '';
    const first = index[0];
    const flat = first?.kind === 'collection' && first.type === 'tuple' ? first.items : index;
    const type = (expression: Expression | undefined) =>
      expression ? this.typeOf(scope, expression, classBody, depth + 1) : unknown;
    if (name === 'Annotated') return type(flat[0]);
    if (transparent.has(name)) return union(...flat.map(type));
    if (name === 'type' || name === 'Type') {
      return type(flat[0]).flatMap((value): Value[] =>
        value.kind === 'instance'
          ? [{ kind: 'class', node: value.node, parameters: value.parameters }]
          : value.kind === 'external instance'
            ? [{ kind: 'external', name: value.name }]
            : [],
      );
    }
    const isThreadFuture = () =>
      this.evaluate(scope, object, classBody).some(
        (value) => value.kind === 'external' && value.name.startsWith('concurrent.futures.'),
      );
    if (name === 'Awaitable' || name === 'Coroutine' || name === 'Task' || (name === 'Future' && !isThreadFuture())) {
      return [{ kind: 'coroutine', result: type(flat.at(-1)), node: undefined }];
    }
    if ((name === 'tuple' || name === 'Tuple') && flat.length > 1 && flat[1]?.kind !== 'other') {
      return [{ kind: 'tuple', items: flat.map(type) }];
    }
    if (firstParameterIsYielded.has(name) || containers.has(name)) return [containerOf(type(flat[0]))];
    if (mappings.has(name)) return [containerOf(type(flat[1]))];
    return this.evaluate(scope, object, classBody).flatMap((value): readonly Value[] => {
      if (value.kind === 'class') return [{ kind: 'instance', node: value.node, parameters: flat.map(type) }];
      return this.instanceOf(value);
    });
  }

  private instanceOf(value: Value): Value[] {
    switch (value.kind) {
      case 'class':
        return [{ kind: 'instance', node: value.node, parameters: value.parameters }];
      case 'external':
        if (/^(typing|typing_extensions)\.|^builtins\.(object|type)$/.test(value.name)) return [];
        return [{ kind: 'external instance', name: this.knowledge.canonical(value.name) }];
      default:
        return [];
    }
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
        return this.lookUp(scope, expression.name, classBody);
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
        return [
          containerOf(union(...expression.items.slice(0, 20).map((item) => this.evaluate(scope, item, classBody)))),
        ];
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
      case 'other':
        return unknown;
    }
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
        const type = this.knowledge.attribute(owner.name, name);
        if (type !== undefined) return [{ kind: 'external instance', name: this.knowledge.canonical(type) }];
        return [{ kind: 'external', name: `${owner.name}.${name}` }];
      }
      case 'instance':
        return this.classMember(owner.node, name, owner);
      case 'class':
        return this.classMember(owner.node, name, owner);
      case 'container':
        return ['append', 'extend', 'add'].includes(name) ? unknown : this.containerMethod(owner, name);
      default:
        return unknown;
    }
  }

  private containerMethod(owner: Value & { kind: 'container' }, name: string): readonly Value[] {
    if (name === 'pop' || name === 'get' || name === 'popleft' || name === 'setdefault') {
      return [{ kind: 'partial', callees: [], result: owner.items }];
    }
    if (name === 'values' || name === 'copy') return [{ kind: 'partial', callees: [], result: [owner] }];
    if (name === 'items') {
      return [
        { kind: 'partial', callees: [], result: [containerOf([{ kind: 'tuple', items: [unknown, owner.items] }])] },
      ];
    }
    return unknown;
  }

  // Classes

  /** Type parameters that a subclass gives to a generic base: `class UserRepo(Repo[User])`. */
  private baseParameters(node: ClassNode, base: ClassNode): readonly (readonly Value[])[] {
    const scope = node.module.functions[node.facts.function];
    if (!scope) return [];
    for (const expression of node.facts.bases) {
      if (expression.kind !== 'subscript') continue;
      const named = this.evaluate(scope, expression.object);
      if (named.some((value) => value.kind === 'class' && value.node === base)) {
        return expression.index.map((item) => this.typeOf(scope, item));
      }
    }
    return [];
  }

  private classMember(node: ClassNode, name: string, receiver: Value): readonly Value[] {
    const isGeneric = (receiver.kind === 'instance' || receiver.kind === 'class') && receiver.parameters.length > 0;
    if (isGeneric) return this.classMemberNew(node, name, receiver);
    let questions = this.memberQuestions.get(node);
    if (!questions) {
      questions = new Map();
      this.memberQuestions.set(node, questions);
    }
    const key = `${receiver.kind}:${name}`;
    let question = questions.get(key);
    if (!question) {
      question = new Question(unknown);
      questions.set(key, question);
    }
    return this.recursion.ask(question, () => this.classMemberNew(node, name, receiver));
  }

  private classMemberNew(node: ClassNode, name: string, receiver: Value): readonly Value[] {
    const { classes, external } = this.classes.lineage(node);
    for (const current of classes) {
      const method = this.classes.method(current, name);
      if (method) {
        if (receiver.kind === 'instance' && this.classes.isProperty(method)) return this.awaitless(method, receiver);
        return this.decorated(method, receiver);
      }
      const values = this.classOwn(current, name);
      if (values.length > 0) return this.substituted(values, current, receiver);
      const nested = current.module.classes.find((cls) => cls.facts.class === current.index && cls.facts.name === name);
      if (nested) return [{ kind: 'class', node: nested, parameters: [] }];
    }
    for (const base of external) {
      const type = this.knowledge.attribute(base, name);
      if (type !== undefined) return [{ kind: 'external instance', name: this.knowledge.canonical(type) }];
      const qualified = `${base}.${name}`;
      if (this.knowledge.find(qualified)) return [{ kind: 'external', name: qualified }];
    }
    return receiver.kind === 'instance' ? this.delegated(node, name) : unknown;
  }

  /** What an attribute is on a proxy, whose `__getattr__(self, name)` returns `getattr(self.other, name)`. */
  private delegated(node: ClassNode, name: string): readonly Value[] {
    const method = name.startsWith('__') ? undefined : this.classes.findMethod(node, '__getattr__');
    if (!method) return unknown;
    const asked = method.facts.parameters[1]?.name;
    return union(
      ...method.facts.returns.flatMap((returned) => {
        const call = returned.kind === 'call' ? method.module.facts.calls[returned.call] : undefined;
        const [object, attribute] = call?.arguments ?? [];
        const isHandedOn = attribute?.value.kind === 'name' && attribute.value.name === asked;
        if (!call || !object || !isHandedOn || nameOf(call.callee) !== 'getattr') return [];
        return this.evaluate(method, object.value).map((value) => this.member(value, name));
      }),
    );
  }

  /** A property gives what its function gives. */
  private awaitless(method: FunctionNode, receiver: Value): readonly Value[] {
    return this.call({ kind: 'function', node: method, receiver });
  }

  /** A type variable of a generic class stands for what the receiver was made with. */
  private substituted(values: readonly Value[], owner: ClassNode, receiver: Value): readonly Value[] {
    if (values.length > 0 || receiver.kind !== 'instance') return values;
    return this.baseParameters(receiver.node, owner).flat();
  }

  /** What a class body or its methods (through `self`) assign to an attribute. */
  private classOwn(node: ClassNode, name: string): readonly Value[] {
    const scope = node.module.functions[node.facts.function];
    if (!scope) return unknown;
    const found: (readonly Value[])[] = [];
    for (const binding of node.facts.bindings) {
      if (binding.target !== name || binding.manner === 'augment') continue;
      found.push(this.ask(this.questions, binding, () => this.binding(scope, node, binding)));
    }
    const attribute = `self.${name}`;
    for (const index of node.facts.methods) {
      const method = node.module.functions[index];
      for (const binding of method?.facts.bindings ?? []) {
        if (binding.target !== attribute || binding.manner === 'augment' || !method) continue;
        found.push(this.ask(this.questions, binding, () => this.binding(method, undefined, binding)));
      }
    }
    return union(...found.map(withoutNone));
  }

  // Decorators

  private callsDecorator(node: FunctionNode, name: string): boolean {
    return node.facts.decorators.some((decorator) => {
      const call = decorator.kind === 'call' ? node.module.facts.calls[decorator.call] : undefined;
      return call !== undefined && nameOf(call.callee) === name;
    });
  }

  private hasDecorator(node: FunctionNode, name: string): boolean {
    return node.facts.decorators.some((decorator) => nameOf(decorator) === name);
  }

  /** Decorators whose effect is not known; the function behind them may behave otherwise. */
  unknownDecorators(node: FunctionNode): readonly Expression[] {
    return node.facts.decorators.filter((decorator) => {
      const scope = enclosingFunction(node);
      if (!scope) return false;
      const expression = decorator.kind === 'call' ? scope.module.facts.calls[decorator.call]?.callee : decorator;
      if (!expression) return true;
      if (/^(setter|getter|deleter)$/.test(nameOf(expression) ?? '')) return false;
      const values = this.evaluate(scope, expression, this.classOf(node));
      if (values.length === 0) return true;
      return !values.every((value) => {
        if (value.kind !== 'external') return false;
        if (/^fastapi\.|^starlette\./.test(value.name)) return true;
        return this.knowledge.decorator(value.name)?.keeps === true;
      });
    });
  }

  private classOf(node: FunctionNode): ClassNode | undefined {
    return node.facts.class >= 0 ? node.module.classes[node.facts.class] : undefined;
  }

  private decorated(node: FunctionNode, receiver: Value | undefined): readonly Value[] {
    const scope = enclosingFunction(node);
    for (const decorator of scope ? node.facts.decorators : []) {
      const expression = decorator.kind === 'call' ? node.module.facts.calls[decorator.call]?.callee : decorator;
      if (!expression || !scope) continue;
      for (const value of this.evaluate(scope, expression, this.classOf(node))) {
        if (value.kind === 'function' && !runsWhatItDecorates(value.node)) return unknown;
        if (value.kind !== 'external') continue;
        const known = this.knowledge.decorator(value.name);
        if (known && known.keeps === false) return unknown;
      }
    }
    return [{ kind: 'function', node, receiver }];
  }

  /**
   * Whether the framework sees a coroutine function: what the outermost decorator of the project returns decides, else the
   * function itself. Source: starlette/_utils.py, `is_async_callable`; fastapi/dependencies/models.py.
   */
  isAsyncCallable(node: FunctionNode): boolean {
    const isAsync = node.facts.kind === 'async def';
    const wrapper = this.wrapper(node);
    if (!wrapper) return isAsync;
    // Since FastAPI 0.123.5 a wrapper that names what it wraps is looked through.
    return wrapper.facts.kind === 'async def' || (isAsync && this.callsDecorator(wrapper, 'wraps'));
  }

  /** The function that the outermost decorator of the project puts in the place of a function. */
  wrapper(node: FunctionNode): FunctionNode | undefined {
    const scope = enclosingFunction(node);
    for (const decorator of scope ? node.facts.decorators : []) {
      const expression = decorator.kind === 'call' ? node.module.facts.calls[decorator.call]?.callee : decorator;
      if (!expression || !scope) continue;
      for (const value of this.evaluate(scope, expression, this.classOf(node))) {
        const wrapper = value.kind === 'function' ? wrapperOf(value.node, decorator.kind === 'call', node) : undefined;
        if (wrapper) return wrapper;
      }
    }
    return undefined;
  }

  /** Whether `@contextmanager` or `@asynccontextmanager` turns a generator function into a context manager. */
  isContextManager(node: FunctionNode): boolean {
    return this.hasDecorator(node, 'contextmanager') || this.hasDecorator(node, 'asynccontextmanager');
  }

  // Calls

  private callResult(scope: FunctionNode, call: CallFacts, classBody: ClassNode | undefined): readonly Value[] {
    if (call.callee.kind === 'name' && call.callee.name === 'super') {
      const owner = this.enclosingClass(scope);
      return owner ? this.classes.baseValues(owner).flatMap((base) => this.instanceOf(base)) : unknown;
    }
    const callees = this.evaluate(scope, call.callee, classBody);
    return union(...callees.map((callee) => this.call(callee, { scope, call, classBody })));
  }

  enclosingClass(scope: FunctionNode): ClassNode | undefined {
    for (let at: FunctionNode | undefined = scope; at; at = enclosingFunction(at)) {
      const owner = this.classOf(at);
      if (owner) return owner;
    }
    return undefined;
  }

  /** What calling a value gives. */
  call(
    callee: Value,
    site?: { scope: FunctionNode; call: CallFacts; classBody: ClassNode | undefined },
  ): readonly Value[] {
    switch (callee.kind) {
      case 'function': {
        const { node } = callee;
        if (this.isContextManager(node)) {
          return [{ kind: 'context manager', entered: this.yieldedType(node), node }];
        }
        if (node.facts.isGenerator) return [{ kind: 'container', items: this.yieldedType(node), generator: node }];
        const result = this.resultOf(node, callee.receiver);
        return node.facts.kind === 'async def' ? [{ kind: 'coroutine', result, node }] : result;
      }
      case 'class':
        return [{ kind: 'instance', node: callee.node, parameters: callee.parameters }];
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

  private externalCall(
    name: string,
    site: { scope: FunctionNode; call: CallFacts; classBody: ClassNode | undefined } | undefined,
  ): readonly Value[] {
    const argument = (index: number) => {
      const found = site?.call.arguments[index];
      return found && site ? this.evaluate(site.scope, found.value, site.classBody) : unknown;
    };
    if (name === 'functools.partial') {
      const callees = argument(0);
      return callees.length > 0
        ? [{ kind: 'partial', callees, result: union(...callees.map((value) => this.call(value))) }]
        : unknown;
    }
    if (name === 'typing.cast') {
      const type = site?.call.arguments[0]?.value;
      return type && site ? this.typeOf(site.scope, type, site.classBody) : unknown;
    }
    if (sameAsArgument.has(name)) return argument(0);
    if (name === 'builtins.next' || name === 'builtins.anext') return this.iterated(argument(0));
    if (containerClass.test(name)) return [containerOf(this.iterated(argument(0)))];
    if (name === 'builtins.enumerate') {
      return [containerOf([{ kind: 'tuple', items: [unknown, this.iterated(argument(0))] }])];
    }
    const fact = this.knowledge.find(name);
    if (fact?.entry.returns !== undefined) {
      const result: Value = { kind: 'external instance', name: this.knowledge.canonical(fact.entry.returns) };
      return fact.entry.async ? [{ kind: 'coroutine', result: [result], node: undefined }] : [result];
    }
    if (fact?.entry.async) return [{ kind: 'coroutine', result: unknown, node: undefined }];
    const canonical = this.knowledge.canonical(name);
    if (this.knowledge.isClass(canonical) || (fact === undefined && /(^|\.)_*[A-Z]\w*$/.test(name))) {
      return [{ kind: 'external instance', name: canonical }];
    }
    return unknown;
  }

  /** What a call of a function returns: its annotation, narrowed by the expressions that it returns. */
  resultOf(node: FunctionNode, receiver: Value | undefined): readonly Value[] {
    const annotation = node.facts.returnAnnotation;
    if (annotation && nameOf(annotation) === 'Self' && receiver) return this.instanceOfReceiver(receiver);
    return this.ask(this.questions, node, () => this.resultNew(node));
  }

  private resultNew(node: FunctionNode): readonly Value[] {
    const { facts } = node;
    const annotation = facts.returnAnnotation;
    if (annotation) {
      const declared = this.typeOf(this.annotationScope(node), annotation, this.classOf(node));
      if (declared.length > 0) {
        if (declared.some(isVague)) return refined(declared, this.returned(node));
        const isPolymorphic = declared.some(
          (value) => value.kind === 'instance' && this.classes.subclasses(value.node).length > 0,
        );
        return isPolymorphic ? this.narrowed(declared, this.returned(node)) : declared;
      }
    }
    return this.returned(node);
  }

  private instanceOfReceiver(receiver: Value): readonly Value[] {
    if (receiver.kind === 'class') return [{ kind: 'instance', node: receiver.node, parameters: receiver.parameters }];
    return [receiver];
  }

  private returned(node: FunctionNode): readonly Value[] {
    return withoutNone(union(...node.facts.returns.map((expression) => this.evaluate(node, expression))));
  }

  private annotationScope(node: FunctionNode): FunctionNode {
    return enclosingFunction(node) ?? node;
  }

  /** What a generator function yields: the annotation's parameter, else the yielded expressions. */
  yieldedType(node: FunctionNode): readonly Value[] {
    const annotation = node.facts.returnAnnotation;
    if (annotation?.kind === 'subscript') {
      const declared = this.typeOf(this.annotationScope(node), annotation, this.classOf(node));
      const first = declared[0];
      if (first?.kind === 'container' && first.items.length > 0) return first.items;
    } else if (annotation) {
      // `-> Session` on a generator dependency is wrong to a type checker but common.
      const declared = this.typeOf(this.annotationScope(node), annotation, this.classOf(node));
      if (declared.length > 0 && declared[0]?.kind !== 'container') return declared;
    }
    return this.ask(this.yieldQuestions, node, () =>
      union(...node.facts.yields.map((expression) => this.evaluate(node, expression))),
    );
  }

  awaited(values: readonly Value[]): readonly Value[] {
    return union(...values.map((value) => (value.kind === 'coroutine' ? value.result : [value])));
  }

  iterated(values: readonly Value[]): readonly Value[] {
    return union(
      ...values.map((value): readonly Value[] => {
        if (value.kind === 'container') return value.items;
        if (value.kind === 'tuple') return union(...value.items);
        return unknown;
      }),
    );
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

  private element(values: readonly Value[], position: number): readonly Value[] {
    return union(
      ...values.map((value): readonly Value[] => {
        if (value.kind === 'tuple') return value.items[position] ?? unknown;
        if (value.kind === 'container') return value.items;
        return unknown;
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
            { kind: 'class', node: value.node, parameters: index.map((item) => this.typeOf(scope, item, classBody)) },
          ];
        }
        if (value.kind === 'external') return [value];
        if (value.kind === 'external instance') return this.externalCall(`${value.name}.__getitem__`, undefined);
        if (value.kind === 'container') return value.items;
        const position = index[0];
        if (value.kind === 'tuple' && position?.kind === 'literal' && position.type === 'int') {
          return value.items[Number(position.value)] ?? unknown;
        }
        return unknown;
      }),
    );
  }
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

function withoutNone(values: readonly Value[]): readonly Value[] {
  return values.filter((value) => value.kind !== 'external instance' || value.name !== 'None');
}

function isEmptyContainer(value: Value): boolean {
  if (value.kind === 'container') return value.items.length === 0 && value.generator === undefined;
  return value.kind === 'external instance' && containerClass.test(value.name);
}

function containerOf(items: readonly Value[]): Value {
  return { kind: 'container', items, generator: undefined };
}
