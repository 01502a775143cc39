import { isMemoized } from './decorated-functions.ts';
import { nameOf, optionsOf } from './expression-name.ts';
import type { Inference } from './inference.ts';
import type { BindingFacts, Expression, FunctionFacts } from './module-facts.ts';
import { type Definition, visibleAt } from './scope-names.ts';
import { isTestModule } from './test-module.ts';
import { type ClassNode, classOf, enclosingFunction, type FunctionNode, type Module, type Value } from './value.ts';

/** One of the things that an expression can be. */
export interface MadeValue {
  readonly value: Value;
  /** Python refuses to await it. */
  readonly isPlain: boolean;
  /** An object of exactly this class, and not of a subclass. */
  readonly isExact: boolean;
}

/** Bases whose objects nobody can await. */
const plainBase =
  /^(builtins\.\w+|object|abc\.ABC|enum\.\w+|typing(_extensions)?\.(Generic|Protocol|NamedTuple|TypedDict)|pydantic(\.\w+)*\.BaseModel|pydantic_settings\.BaseSettings|sqlalchemy\.orm\.(\w+\.)*DeclarativeBase|sqlmodel\.SQLModel|threading\.Thread|dict|list|str|Exception)$/;

/** Built-in and standard library functions that give nothing to await. */
const plainFunction =
  /^(builtins\.(print|len|sorted|list|dict|set|frozenset|tuple|str|int|float|complex|bool|bytes|bytearray|repr|ascii|round|isinstance|issubclass|hasattr|callable|range|enumerate|zip|filter|any|all|abs|format|hash|id|ord|chr|open|input|vars|dir|setattr|delattr|divmod)|json\.(dumps?|loads?)|time\.\w+|uuid\.uuid\d|math\.\w+|random\.\w+|os\.(path\.)?[a-z]\w*|shutil\.[a-z]\w*|logging\.(debug|info|warning|error|exception|critical|log|basicConfig|getLogger)|re\.(match|search|fullmatch|sub|findall|split|compile|escape))$/;

/** Classes of libraries whose objects nobody can await. */
const plainClass =
  /^((fastapi|starlette)\.(\w+\.)*(\w*Response|HTTPException)|pathlib\.\w+|datetime\.\w+|decimal\.Decimal|uuid\.UUID|collections\.\w+)$/;

/** Methods that may be coroutines beside the others of their class, whatever is said of those: `ainvoke`. */
const asyncMethod = /^a[a-z]|async/;

/** Decorators that give back the class. */
const keepsClass = /^(dataclass|define|frozen|final|total_ordering|runtime_checkable)$/;

const deepest = 10;

/**
 * What expressions certainly are: every possibility, found in what the code makes and not in what it declares. Parameters,
 * annotations, what is iterated, inherited from unknown bases or decorated with unknown decorators give no answer.
 */
export class MadeValues {
  private readonly inference: Inference;
  private readonly results = new Map<FunctionNode, readonly MadeValue[] | undefined>();
  /** Names of attributes that code outside of the object's own methods assigns. */
  private assignedOutside: ReadonlySet<string> | undefined;
  private readonly modules: Iterable<Module>;
  private readonly knownLineages = new Map<ClassNode, boolean>();
  private readonly plainObjects = new Map<ClassNode, boolean>();
  private readonly attributes = new Map<ClassNode, ReadonlyMap<string, readonly AttributeBinding[]>>();

  constructor(inference: Inference, modules: Iterable<Module>) {
    this.inference = inference;
    this.modules = modules;
  }

