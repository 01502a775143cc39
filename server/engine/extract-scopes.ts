import { isDotted } from './dotted-name.ts';
import type { Mutable } from './draft-facts.ts';
import { dotted } from './expression-name.ts';
import { AnnotationExtraction } from './extract-annotations.ts';
import type { Lifetime } from './lazy-initialisation.ts';
import type {
  BindingFacts,
  BindingManner,
  CallFacts,
  ClassFacts,
  Expression,
  FunctionFacts,
  Guard,
  NameUse,
  ParameterFacts,
  Span,
  UnpackStep,
  Usage,
} from './module-facts.ts';
import { parameterBehind } from './parameter-guards.ts';
import { reflected, writing } from './special-methods.ts';
import type { TypeCheck } from './type-checks.ts';

/** The part of the extraction that knows where it is: in which function, class and branch, and what names get there. */
export abstract class ScopeExtraction extends AnnotationExtraction {
  protected readonly functions: Mutable<FunctionFacts>[] = [];
  protected readonly classes: Mutable<ClassFacts>[] = [];
  protected readonly calls: CallFacts[] = [];
  /** Function whose body is being walked. */
  protected current = 0;
  /** Class whose body is being walked directly; -1 inside its methods. */
  protected currentClass = -1;
  protected deferred = false;
  protected outsideServing = false;
  /** Innermost block of statements. */
  protected block: Span = { start: 0, end: 0 };
  protected loopStart = -1;
  /** The comprehension whose variables are being bound. */
  protected comprehensionSpan: Span | undefined;
  protected guards: readonly Guard[] = [];
  protected isConditional = false;
  protected isInBranch = false;
  protected once: Lifetime | undefined;
  /** Where the branch of a condition or an exception handler ends that the cursor is in; without one, the function. */
  protected branchEnd = 0;
  /** Call that the generator expression around the cursor is an argument of; -1 when none. */
  protected consumer = -1;
  protected argumentOf = -1;
  /** Names that the function has bound so far, with what it does with them. */
  private held: Map<string, NameUse[]> | undefined;
  /** What becomes of the value of the innermost `await` around the cursor. */
  protected awaitedAs: Usage | undefined;

  /** Reads the statement under the cursor. */
  protected abstract statement(): void;
  /** Reads the assignment under the cursor. */
  protected abstract assignment(): void;

  protected get fn(): Mutable<FunctionFacts> {
    return this.functions[this.current] as Mutable<FunctionFacts>;
  }

  protected classBindings(): BindingFacts[] | undefined {
    return this.currentClass >= 0 ? this.classes[this.currentClass]?.bindings : undefined;
  }

  /** An assignment target: names and attributes of `self` bind; in other targets only the calls matter. */
  protected target(
    manner: BindingManner,
    value: Expression | undefined,
    annotation: Expression | undefined,
    unpack: readonly UnpackStep[],
  ): void {
    const k = this.kinds;
    const kind = this.here;
    if (kind === k.identifier) this.bind(this.textHere(), manner, value, annotation, unpack);
    else if (kind === k.patternList || kind === k.tuple || kind === k.list || kind === k.expressionList) {
      let count = 0;
      let starred = -1;
      this.eachChild((child) => {
        if (child === k.ignored || child === k.comment) return;
        if (child === k.splatPattern) starred = count;
        count++;
      });
      let index = 0;
      this.eachChild((child) => {
        if (child === k.ignored || child === k.comment) return;
        const step =
          index === starred
            ? { from: starred, after: count - starred - 1 }
            : starred >= 0 && index > starred
              ? index - count
              : index;
        this.target(manner, value, undefined, [...unpack, step]);
        index++;
      });
    } else if (kind === k.attribute) {
      const written = this.textHere();
      if (isDotted(written)) this.bind(this.ownTarget(written), manner, value, annotation, unpack);
      else {
        this.fn.hasUntold = true;
        this.expression('other');
      }
    } else if (kind === k.subscript) {
      const written = this.expression('target');
      if (written.kind === 'subscript') this.operation(written.object, writing, written, written.index[0]);
      if (value && manner === 'assign' && unpack.length === 0 && written.kind === 'subscript') {
        this.insertion(written.object, value, false);
      }
    } else if (kind === k.parenthesized || kind === k.asPatternTarget || kind === k.splatPattern) {
      this.eachChild((child) => {
        if (child !== k.ignored) this.target(manner, value, annotation, unpack);
      });
    } else if (k.isExpression[kind]) this.expression('other');
  }

