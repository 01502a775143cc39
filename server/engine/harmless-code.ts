import type { HarmlessArguments } from '../knowledge/knowledge-schema.ts';
import type { CertainSource } from './certain-values.ts';
import { type Certain, CertainValues, type Frame } from './certain-values.ts';
import type { HarmlessIndex } from './harmless-index.ts';
import type { Inference } from './inference.ts';
import type { AttributeExpression, BindingFacts, CallFacts, Expression, OperationFacts } from './module-facts.ts';
import { standardLibrary } from './standard-library.ts';
import { asCall, type ClassNode, type FunctionNode, type Value } from './value.ts';

/** Operators whose result may be of any size, except between numbers. */
const growing = /^__r?(i?)(mul|matmul)__$/;
/** Operators whose result may be of any size. */
const exploding = /^__[ri]?(pow|lshift)__$/;
/** Loops of at most so many rounds take no time. */
const mostRounds = 1000;

/**
 * Tells which functions certainly neither wait nor compute for long: every call in them, and in what they call, has a known
 * and harmless target, and so has everything that the syntax runs. What is not certain counts as harmful.
 */
export class HarmlessCode {
  readonly values: CertainValues;
  private readonly inference: Inference;
  private readonly harmless: HarmlessIndex;
  private readonly running = new Set<FunctionNode>();

  constructor(source: CertainSource) {
    this.values = new CertainValues(source);
    this.inference = source.inference;
    this.harmless = source.inference.knowledge.harmless;
  }

  /** Whether a path operation or a dependency is harmless as FastAPI calls it. */
  isHarmless(node: FunctionNode): boolean {
    return this.runs(this.values.frameworkFrame(node));
  }

  /** Whether a function is harmless in a call. @param inLoop The call is repeated for each of some items. */
  private runs(frame: Frame, inLoop = false): boolean {
    const { facts, module } = frame.node;
    const depth = this.running.size;
    if (this.running.has(frame.node) || depth > 12 || module.isLibrary || module.facts.syntaxErrors.length > 0)
      return false;
    if (facts.hasUntold || facts.firstWhile >= 0 || facts.contexts.length > 0 || facts.awaits.length > 0) return false;
    const definesMore =
      module.facts.imports.some((statement) => statement.function === frame.node.index && frame.node.index > 0) ||
      module.classes.some((cls) => cls.facts.function === frame.node.index) ||
      module.functions.some((inner) => inner.facts.parent === frame.node.index && inner.facts.decorators.length > 0);
    if (definesMore) return false;
    const loops = facts.loops.filter(({ value }) => !isDisplay(value));
    if (loops.length > 1 || (loops.length > 0 && inLoop)) return false;
    this.running.add(frame.node);
    try {
      return (
        facts.loops.every(({ value, isAsync }) => !isAsync && this.isShort(frame, value)) &&
        facts.attributes.every((attribute) => this.isReadable(frame, attribute)) &&
        facts.operations.every((operation) => this.isQuick(frame, operation)) &&
        facts.bindings.every((binding) => this.binds(frame, binding)) &&
        facts.calls.every((index) => this.calls(frame, module.facts.calls[index], inLoop || loops.length > 0))
      );
    } finally {
      this.running.delete(frame.node);
    }
  }

  // Calls

  private calls(frame: Frame, call: CallFacts | undefined, inLoop: boolean): boolean {
    if (!call || (call.callee.kind === 'attribute' && !this.isChainReadable(frame, call.callee))) return false;
    if (call.arguments.some(({ keyword }) => keyword === '*' || keyword === '**')) return false;
    const callees = this.values.of(frame, call.callee);
    return isSome(callees) && callees.every((callee) => this.isHarmlessCallee(frame, call, callee, inLoop));
  }

  private isHarmlessCallee(frame: Frame, call: CallFacts, callee: Value, inLoop: boolean): boolean {
    switch (callee.kind) {
      case 'function': {
        const { facts } = callee.node;
        if (facts.kind !== 'def' || facts.isGenerator || facts.isStub) return false;
        if (this.inference.declared.blockerOf(callee.node)) return false;
        return this.runs(this.values.calledFrame(frame, call, callee), inLoop);
      }
      case 'class':
        return this.isBuilt(frame, call, callee.node, inLoop);
      case 'external': {
        if (this.inference.knowledge.find(callee.name)?.declared) return false;
        const known =
          this.harmless.call(this.inference.knowledge.canonical(callee.name)) ?? this.harmless.call(callee.name);
        return known !== undefined && this.fits(frame, call, known.takes);
      }
      default:
        return false;
    }
  }