  /** Everything that an expression of a function can be; undefined where something of it is not certain. */
  of(scope: FunctionNode, expression: Expression, depth = 0): readonly MadeValue[] | undefined {
    if (depth > deepest) return undefined;
    switch (expression.kind) {
      case 'literal':
      case 'collection':
      case 'lambda':
        return this.inference.evaluate(scope, expression).map((value) => ({ value, isPlain: true, isExact: true }));
      case 'choice':
        return joined(optionsOf(expression).map((option) => this.of(scope, option, depth + 1)));
      case 'name':
        return this.named(scope, expression.name, expression.start, depth);
      case 'attribute': {
        const owners = this.of(scope, expression.object, depth + 1);
        return owners && joined(owners.filter(isObject).map((owner) => this.member(owner, expression.name, depth)));
      }
      case 'call': {
        const call = scope.module.facts.calls[expression.call];
        const callees = call && this.of(scope, call.callee, depth + 1);
        if (!callees || callees.length === 0) return undefined;
        return joined(callees.map((callee) => this.called(callee, depth)));
      }
      default:
        return undefined;
    }
  }

  /** Everything that calling a function of the project can give; undefined where something of it is not certain. */
  resultsOf(node: FunctionNode, depth = 0): readonly MadeValue[] | undefined {
    if (this.results.has(node)) return this.results.get(node);
    // A function that calls itself is not certain while it is looked at.
    this.results.set(node, undefined);
    const found = this.resultsNew(node, depth);
    this.results.set(node, found);
    return found;
  }

  private resultsNew(node: FunctionNode, depth: number): readonly MadeValue[] | undefined {
    const { facts } = node;
    if (depth > deepest || facts.kind === 'module') return undefined;
    if (this.inference.decorators.isContextManager(node) || facts.isGenerator) {
      return this.inference
        .call({ kind: 'function', node, receiver: undefined })
        .map((value) => ({ value, isPlain: true, isExact: true }));
    }
    if (facts.kind === 'async def' || facts.isStub || isMemoized(node)) return undefined;
    const returned = joined(facts.returns.map((expression) => this.of(node, expression, depth + 1)));
    return returned && (facts.mayEnd && facts.kind === 'def' ? [...returned, nothing] : returned);
  }

  private named(scope: FunctionNode, name: string, position: number, depth: number): readonly MadeValue[] | undefined {
    for (let at: FunctionNode | undefined = scope; at; at = enclosingFunction(at)) {
      const definitions = this.inference.scopes.of(at).get(name);
      if (!definitions) continue;
      const visible = visibleAt(definitions, position, at === scope);
      if (visible.length === 0) return undefined;
      const owner = at;
      return joined(visible.map((definition) => this.definition(owner, name, definition, depth)));
    }
    const [builtin] = this.inference.lookUp(scope, name);
    if (builtin?.kind !== 'external' || !builtin.name.startsWith('builtins.')) return undefined;
    return [{ value: builtin, isPlain: true, isExact: true }];
  }

  private definition(
    scope: FunctionNode,
    name: string,
    definition: Definition,
    depth: number,
  ): readonly MadeValue[] | undefined {
    switch (definition.kind) {
      case 'function':
        return this.isUntouched(definition.node)
          ? [asIs({ kind: 'function', node: definition.node, receiver: undefined })]
          : undefined;
      case 'class':
        return this.isPlainClass(definition.node)
          ? [asIs({ kind: 'class', node: definition.node, parameters: [] })]
          : undefined;
      case 'import':
        return this.imported(scope, name, depth);
      case 'binding':
        return this.bound(definition.scope ?? scope, definition.binding, depth);
      case 'parameter':
        return this.parameter(scope, definition.parameter.name, depth);
    }
  }

  private imported(scope: FunctionNode, name: string, depth: number): readonly MadeValue[] | undefined {
    const values = this.inference.lookUp(scope, name);
    const [only] = values;
    if (!only || values.length > 1) return undefined;
    switch (only.kind) {
      case 'external':
      case 'module':
        return [asIs(only)];
      case 'class':
        return this.isPlainClass(only.node) && this.isOnly(only.node.module.functions[0], only.node.facts.name)
          ? [asIs(only)]
          : undefined;
      case 'function':
        return this.isUntouched(only.node) && this.isOnly(enclosingFunction(only.node), only.node.facts.name)
          ? [asIs(only)]
          : undefined;
      default: {
        const from = this.inference.aliases.definitionOf(scope, name);
        const definitions = from ? [...this.inference.scopes.of(from.scope)] : [];
        const [target, [definition, ...others]] = definitions.find(([, [first]]) =>
          isMadeBy(first, from?.expression),
        ) ?? ['', []];
        if (!from || definition?.kind !== 'binding' || others.length > 0 || this.isAssignedOutside(target))
          return undefined;
        return this.bound(from.scope, definition.binding, depth + 1);
      }
    }
  }

