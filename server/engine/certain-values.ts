import { DeclaredValues } from './declared-values.ts';
import type { Inference } from './inference.ts';
import type { BindingFacts, CallFacts, Expression, ParameterFacts } from './module-facts.ts';
import type { ImportResolver, ModuleTable } from './module-table.ts';
import { isBound, writtenArguments } from './parameter-guards.ts';
import { PlainClasses } from './plain-classes.ts';
import { type Definition, visibleAt } from './scope-names.ts';
import {
  type ClassNode,
  classOf,
  containerOf,
  enclosingFunction,
  type FunctionNode,
  type Module,
  mappingOf,
  type Value,
  valueKey,
} from './value.ts';

/** All that an expression can be; undefined where it may be something else. */
export type Certain = readonly Value[] | undefined;

/** A function as one call of it runs, with what its parameters hold where that is certain. */
export interface Frame {
  readonly node: FunctionNode;
  readonly parameters: { get(name: string): Certain };
}

/** Where the inference of values looks things up. */
export interface CertainSource {
  readonly inference: Inference;
  readonly modules: ModuleTable;
  readonly resolver: ImportResolver;
}

const nothingKnown: ReadonlyMap<string, Certain> = new Map();
const deepest = 24;

/**
 * What expressions certainly are, for conclusions that need every possibility: the inference lists those that it finds, this
 * only what is complete. It follows names, constants, constructors and what FastAPI guarantees of parameters.
 */
export class CertainValues {
  private readonly source: CertainSource;
  private readonly inference: Inference;
  readonly classes: PlainClasses;
  private readonly declared: DeclaredValues;
  private readonly asked = new Set<object>();
  private readonly frames = new Map<FunctionNode, Frame>();
  private grown: ReadonlySet<string> | undefined;

  constructor(source: CertainSource) {
    this.source = source;
    this.inference = source.inference;
    this.classes = new PlainClasses(source.inference);
    this.declared = new DeclaredValues(source.inference, this.classes);
  }

  /** What an expression in a function is when a frame of it runs. */
  of(frame: Frame, expression: Expression): Certain {
    switch (expression.kind) {
      case 'literal':
        return [
          { kind: 'external instance', name: expression.type === 'None' ? 'None' : `builtins.${expression.type}` },
        ];
      case 'name':
        return this.name(frame, expression.name, expression.start);
      case 'attribute':
        return this.each(this.of(frame, expression.object), (owner) => this.member(owner, expression.name));
      case 'call':
        return this.result(frame, frame.node.module.facts.calls[expression.call]);
      case 'subscript':
        return this.each(this.of(frame, expression.object), itemOf);
      case 'choice':
        return joined(expression.options.map((option) => this.of(frame, option)));
      case 'collection': {
        const items = (expressions: readonly Expression[]) =>
          expressions.length > 100 ? undefined : joined(expressions.map((item) => this.of(frame, item)));
        if (expression.type === 'tuple')
          return [{ kind: 'tuple', items: expression.items.map((item) => this.of(frame, item) ?? []) }];
        if (expression.type === 'dict') return [mappingOf(items(expression.keys) ?? [], items(expression.items) ?? [])];
        return [containerOf(items(expression.items) ?? [])];
      }
      default:
        return undefined;
    }
  }

  /** What each of the values leads to, if all of them lead to something. */
  private each(values: Certain, step: (value: Value) => Certain): Certain {
    return values && joined(values.map(step));
  }

  /** Guards against questions that need their own answer. */
  private once(key: object, work: () => Certain): Certain {
    if (this.asked.has(key) || this.asked.size > deepest) return undefined;
    this.asked.add(key);
    try {
      return work();
    } finally {
      this.asked.delete(key);
    }
  }

  // Names

  private name(frame: Frame, name: string, position: number): Certain {
    for (let at: FunctionNode | undefined = frame.node; at; at = enclosingFunction(at)) {
      const definitions = this.inference.scopes.of(at).get(name);
      if (!definitions) continue;
      const scope = at === frame.node ? frame : frameWithout(at);
      const visible = visibleAt(definitions, position, at === frame.node);
      return joined(visible.map((definition) => this.definition(scope, definition)));
    }
    const isStarred = frame.node.module.facts.imports.some(({ binds }) => binds === '*');
    return isStarred ? undefined : [{ kind: 'external', name: `builtins.${name}` }];
  }

  private definition(frame: Frame, definition: Definition): Certain {
    switch (definition.kind) {
      case 'parameter':
        return frame.parameters.get(definition.parameter.name);
      case 'function':
        return definition.node.facts.decorators.length > 0
          ? undefined
          : [{ kind: 'function', node: definition.node, receiver: undefined }];
      case 'class':
        return [{ kind: 'class', node: definition.node, parameters: [] }];
      case 'import':
        return this.imported(frame.node.module, definition.index);
      case 'binding':
        return this.bound(definition.scope ? frameWithout(definition.scope) : frame, definition.binding);
    }
  }