  private fits(frame: Frame, call: CallFacts, takes: HarmlessArguments): boolean {
    const given = call.arguments;
    const [first] = given;
    switch (takes) {
      case 'anything':
        return true;
      case 'nothing':
        return given.length === 0;
      case 'values':
        return given.every(({ value }) => this.isValue(frame, value));
      case 'keywords':
        return given.every(({ keyword }) => keyword !== undefined);
      case 'sized':
        return given.length === 1 && first !== undefined && this.hasPlainTruth(frame, first.value);
      case 'key':
        return !first || this.isValue(frame, first.value) || callName(call) === 'append';
    }
  }

  /** Whether making an object of a class of the project is harmless. */
  private isBuilt(frame: Frame, call: CallFacts, cls: ClassNode, inLoop: boolean): boolean {
    const { classes } = this.values;
    const shape = classes.shape(cls);
    if (!shape || !this.makesFields(cls, new Set())) return false;
    const init = this.inference.classes.findMethod(cls, '__init__');
    const receiver: Value = { kind: 'instance', node: cls, parameters: [] };
    if (init) {
      if (init.facts.decorators.length > 0 || shape === 'model' || shape === 'enum') return false;
      return this.runs(this.values.calledFrame(frame, call, { kind: 'function', node: init, receiver }), inLoop);
    }
    return shape !== 'dataclass' || this.inference.classes.findMethod(cls, '__post_init__') === undefined;
  }

  /** Whether the fields of a class are filled without code of the project, and those of the models in them. */
  private makesFields(cls: ClassNode, seen: Set<ClassNode>): boolean {
    if (seen.has(cls)) return true;
    seen.add(cls);
    const shape = this.values.classes.shape(cls);
    if (!shape || (shape === 'model' && this.values.classes.hasValidators(cls))) return false;
    if (shape !== 'model' && shape !== 'dataclass') return true;
    return this.inference.classes.lineage(cls).classes.every(({ facts, module }) =>
      facts.bindings.every(({ value, annotation }) => {
        const scope = module.functions[facts.function];
        const made = asCall(module, value);
        const factory = made?.arguments.find(({ keyword }) => keyword === 'default_factory')?.value;
        const makers = factory && scope ? this.inference.evaluate(scope, factory) : [];
        const isQuick = makers.every(
          (maker) => maker.kind === 'external' && this.harmless.call(maker.name) !== undefined,
        );
        if (factory && (makers.length === 0 || !isQuick)) return false;
        const types = annotation && scope ? this.inference.types.of(scope, annotation, cls) : [];
        return (
          !hasCall(annotation) && types.every((type) => type.kind !== 'instance' || this.makesFields(type.node, seen))
        );
      }),
    );
  }

  // What the syntax runs

  /** Whether the attributes on the way to the last one of an expression can be read. */
  private isChainReadable(frame: Frame, { object }: AttributeExpression): boolean {
    return object.kind !== 'attribute' || this.isReadable(frame, object);
  }

  private isReadable(frame: Frame, attribute: AttributeExpression): boolean {
    if (!this.isChainReadable(frame, attribute)) return false;
    const owners = this.values.of(frame, attribute.object);
    return isSome(owners) && owners.every((owner) => this.isReadableOf(owner, attribute.name));
  }

  private isReadableOf(owner: Value, name: string): boolean {
    switch (owner.kind) {
      case 'module':
        return !this.values.hasGetattr(owner.key);
      case 'external':
        return standardLibrary.has(rootOf(owner.name)) || /^(fastapi|starlette|pydantic)$/.test(rootOf(owner.name));
      case 'external instance':
        return name === 'state' || this.harmless.attribute(owner.name, name) !== undefined;
      case 'state':
        return true;
      case 'class':
        return this.values.classes.shape(owner.node) !== undefined && !this.values.classes.property(owner.node, name);
      case 'instance': {
        const property = this.values.classes.property(owner.node, name);
        if (!property) return this.values.classes.isStored(owner.node, name);
        const [self] = property.facts.parameters;
        const isAlone = property.facts.decorators.length === 1 && this.values.classes.shape(owner.node) !== undefined;
        return (
          isAlone && self !== undefined && this.runs({ node: property, parameters: new Map([[self.name, [owner]]]) })
        );
      }
      default:
        return false;
    }
  }