  /** Whether a scope defines a name in one place only. */
  private isOnly(scope: FunctionNode | undefined, name: string): boolean {
    return scope !== undefined && this.inference.scopes.of(scope).get(name)?.length === 1;
  }

  private bound(scope: FunctionNode, binding: BindingFacts, depth: number): readonly MadeValue[] | undefined {
    const isWhole = binding.unpack.length === 0 && (binding.manner === 'assign' || binding.manner === 'annotate');
    return isWhole && binding.value ? this.of(scope, binding.value, depth + 1) : undefined;
  }

  /** The object that a method is called on, and what FastAPI makes for a parameter. */
  private parameter(scope: FunctionNode, name: string, depth: number): readonly MadeValue[] | undefined {
    const parameter = scope.facts.parameters.find((candidate) => candidate.name === name);
    const owner = classOf(scope);
    if (!parameter) return undefined;
    if (owner && parameter === scope.facts.parameters[0] && /^(self|cls)$/.test(name)) {
      const kind = name === 'self' ? 'instance' : 'class';
      return [{ value: { kind, node: owner, parameters: [] }, isPlain: this.isPlainObject(owner), isExact: false }];
    }
    const providers = this.inference.dependencies.providers(scope, parameter);
    if (providers?.length !== 1) return undefined;
    return joined(
      providers.map((provider) => {
        // A generator gives what it yields, and what an `async def` gives is awaited.
        if (provider.kind === 'function' && (provider.node.facts.isGenerator || provider.node.facts.kind !== 'def')) {
          return undefined;
        }
        return this.called(asIs(provider), depth);
      }),
    );
  }

  /** What an attribute of a value is. */
  private member(owner: MadeValue, name: string, depth: number): readonly MadeValue[] | undefined {
    const { value } = owner;
    switch (value.kind) {
      case 'external':
        return [asIs({ kind: 'external', name: `${value.name}.${name}` })];
      case 'external instance':
        return this.inference.member(value, name).map(asIs);
      case 'module': {
        const members = this.inference.member(value, name);
        const [only] = members;
        if (!only || members.length > 1) return undefined;
        if (only.kind === 'module') return [asIs(only)];
        if (only.kind !== 'function' && only.kind !== 'class') return undefined;
        const isOwn = only.node.facts.name === name && this.isOnly(only.node.module.functions[0], name);
        const isKnown = only.kind === 'function' ? this.isUntouched(only.node) : this.isPlainClass(only.node);
        return isOwn && isKnown ? [asIs(only)] : undefined;
      }
      case 'class':
      case 'instance':
        return this.memberOfClass(owner, value.node, name, depth);
      default:
        return undefined;
    }
  }

  private memberOfClass(
    owner: MadeValue,
    cls: ClassNode,
    name: string,
    depth: number,
  ): readonly MadeValue[] | undefined {
    const { classes } = this.inference;
    if (this.isAssignedOutside(name)) return undefined;
    const rivals = owner.isExact ? [] : classes.subclasses(cls);
    const found = classes.findMethod(cls, name);
    const lineages = new Set([cls, ...rivals].flatMap((one) => classes.lineage(one).classes));
    const bindings = [...lineages].flatMap((one) => this.bindingsOf(one, name));
    if (found) {
      // A subclass, or a base that we do not know and that comes first, may have another one.
      const isFound = rivals.every((rival) => classes.findMethod(rival, name) === found);
      const isReached = classOf(found) === cls || this.isKnownLineage(cls);
      if (!isFound || !isReached || bindings.length > 0 || classes.isProperty(found) || !this.isUntouched(found)) {
        return undefined;
      }
      return [asIs({ kind: 'function', node: found, receiver: owner.value })];
    }
    if (bindings.length === 0 || !this.isKnownLineage(cls) || owner.value.kind !== 'instance') return undefined;
    return joined(bindings.map(({ scope, binding }) => this.bound(scope, binding, depth + 1)));
  }