  private bound(frame: Frame, binding: BindingFacts): Certain {
    const { value, manner, unpack } = binding;
    if (!value) return undefined;
    return this.once(binding, () => {
      let values = this.of(frame, value);
      if (manner === 'iterate')
        values = this.each(values, (one) => (one.kind === 'container' ? iterated(one) : undefined));
      else if (manner !== 'assign' && manner !== 'annotate') return undefined;
      for (const step of unpack) {
        values = this.each(values, (one) =>
          one.kind === 'tuple' && typeof step === 'number' ? filled(one.items.at(step)) : undefined,
        );
      }
      return values?.map((one) => (this.isGrown(binding.target) ? emptied(one) : one));
    });
  }

  /** Whether the project puts something into what has a name. */
  isGrown(target: string): boolean {
    this.grown ??= new Set(
      [...this.source.modules.values()].flatMap(({ functions }) =>
        functions.flatMap(({ facts }) => [
          ...facts.insertions.map((insertion) => lastName(insertion.target)),
          ...facts.bindings.flatMap(({ manner, target: name }) => (manner === 'augment' ? [lastName(name)] : [])),
        ]),
      ),
    );
    return this.grown.has(lastName(target));
  }

  private imported(module: Module, index: number): Certain {
    const statement = module.facts.imports[index];
    if (!statement) return undefined;
    const { resolver } = this.source;
    const key = resolver.resolve(module.path, statement.module, statement.level);
    if (statement.member !== undefined) {
      if (key !== undefined) return this.moduleMember(key, statement.member, 0);
      return statement.level > 0 ? undefined : [{ kind: 'external', name: `${statement.module}.${statement.member}` }];
    }
    const root = statement.bindsRoot ? resolver.resolve(module.path, statement.binds, 0) : key;
    if (root !== undefined) return [{ kind: 'module', key: root }];
    return [{ kind: 'external', name: statement.bindsRoot ? statement.binds : statement.module }];
  }

  private moduleMember(key: string, name: string, depth: number): Certain {
    const path = this.source.resolver.file(key);
    const top = path === undefined ? undefined : this.source.modules.get(path)?.functions[0];
    const definitions = top && this.inference.scopes.of(top).get(name);
    if (top && definitions && depth < deepest) {
      return this.once(definitions, () =>
        joined(definitions.map((definition) => this.definition(frameWithout(top), definition))),
      );
    }
    const submodule = this.source.resolver.submodule(key, name);
    return submodule === undefined ? undefined : [{ kind: 'module', key: submodule }];
  }

  /** Whether a module of the project makes its members when they are asked for. */
  hasGetattr(key: string): boolean {
    const path = this.source.resolver.file(key);
    const top = path === undefined ? undefined : this.source.modules.get(path)?.functions[0];
    return top !== undefined && this.inference.scopes.of(top).has('__getattr__');
  }

  // Members

  private member(owner: Value, name: string): Certain {
    switch (owner.kind) {
      case 'module':
        return this.moduleMember(owner.key, name, 0);
      case 'external':
        return [{ kind: 'external', name: `${owner.name}.${name}` }];
      case 'external instance': {
        if (owner.name === 'None') return undefined;
        if (name === 'state' && stateful.test(owner.name)) return [{ kind: 'state', owner: 'application' }];
        const held = this.inference.knowledge.harmless.attribute(owner.name, name);
        if (held === undefined) return [{ kind: 'external', name: `${owner.name}.${name}` }];
        if (held === 'builtins.dict') return [mappingOf([string], [string])];
        return held === '' ? undefined : [{ kind: 'external instance', name: held }];
      }
      case 'container':
        return [{ kind: 'external', name: `builtins.${owner.keys ? 'dict' : 'list'}.${name}` }];
      case 'class':
      case 'instance':
        return this.ofClass(owner, name);
      default:
        return undefined;
    }
  }