  /** Notes that a special method of an object runs. Of constants and of what is made in place it is never the project's. */
  protected operation(
    object: Expression | undefined,
    methods: readonly string[] | undefined,
    { start, end }: Span,
    other?: Expression,
  ): void {
    if (this.outsideServing) return;
    if (!object || !methods || this.deferred) this.fn.hasUntold = true;
    else if (object.kind === 'name' || object.kind === 'attribute' || object.kind === 'call')
      this.fn.operations.push({ object, methods, other, start, end });
    else if (object.kind === 'choice')
      for (const option of object.options) this.operation(option, methods, { start, end }, other);
    else if (!isMadeInPlace(object)) this.fn.hasUntold = true;
  }

  /** Notes what an operator asks its left operand; where that is made in place, it asks the right one. */
  protected binaryOperation(
    left: Expression | undefined,
    right: Expression | undefined,
    methods: readonly string[] | undefined,
    span: Span,
  ): void {
    if (!left || !right || !isMadeInPlace(left)) this.operation(left, methods, span, right);
    else this.operation(right, methods?.map(reflected), span, left);
  }

  /** An attribute of a method's first parameter as `self.x`, whatever the parameter is called; other names as they are. */
  protected ownTarget(name: string): string {
    const first = this.fn.parameters[0]?.name;
    const isOwn = this.fn.class >= 0 && /^\w+\.\w+$/.test(name) && name.startsWith(`${first}.`);
    return isOwn && first !== undefined ? `self.${name.slice(first.length + 1)}` : name;
  }

  protected insertion(container: Expression, value: Expression, isSpread: boolean): void {
    const name = container.kind === 'name' || container.kind === 'attribute' ? dotted(container) : undefined;
    if (name !== undefined) this.fn.insertions.push({ target: this.ownTarget(name), value, isSpread });
  }

  /** Notes what is known of the class of names between two offsets. */
  protected note(checks: readonly TypeCheck[], start: number, end: number): void {
    for (const one of checks) this.fn.typeChecks.push({ ...one, span: { start, end } });
  }

  protected bind(
    target: string,
    manner: BindingManner,
    value: Expression | undefined,
    annotation: Expression | undefined,
    unpack: readonly UnpackStep[],
    start = this.cursor.startIndex,
  ): void {
    const from = Math.max(start, value?.end ?? start);
    const binding: BindingFacts = {
      target,
      manner,
      value,
      annotation,
      unpack,
      start,
      decides: this.comprehensionSpan ?? { start: from, end: value || manner === 'capture' ? this.block.end : from },
      loopStart: this.loopStart,
      isLocal: this.comprehensionSpan !== undefined,
    };
    const ofClass = this.classBindings();
    (ofClass ?? this.fn.bindings).push(binding);
    if (!ofClass && this.current > 0 && !this.held?.has(target)) {
      this.held ??= new Map();
      this.held.set(target, []);
    }
  }

  protected qualified(name: string): string {
    const owner =
      this.currentClass >= 0
        ? this.classes[this.currentClass]?.qualifiedName
        : this.current > 0
          ? this.fn.qualifiedName
          : undefined;
    return owner ? `${owner}.${name}` : name;
  }

  protected inside(functionIndex: number, classIndex: number, walk: () => void): void {
    const { current, currentClass, deferred, argumentOf, guards, isConditional, once, branchEnd } = this;
    const { block, loopStart, isInBranch } = this;
    const { comprehensionSpan, held } = this;
    this.held = undefined;
    this.block = this.spanHere();
    this.loopStart = -1;
    this.comprehensionSpan = undefined;
    this.current = functionIndex;
    this.currentClass = classIndex;
    this.deferred = false;
    this.guards = [];
    this.isConditional = false;
    this.isInBranch = false;
    this.once = undefined;
    this.branchEnd = this.fn.span.end;
    walk();
    this.current = current;
    this.currentClass = currentClass;
    this.deferred = deferred;
    this.argumentOf = argumentOf;
    this.guards = guards;
    this.isConditional = isConditional;
    this.isInBranch = isInBranch;
    this.block = block;
    this.loopStart = loopStart;
    this.comprehensionSpan = comprehensionSpan;
    this.held = held;
    this.once = once;
    this.branchEnd = branchEnd;
  }