  private binds(frame: Frame, { target, manner, value, unpack }: BindingFacts): boolean {
    if (unpack.length > 0 && manner !== 'iterate') {
      const values = value ? this.values.of(frame, value) : undefined;
      if (
        !isSome(values) ||
        !values.every((one) => one.kind === 'tuple' || (one.kind === 'container' && !one.generator))
      )
        return false;
    }
    const dot = target.lastIndexOf('.');
    if (dot < 0) return true;
    const name = target.slice(dot + 1);
    const owners = this.values.of(frame, ownerOf(frame.node, target.slice(0, dot)));
    return isSome(owners) && owners.every((owner) => this.isAssignable(owner, name));
  }

  private isAssignable(owner: Value, name: string): boolean {
    if (owner.kind === 'state') return true;
    if (owner.kind === 'external instance') return owner.name === 'fastapi.Response' && name === 'status_code';
    return owner.kind === 'instance' && this.values.classes.isAssignable(owner.node, name);
  }

  private isQuick(frame: Frame, { object, other, methods }: OperationFacts): boolean {
    const [method = ''] = methods;
    if (exploding.test(method)) return false;
    if (growing.test(method)) return this.isNumber(frame, object) && other !== undefined && this.isNumber(frame, other);
    switch (method) {
      case '__bool__':
        return this.hasPlainTruth(frame, object);
      case '__getitem__':
      case '__setitem__':
      case '__delitem__':
        return this.isStore(frame, object) && (!other || other.kind === 'slice' || this.isValue(frame, other));
      case '__contains__':
        return this.isSearched(frame, object) && (!other || this.isValue(frame, other));
      default:
        return this.isValue(frame, object) && (!other || this.isValue(frame, other));
    }
  }

  /** Whether an expression gives a value of Python's own whose operators are quick, or a tuple or list of such. */
  private isValue(frame: Frame, expression: Expression): boolean {
    switch (expression.kind) {
      case 'literal':
      // What operators make of operands that are looked at on their own.
      case 'other':
        return true;
      case 'choice':
        return expression.options.every((option) => this.isValue(frame, option));
      case 'collection':
        return [...expression.items, ...expression.keys].every((item) => this.isValue(frame, item));
      default: {
        const values = this.values.of(frame, expression);
        return isSome(values) && values.every((value) => this.isPlain(value));
      }
    }
  }

  private isPlain(value: Value): boolean {
    switch (value.kind) {
      case 'external instance':
        return value.name === 'None' || this.harmless.isValue(value.name);
      case 'external':
        return /^((fastapi|starlette)\.status|http\.HTTPStatus|datetime\.timezone)\.\w+$/.test(value.name);
      case 'tuple':
        return value.items.every((items) => items.length > 0 && items.every((item) => this.isPlain(item)));
      case 'container':
        return value.items.length > 0 && [...value.items, ...(value.keys ?? [])].every((item) => this.isPlain(item));
      case 'instance':
        return this.values.classes.shape(value.node) === 'enum' && !this.hasOperators(value.node);
      default:
        return false;
    }
  }

  private hasOperators(cls: ClassNode): boolean {
    return this.inference.classes
      .lineage(cls)
      .classes.some(({ facts, module }) =>
        facts.methods.some((index) => module.functions[index]?.facts.name.startsWith('__') === true),
      );
  }

  private isNumber(frame: Frame, expression: Expression): boolean {
    const values = this.values.of(frame, expression);
    return (
      isSome(values) &&
      values.every((value) => value.kind === 'external instance' && this.harmless.isNumber(value.name))
    );
  }

  /** Whether a value is true, or how many items it has, is told without code of the project. */
  private hasPlainTruth(frame: Frame, expression: Expression): boolean {
    if (this.isValue(frame, expression)) return true;
    const values = this.values.of(frame, expression);
    return (
      isSome(values) &&
      values.every((value) => {
        if (value.kind === 'instance') {
          return (
            this.values.classes.shape(value.node) !== undefined &&
            !this.hasOperatorsBut(value.node, /^__(init|post_init|str|repr)__$/)
          );
        }
        if (value.kind === 'container') return !value.generator;
        if (value.kind === 'external instance' && value.name.startsWith('starlette.datastructures.')) return true;
        return value.kind === 'tuple' || value.kind === 'function' || value.kind === 'class' || this.isPlain(value);
      })
    );
  }