  private ofClass(owner: Value & { kind: 'class' | 'instance' }, name: string): Certain {
    const [method, ...others] = this.inference.classes.findMethods(owner.node, name);
    const shape = this.classes.shape(owner.node);
    if (!shape) return undefined;
    if (method) {
      if (owner.kind === 'class' || method.facts.decorators.length > 0 || others.length > 0) return undefined;
      return this.inference.classes.subclasses(owner.node).length > 0
        ? undefined
        : [{ kind: 'function', node: method, receiver: owner }];
    }
    const found = this.inference.classes
      .lineage(owner.node)
      .classes.flatMap((cls) =>
        cls.facts.bindings.filter(({ target }) => target === name).map((binding) => ({ cls, binding })),
      )[0];
    if (shape === 'enum') {
      if (owner.kind === 'class') return found && [{ kind: 'instance', node: owner.node, parameters: [] }];
      return name === 'value' || name === 'name' ? this.enumValue(owner.node, name) : undefined;
    }
    if (shape !== 'model' || owner.kind === 'class' || !found?.binding.annotation) return undefined;
    if (this.classes.hasValidators(owner.node)) return undefined;
    const { cls, binding } = found;
    const scope = cls.module.functions[cls.facts.function];
    const declared = scope && binding.annotation && this.declared.of(scope, binding.annotation, cls);
    return declared && joined([declared, this.default(frameWithout(scope), binding.value)]);
  }

  private enumValue(cls: ClassNode, name: 'value' | 'name'): Certain {
    if (name === 'name') return [string];
    const scope = cls.module.functions[cls.facts.function];
    return (
      scope && joined(cls.facts.bindings.map(({ value }) => (value ? this.of(frameWithout(scope), value) : undefined)))
    );
  }

  // Calls

  private result(frame: Frame, call: CallFacts | undefined): Certain {
    if (!call) return undefined;
    return this.each(this.of(frame, call.callee), (callee): Certain => {
      if (callee.kind === 'class') return [{ kind: 'instance', node: callee.node, parameters: [] }];
      if (callee.kind === 'function') return this.returned(this.calledFrame(frame, call, callee));
      if (callee.kind !== 'external') return undefined;
      const { name } = callee;
      if (name === 'builtins.dict' || name === 'builtins.list' || name === 'builtins.set')
        return [name === 'builtins.dict' ? mappingOf([], []) : containerOf([])];
      if (/^builtins\.dict\.(keys|values|items)$/.test(name)) return this.dictView(frame, call);
      const { returns } = this.inference.knowledge.harmless.call(name) ?? {};
      if (returns !== undefined) return [{ kind: 'external instance', name: returns }];
      if (!/^(fastapi|starlette)\.([\w.]+\.)?[A-Z]\w*$/.test(name)) return undefined;
      return [{ kind: 'external instance', name: this.inference.knowledge.canonical(name) }];
    });
  }

  private dictView(frame: Frame, { callee }: CallFacts): Certain {
    if (callee.kind !== 'attribute') return undefined;
    return this.each(this.of(frame, callee.object), (owner): Certain => {
      if (owner.kind !== 'container' || !owner.keys) return undefined;
      if (callee.name === 'keys') return [containerOf(owner.keys)];
      if (callee.name === 'values') return [containerOf(owner.items)];
      return [containerOf([{ kind: 'tuple', items: [owner.keys, owner.items] }])];
    });
  }

  /** A function as a call runs it. */
  calledFrame(frame: Frame, call: CallFacts, callee: Value & { kind: 'function' }): Frame {
    const { node, receiver } = callee;
    const { parameters } = node.facts;
    const given = writtenArguments(
      node.facts,
      call,
      isBound(node, receiver),
      new Set(parameters.map(({ name }) => name)),
    );
    const isOpen = call.arguments.some(({ keyword }) => keyword === '*' || keyword === '**');
    const known = new Map<string, Certain>();
    for (const parameter of parameters) {
      const value = given.get(parameter.name);
      const from = value === parameter.default ? frameWithout(this.scopeOf(node)) : frame;
      known.set(parameter.name, value && !isOpen && parameter.star === '' ? this.of(from, value) : undefined);
    }
    const [first] = parameters;
    if (first && isBound(node, receiver)) known.set(first.name, receiver && [receiver]);
    return { node, parameters: known };
  }

  /** What a call of a function gives. */
  private returned(frame: Frame): Certain {
    const { facts } = frame.node;
    if (facts.kind !== 'def' || facts.isGenerator || facts.isStub) return undefined;
    const values = () => joined(facts.returns.map((expression) => this.of(frame, expression)));
    return this.once(facts, () => (facts.alwaysReturns ? values() : joined([values(), [none]])));
  }

  // What FastAPI fills

  /** A path operation or a dependency as FastAPI calls it. */
  frameworkFrame(node: FunctionNode): Frame {
    let frame = this.frames.get(node);
    if (frame) return frame;
    const known = new Map<string, Certain>();
    // Worked out when the function is seen to use it.
    const get = (name: string): Certain => {
      if (known.has(name)) return known.get(name);
      const parameter = node.facts.parameters.find((one) => one.name === name);
      known.set(name, undefined);
      known.set(name, parameter && this.parameter(node, parameter));
      return known.get(name);
    };
    frame = { node, parameters: { get } };
    this.frames.set(node, frame);
    return frame;
  }