  /** Notes what is done with the name that an expression is, or that it takes attributes from. */
  protected noteUse(expression: Expression, usage: Usage, argumentOf: number): void {
    if (!this.held) return;
    let at = expression;
    let attribute: string | undefined;
    while (at.kind === 'attribute') {
      attribute = at.name;
      at = at.object;
    }
    const uses = at.kind === 'name' ? this.held.get(at.name) : undefined;
    if (!uses) return;
    const { start } = at;
    if (attribute === undefined) uses.push({ usage, start, attribute, argumentOf });
    else uses.push({ usage: 'object of attribute', start, attribute, argumentOf: -1 });
  }

  /** Keeps the names of the function that hold what calls gave, where all that becomes of them can be seen. */
  protected keepHeldNames(fn: Mutable<FunctionFacts>, index: number): void {
    if (!this.held) return;
    const inner = [...this.functions.slice(index + 1), ...this.classes.filter(({ function: of }) => of === index)];
    for (const [name, uses] of this.held) {
      if (!/^\w+$/.test(name) || fn.globals.includes(name)) continue;
      if (uses.length === 0 || uses.some(({ usage }) => usage === 'awaited')) continue;
      if (fn.parameters.some((parameter) => parameter.name === name)) continue;
      const holdsCalls = fn.bindings.some(
        ({ target, value, manner, unpack }) =>
          target === name &&
          unpack.length === 0 &&
          (manner === 'assign' || manner === 'annotate') &&
          (value?.kind === 'call' || value?.kind === 'collection'),
      );
      if (!holdsCalls) continue;
      const isSeenInside = inner.some(({ span }) => countWord(this.text.slice(span.start, span.end), name) > 0);
      if (!isSeenInside) fn.heldNames.push({ name, uses });
    }
  }

  protected parameterGuards(): readonly Guard[] {
    if (this.guards.length === 0) return this.guards;
    const parameters = [...this.fn.parameters, ...this.outerParameters()];
    return this.guards.flatMap((guard) => {
      const parameter = parameterBehind(guard.parameter, parameters, (name) => this.assignedText(name));
      if (parameter === undefined) return [];
      const given = this.parameterKeptIn(guard);
      return given === undefined ? { ...guard, parameter } : [guard, { ...guard, parameter: given }];
    });
  }

  /** The parameter that an attribute is where a condition asks for it: after `self.x = x` and nothing that could change it. */
  private parameterKeptIn({ parameter: attribute, at }: Guard): string | undefined {
    if (!attribute.startsWith('self.')) return undefined;
    const [binding, ...others] = this.fn.bindings.filter(({ target }) => target === attribute);
    const { value, decides, unpack, manner } = binding ?? {};
    if (others.length > 0 || value?.kind !== 'name' || unpack?.length !== 0 || !decides) return undefined;
    if (!/^(assign|annotate)$/.test(manner ?? '') || at < decides.start || at >= decides.end) return undefined;
    if (/\bself\.\w+\(|[(,]\s*self\s*[,)]/.test(this.text.slice(value.end, at))) return undefined;
    return this.fn.parameters.some(({ name, star }) => name === value.name && star === '') ? value.name : undefined;
  }

  /** Parameters of enclosing functions that the function sees, as a decorator's wrapper does those of the decorator. */
  protected outerParameters(): readonly ParameterFacts[] {
    const { parameters, bindings } = this.fn;
    const own = new Set([...parameters.map(({ name }) => name), ...bindings.map(({ target }) => target)]);
    const found: ParameterFacts[] = [];
    for (let at = this.functions[this.fn.parent]; at; at = this.functions[at.parent]) {
      found.push(...at.parameters.filter(({ name, star }) => star === '' && !own.has(name)));
      for (const { name } of at.parameters) own.add(name);
    }
    return found;
  }

  /** What the function has assigned to a local name so far, as written, when that is one thing. */
  protected assignedText(name: string): string | undefined {
    const bindings = this.fn.bindings.filter(({ target }) => target === name);
    const [only] = bindings;
    const value = bindings.length === 1 && only?.unpack.length === 0 ? only.value : undefined;
    return value && this.text.slice(value.start, value.end);
  }
}

/** How often a name stands in a text, as a whole word, at places that count. */
export function countWord(
  text: string,
  name: string,
  counts: (at: number, name: string) => boolean = () => true,
): number {
  let count = 0;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    if (/\w/.test(text[at - 1] ?? '') || /\w/.test(text[at + name.length] ?? '')) continue;
    if (counts(at, name)) count++;
  }
  return count;
}

/** Whether an expression gives something of Python's own, or what operators have made of operands that were looked at. */
function isMadeInPlace({ kind }: Expression): boolean {
  return kind === 'literal' || kind === 'collection' || kind === 'division' || kind === 'other';
}