  private called(callee: MadeValue, depth: number): readonly MadeValue[] | undefined {
    const { value } = callee;
    switch (value.kind) {
      case 'function':
        return this.resultsOf(value.node, depth + 1);
      case 'class': {
        const made: Value = { kind: 'instance', node: value.node, parameters: value.parameters };
        const isMadeElsewhere = this.inference.classes.findMethod(value.node, '__new__') !== undefined;
        if (isMadeElsewhere || !callee.isExact) return undefined;
        return [{ value: made, isPlain: this.isPlainObject(value.node), isExact: true }];
      }
      case 'instance': {
        const method = this.inference.classes.findMethod(value.node, '__call__');
        return method && callee.isExact && this.isUntouched(method) ? this.resultsOf(method, depth + 1) : undefined;
      }
      case 'external':
        return this.calledExternal(value.name);
      default:
        return undefined;
    }
  }

  /** What a library function that waits gives is what it has waited for. */
  private calledExternal(name: string): readonly MadeValue[] | undefined {
    const results = this.inference.call({ kind: 'external', name });
    const [result = { kind: 'external instance', name: 'builtins.object' } as const] = results;
    if (plainFunction.test(name)) return [{ value: result, isPlain: true, isExact: true }];
    const fact = this.inference.knowledge.find(name);
    if (fact?.entry.async || results.some(({ kind }) => kind === 'coroutine')) return undefined;
    const member = name.slice(name.lastIndexOf('.') + 1);
    const isNamed = fact !== undefined && !fact.declared && (!fact.name.endsWith('*') || !asyncMethod.test(member));
    if (isNamed && fact.entry.blocks && !fact.entry.iterator) return [{ value: result, isPlain: true, isExact: true }];
    // A class of a library: what its methods give is known, whether it can be awaited itself is not.
    return results.length === 1 ? [{ value: result, isPlain: plainClass.test(name), isExact: true }] : undefined;
  }

  /** Whether a name of a function is the function itself, as it is written. */
  private isUntouched(node: FunctionNode): boolean {
    const { decorators } = this.inference;
    if (this.isAssignedOutside(node.facts.name) || node.module.functions.some((other) => standsInstead(other, node))) {
      return false;
    }
    return decorators.isContextManager(node)
      ? node.facts.decorators.length === 1
      : decorators.unknownDecorators(node).length === 0;
  }

  /** Whether calling a class makes an object of it. */
  private isPlainClass(node: ClassNode): boolean {
    const { module, facts } = node;
    return facts.decorators.every((decorator) => {
      const expression = decorator.kind === 'call' ? module.facts.calls[decorator.call]?.callee : decorator;
      return expression !== undefined && keepsClass.test(nameOf(expression) ?? '');
    });
  }

  private isKnownLineage(cls: ClassNode): boolean {
    return remembered(this.knownLineages, cls, () => this.askLineage(cls));
  }

  private askLineage(cls: ClassNode): boolean {
    const { classes } = this.inference;
    return classes.lineage(cls).classes.every((one) => {
      const bases = classes.baseValues(one);
      return (
        bases.length === one.facts.bases.length &&
        bases.every((base) => base.kind === 'class' || (base.kind === 'external' && plainBase.test(base.name)))
      );
    });
  }

  /** Whether objects of a class cannot be awaited. */
  private isPlainObject(cls: ClassNode): boolean {
    return remembered(this.plainObjects, cls, () => this.askPlainObject(cls));
  }

  private askPlainObject(cls: ClassNode): boolean {
    const { classes } = this.inference;
    const all = [cls, ...classes.subclasses(cls)];
    return all.every(
      (one) =>
        this.isKnownLineage(one) &&
        classes.findMethod(one, '__await__') === undefined &&
        classes.lineage(one).classes.every((base) => this.bindingsOf(base, '__await__').length === 0),
    );
  }