  private parameter(node: FunctionNode, parameter: ParameterFacts): Certain {
    const owner = classOf(node);
    if (owner && parameter === node.facts.parameters[0]) {
      const isOnly = this.inference.classes.subclasses(owner).length === 0;
      return isOnly ? [{ kind: 'instance', node: owner, parameters: [] }] : undefined;
    }
    return parameter.star === '' ? this.filledIn(node, parameter) : undefined;
  }

  private filledIn(node: FunctionNode, parameter: ParameterFacts): Certain {
    const providers = this.inference.dependencies.providers(node, parameter);
    if (providers) return providers.length === 1 && providers[0] ? this.provided(providers[0]) : undefined;
    if (!parameter.annotation) return undefined;
    const scope = this.scopeOf(node);
    const declared = this.declared.of(scope, parameter.annotation);
    return declared && joined([declared, this.default(frameWithout(scope), parameter.default)]);
  }

  /** What a dependency gives to those that depend on it. */
  private provided(provider: Value): Certain {
    if (provider.kind === 'class') return [{ kind: 'instance', node: provider.node, parameters: [] }];
    if (provider.kind !== 'function' || provider.receiver || provider.node.facts.decorators.length > 0)
      return undefined;
    const { facts } = provider.node;
    if (facts.isStub || facts.kind === 'lambda') return undefined;
    const frame = this.frameworkFrame(provider.node);
    if (!facts.isGenerator) {
      const values = () => joined(facts.returns.map((expression) => this.of(frame, expression)));
      return this.once(facts, () => (facts.alwaysReturns ? values() : joined([values(), [none]])));
    }
    return this.once(facts, () => joined(facts.yields.map((expression) => this.of(frame, expression))));
  }

  /**
   * What is taken where nothing is given: FastAPI and pydantic do not look at defaults. The empty list where something must be
   * given.
   */
  private default(frame: Frame, expression: Expression | undefined): Certain {
    if (!expression || expression.kind === 'other') return [];
    // An empty list among lists.
    if (expression.kind === 'collection' && expression.items.length === 0) return [];
    if (expression.kind !== 'call') return this.of(frame, expression);
    const call = frame.node.module.facts.calls[expression.call];
    const callee = call && this.of(frame, call.callee);
    const isField = callee?.every((value) => value.kind === 'external' && fieldMaker.test(value.name));
    if (!call || !isField || call.arguments.some(({ keyword }) => keyword === 'default_factory' || keyword === '**'))
      return undefined;
    const given = call.arguments.find(({ keyword }) => keyword === 'default') ?? call.arguments[0];
    if (!given || (given.keyword !== undefined && given.keyword !== 'default')) return [];
    return this.default(frame, given.value);
  }

  private scopeOf(node: FunctionNode): FunctionNode {
    return enclosingFunction(node) ?? node;
  }
}

/** What makes parameters and fields. */
const fieldMaker = /^(fastapi|pydantic)\.(\w+\.)*(Query|Path|Body|Header|Cookie|Form|File|Field)$/;
const stateful = /^(fastapi\.(Request|FastAPI|WebSocket)|starlette\.requests\.HTTPConnection)$/;
const none: Value = { kind: 'external instance', name: 'None' };
const string: Value = { kind: 'external instance', name: 'builtins.str' };

/** A function of which is not known what its parameters hold. */
function frameWithout(node: FunctionNode): Frame {
  return { node, parameters: nothingKnown };
}

/** All possibilities of several expressions; undefined if one of them is not certain, or if they are too many. */
function joined(lists: readonly Certain[]): Certain {
  const byKey = new Map<string, Value>();
  for (const list of lists) {
    if (!list) return undefined;
    for (const value of list) byKey.set(valueKey(value), value);
  }
  return byKey.size > 8 ? undefined : [...byKey.values()];
}

function filled(values: readonly Value[] | undefined): Certain {
  return values && values.length > 0 ? values : undefined;
}

function iterated(container: Value & { kind: 'container' }): Certain {
  return container.generator ? undefined : filled(container.keys ?? container.items);
}

/** What a subscript gives. */
function itemOf(value: Value): Certain {
  if (value.kind === 'container') return value.generator ? undefined : filled(value.items);
  if (value.kind === 'external instance') return value.name === 'builtins.str' ? [value] : undefined;
  return value.kind === 'external' && /^(builtins|typing)\.\w+$/.test(value.name) ? [value] : undefined;
}

/** A container of which is not known what else has been put into it. */
function emptied(value: Value): Value {
  if (value.kind !== 'container') return value;
  return value.keys ? mappingOf([], []) : containerOf([]);
}

function lastName(target: string): string {
  return target.slice(target.lastIndexOf('.') + 1);
}