  private hasOperatorsBut(cls: ClassNode, allowed: RegExp): boolean {
    return this.inference.classes.lineage(cls).classes.some(({ facts, module }) =>
      facts.methods.some((index) => {
        const name = module.functions[index]?.facts.name ?? '';
        return name.startsWith('__') && !allowed.test(name);
      }),
    );
  }

  /** Whether what is read or written with a subscript is a container of Python's own, or one of a request. */
  private isStore(frame: Frame, expression: Expression): boolean {
    const values = this.values.of(frame, expression);
    return (
      isSome(values) &&
      values.every((value) => {
        if (value.kind === 'container') return !value.generator;
        if (value.kind === 'external instance') {
          return (
            value.name === 'builtins.str' ||
            /^starlette\.datastructures\.(Mutable)?(Headers|QueryParams)$/.test(value.name)
          );
        }
        if (value.kind === 'external') return /^(builtins|typing)\.\w+$|^os\.environ$/.test(value.name);
        return value.kind === 'tuple';
      })
    );
  }

  /** Whether `in` finds something by a few comparisons of plain values. */
  private isSearched(frame: Frame, expression: Expression): boolean {
    const values = this.values.of(frame, expression);
    return (
      isSome(values) &&
      values.every((value) => {
        if (value.kind === 'container') return value.keys !== undefined || this.isPlain(value);
        if (value.kind === 'external instance') {
          return (
            value.name === 'builtins.str' ||
            /^starlette\.datastructures\.(Mutable)?(Headers|QueryParams)$/.test(value.name)
          );
        }
        return this.isPlain(value);
      })
    );
  }

  /** Whether a loop goes through few items: those written in place, a constant, or what a request has brought. */
  private isShort(frame: Frame, expression: Expression): boolean {
    if (expression.kind === 'collection') return expression.items.length <= mostRounds;
    if (expression.kind === 'call') {
      const call = frame.node.module.facts.calls[expression.call];
      const callees = call ? this.values.of(frame, call.callee) : undefined;
      if (!call || !isSome(callees)) return false;
      return callees.every((callee) => {
        if (callee.kind !== 'external') return false;
        if (/^builtins\.dict\.(keys|values|items)$/.test(callee.name)) {
          return call.callee.kind === 'attribute' && this.isShort(frame, call.callee.object);
        }
        return false;
      });
    }
    const values = this.values.of(frame, expression);
    if (!isSome(values) || !values.every((value) => value.kind === 'container' && !value.generator)) return false;
    if (expression.kind === 'name') return !this.values.isGrown(expression.name);
    return expression.kind === 'attribute' && !this.values.isGrown(expression.name);
  }
}

function isSome(values: Certain): values is readonly [Value, ...Value[]] {
  return values !== undefined && values.length > 0;
}

function isDisplay(expression: Expression): boolean {
  return expression.kind === 'collection';
}

function rootOf(name: string): string {
  return name.split('.', 1)[0] ?? name;
}

function callName({ callee }: CallFacts): string {
  return callee.kind === 'attribute' ? callee.name : '';
}

/** Whether an annotation makes something when it is read, such as `Annotated[str, AfterValidator(check)]`. */
function hasCall(annotation: Expression | undefined): boolean {
  switch (annotation?.kind) {
    case 'call':
      return true;
    case 'subscript':
      return annotation.index.some(hasCall);
    case 'choice':
      return annotation.options.some(hasCall);
    case 'collection':
      return annotation.items.some(hasCall);
    default:
      return false;
  }
}

/** The expression before the last dot of a target; `self` stands for the first parameter, whatever it is called. */
function ownerOf({ facts }: FunctionNode, target: string): Expression {
  const [first = '', ...names] = target.split('.');
  const isOwn = first === 'self' && facts.class >= 0;
  const at = { start: facts.bodyStart, end: facts.bodyStart };
  return names.reduce<Expression>((object, name) => ({ kind: 'attribute', object, name, ...at }), {
    kind: 'name',
    name: isOwn ? (facts.parameters[0]?.name ?? first) : first,
    ...at,
  });
}