  /** What the body of a class and its methods assign to an attribute. */
  private bindingsOf(cls: ClassNode, name: string): readonly AttributeBinding[] {
    return remembered(this.attributes, cls, () => attributeBindings(cls)).get(name) ?? [];
  }

  private isAssignedOutside(name: string): boolean {
    this.assignedOutside ??= attributesAssignedOutside(this.modules);
    return this.assignedOutside.has(name);
  }
}

const nothing: MadeValue = { value: { kind: 'external instance', name: 'None' }, isPlain: true, isExact: true };

/** A function, class, module or library name as it stands: no object that could be awaited. */
function asIs(value: Value): MadeValue {
  const isPlain = value.kind === 'function' || value.kind === 'class' || value.kind === 'module';
  return { value, isPlain, isExact: true };
}

/** `None` has no attributes: where one is read, it was something else. */
function isObject({ value }: MadeValue): boolean {
  return value.kind !== 'external instance' || value.name !== 'None';
}

function joined(lists: readonly (readonly MadeValue[] | undefined)[]): readonly MadeValue[] | undefined {
  const all: MadeValue[] = [];
  for (const list of lists) {
    if (!list) return undefined;
    all.push(...list);
  }
  return all;
}

/** Whether a name is defined by the assignment of an expression. */
function isMadeBy(definition: Definition | undefined, expression: Expression | undefined): boolean {
  return definition?.kind === 'binding' && expression !== undefined && definition.binding.value === expression;
}

/** Whether another definition of the same name may be the one that counts: `if x: async def f() … else: def f()`. */
function standsInstead(other: FunctionNode, node: FunctionNode): boolean {
  if (other === node || other.index === node.index) return false;
  const { name, parent, class: owner } = other.facts;
  return name === node.facts.name && parent === node.facts.parent && owner === node.facts.class && !other.facts.isStub;
}

/** Names of the attributes that the application assigns on other objects than `self` of a method. */
function attributesAssignedOutside(modules: Iterable<Module>): ReadonlySet<string> {
  const names = new Set<string>();
  const add = ({ bindings, class: owner }: FunctionFacts) => {
    for (const { target } of bindings) {
      const dot = target.lastIndexOf('.');
      if (dot >= 0 && (owner < 0 || !/^self\.\w+$/.test(target))) names.add(target.slice(dot + 1));
    }
  };
  for (const { path, functions } of modules) {
    if (!isTestModule(path)) for (const { facts } of functions) add(facts);
  }
  return names;
}

/** What has been asked of a class before; a base of a thousand classes is asked of a thousand times. */
function remembered<Answer>(known: Map<ClassNode, Answer>, cls: ClassNode, ask: () => Answer): Answer {
  let answer = known.get(cls);
  if (answer === undefined) {
    answer = ask();
    known.set(cls, answer);
  }
  return answer;
}

interface AttributeBinding {
  readonly scope: FunctionNode;
  readonly binding: BindingFacts;
}

/** What the body of a class and its methods assign to attributes, by their names. */
function attributeBindings(cls: ClassNode): ReadonlyMap<string, readonly AttributeBinding[]> {
  const byName = new Map<string, AttributeBinding[]>();
  const add = (name: string, scope: FunctionNode, binding: BindingFacts) => {
    const list = byName.get(name);
    if (list) list.push({ scope, binding });
    else byName.set(name, [{ scope, binding }]);
  };
  const outer = cls.module.functions[cls.facts.function];
  if (outer) for (const binding of cls.facts.bindings) add(binding.target, outer, binding);
  for (const index of cls.facts.methods) {
    const method = cls.module.functions[index];
    for (const binding of method?.facts.bindings ?? []) {
      if (method && binding.target.startsWith('self.')) add(binding.target.slice('self.'.length), method, binding);
    }
  }
  return byName;
}
