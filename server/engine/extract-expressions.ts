import { dottedExpression, identifierEnd, isDotted } from './dotted-name.ts';
import { type Mutable, newFunction } from './draft-facts.ts';
import { CallExtraction } from './extract-calls.ts';
import type {
  AttributeExpression,
  AwaitExpression,
  Expression,
  FunctionFacts,
  ParameterFacts,
  Span,
  Usage,
} from './module-facts.ts';
import { longestString } from './plain-arguments.ts';
import {
  binaryMethods,
  comparisonMethods,
  containment,
  formatting,
  reading,
  truth,
  unaryMethods,
} from './special-methods.ts';
import { checksOf, checksOfFailed } from './type-checks.ts';

/** Names that are types: `True` and the like are none. */
const star = '*'.charCodeAt(0);
/** Uses of an expression that is the beginning of a longer one. */
const partOfAnother: ReadonlySet<Usage> = new Set(['called', 'object of attribute', 'object of subscript', 'operand']);
const typeName = /^[A-Za-z_]\w*(\.\w+)*$/;

/**
 * The part of the extraction that reads expressions, and what they bind, call and await, into the facts of the function that
 * they stand in.
 */
export abstract class ExpressionExtraction extends CallExtraction {
  protected parameters(): ParameterFacts[] {
    const k = this.kinds;
    const parameters: ParameterFacts[] = [];
    this.eachChild((kind) => {
      if (kind === k.ignored || kind === k.comment) return;
      if (kind === k.identifier) {
        parameters.push({ name: this.textHere(), annotation: undefined, default: undefined, star: '' });
        return;
      }
      const written = this.textHere();
      if (kind === k.splatPattern) {
        const star = written.startsWith('**') ? '**' : '*';
        parameters.push({ name: written.replace(/^\*+/, ''), annotation: undefined, default: undefined, star });
        return;
      }
      let name = '';
      let annotation: Expression | undefined;
      let value: Expression | undefined;
      this.eachChild((child) => {
        if (child === k.ignored || child === k.comment) return;
        if (child === k.type) annotation = this.annotation();
        else if (name !== '') value = this.expression('default');
        else if (child === k.identifier || child === k.splatPattern) name = this.textHere();
      });
      const star = name.startsWith('**') ? '**' : name.startsWith('*') ? '*' : '';
      if (name !== '') parameters.push({ name: name.replace(/^\*+/, ''), annotation, default: value, star });
    });
    return parameters;
  }

  /** The expression under the cursor; `usage` tells what becomes of its value. */
  protected override expression(usage: Usage, forwarded = false): Expression {
    const read = this.read(usage, forwarded);
    if (usage === 'condition' && !forwarded) this.operation(read, truth, read);
    return read;
  }

  private read(usage: Usage, forwarded: boolean): Expression {
    const k = this.kinds;
    const kind = this.here;
    const start = this.cursor.startIndex;
    if (usage !== 'argument' && !forwarded) this.argumentOf = -1;
    if (kind === k.identifier) {
      const end = identifierEnd(this.text, start);
      const name: Expression = { kind: 'name', name: this.text.slice(start, end), start, end };
      this.noteUse(name, usage, this.argumentOf);
      return name;
    }
    const end = this.cursor.endIndex;
    const isStarred = this.text.charCodeAt(start) === star && kind !== k.listSplat && kind !== k.dictionarySplat;
    return isStarred ? this.starred(kind, usage, start, end) : this.readNode(kind, usage, start, end);
  }

  /**
   * The grammar takes `[*a.b]` for `(*a).b`, where only the first item is starred; then the star stands at the beginning of
   * the whole item and of all that its first name is a part of.
   */
  private starred(kind: number, usage: Usage, start: number, end: number): Expression {
    const name = start + (/^\*\s*/.exec(this.text.slice(start, end))?.[0].length ?? 0);
    if (partOfAnother.has(usage)) return this.readNode(kind, usage, name, end);
    const value = this.readNode(kind, 'iterated', name, end);
    this.fn.loops.push({ value, isAsync: false, consumer: this.deferred ? this.consumer : undefined });
    return { kind: 'other', start, end };
  }

  private readNode(kind: number, usage: Usage, start: number, end: number): Expression {
    const k = this.kinds;
    switch (kind) {
      case k.attribute:
        return this.attribute(usage, start, end);
      case k.call:
        return this.call(usage, start, end);
      case k.string:
        return this.string(start, end);
      case k.integer:
        return { kind: 'literal', type: 'int', value: this.text.slice(start, end), start, end };
      case k.float:
        return { kind: 'literal', type: 'float', value: this.text.slice(start, end), start, end };
      case k.boolean:
        return { kind: 'literal', type: 'bool', value: this.text.slice(start, end), start, end };
      case k.none:
        return { kind: 'literal', type: 'None', value: 'None', start, end };
      default:
        // A method of its own: what closures hold is made anew for each run of a method that has any.
        return this.compoundExpression(kind, usage, start, end);
    }
  }

  /** What stands in the brackets of a subscript. */
  private index(kind: number): Expression {
    const k = this.kinds;
    const { start, end } = this.spanHere();
    const text = kind === k.unaryOperator ? this.textHere() : '';
    const value = this.expression('other');
    if (kind === k.slice) return { kind: 'slice', start, end };
    return /^-\d+$/.test(text) ? { kind: 'literal', type: 'int', value: text, start, end } : value;
  }

  private attribute(usage: Usage, start: number, end: number): Expression {
    const text = this.text.slice(start, end);
    if (!isDotted(text)) return this.attributeOfExpression(usage, start, end);
    const whole = dottedExpression(text, start);
    this.noteUse(whole, usage, -1);
    if (usage !== 'called' && whole.kind === 'attribute') this.fn.attributes.push(whole);
    return whole;
  }

  private attributeOfExpression(usage: Usage, start: number, end: number): Expression {
    const k = this.kinds;
    let object: Expression | undefined;
    let name = '';
    this.eachChild((child) => {
      if (!object && child !== k.comment) object = this.expression('object of attribute');
      else if (child === k.identifier) name = this.textHere();
    });
    if (!object) return { kind: 'other', start, end };
    const whole: AttributeExpression = { kind: 'attribute', object, name, start, end };
    if (usage !== 'called') this.fn.attributes.push(whole);
    return whole;
  }

  private compoundExpression(kind: number, usage: Usage, start: number, end: number): Expression {
    const k = this.kinds;
    const cursor = this.cursor;
    switch (kind) {
      case k.await: {
        this.recordAwait({ start, end: start + 'await'.length });
        let value: Expression | undefined;
        const { awaitedAs } = this;
        this.awaitedAs = usage;
        this.eachChild((child) => {
          if (child !== k.ignored && child !== k.comment) value = this.expression('awaited');
        });
        this.awaitedAs = awaitedAs;
        if (!value) return { kind: 'other', start, end };
        const whole: AwaitExpression = { kind: 'await', value, start, end };
        if (!this.outsideServing) this.fn.awaitExpressions.push({ ...whole, deferred: this.deferred });
        return whole;
      }
      case k.type:
      case k.parenthesized:
      case k.constrainedType: {
        if (kind === k.type) {
          const text = this.text.slice(start, end);
          if (text === 'None') return { kind: 'literal', type: 'None', value: 'None', start, end };
          if (typeName.test(text)) return dottedExpression(text, start);
        }
        let value: Expression | undefined;
        const argumentOf = this.argumentOf;
        this.eachChild((child) => {
          if (child === k.ignored || child === k.comment) return;
          this.argumentOf = argumentOf;
          value ??= this.expression(usage, true);
        });
        return value ?? { kind: 'other', start, end };
      }
      case k.subscript:
      case k.genericType: {
        let object: Expression | undefined;
        const index: Expression[] = [];
        this.eachChild((child) => {
          if (child === k.ignored || child === k.comment) return;
          if (!object) object = this.expression('object of subscript');
          else if (child === k.typeParameter) {
            this.eachChild((item) => {
              if (item !== k.ignored && item !== k.comment) index.push(this.expression('other'));
            });
          } else index.push(this.index(child));
        });
        if (usage !== 'target') this.operation(object, reading, { start, end }, index[0]);
        return object ? { kind: 'subscript', object, index, start, end } : { kind: 'other', start, end };
      }
      case k.concatenatedString:
        this.eachChild((child) => {
          if (child === k.string) this.expression('other');
        });
        return { kind: 'literal', type: 'str', value: undefined, start, end };
      case k.list:
      case k.tuple:
      case k.set:
      case k.expressionList: {
        const items: Expression[] = [];
        this.eachChild((child) => {
          if (child !== k.ignored && child !== k.comment) items.push(this.expression('element'));
        });
        const type = kind === k.list ? 'list' : kind === k.set ? 'set' : 'tuple';
        return { kind: 'collection', type, items, keys: [], start, end };
      }
      case k.dictionary: {
        const items: Expression[] = [];
        const keys: Expression[] = [];
        this.eachChild((child) => {
          if (child === k.pair) {
            this.eachChild(() => {
              const field = cursor.currentFieldId;
              if (field === k.keyField) keys.push(this.expression('element'));
              else if (field === k.valueField) items.push(this.expression('element'));
            });
          } else if (k.isExpression[child]) {
            this.fn.hasUntold = true;
            this.expression('element');
          }
        });
        return { kind: 'collection', type: 'dict', items, keys, start, end };
      }
      case k.listComprehension:
      case k.setComprehension:
      case k.dictionaryComprehension:
      case k.generatorExpression:
        return this.comprehension(kind, start, end);
      case k.lambda:
        return this.lambda(start, end);
      case k.conditional: {
        const parts: Expression[] = [];
        const spans: Span[] = [];
        let position = 0;
        const argumentOf = this.argumentOf;
        this.eachChild((child) => {
          if (child === k.ignored || child === k.comment) return;
          this.argumentOf = argumentOf;
          const isCondition = position++ === 1;
          spans.push(this.spanHere());
          const { isConditional: outer, isInBranch: outerBranch } = this;
          this.isConditional ||= !isCondition;
          this.isInBranch ||= !isCondition;
          const part = this.expression(isCondition ? 'condition' : usage, !isCondition);
          this.isConditional = outer;
          this.isInBranch = outerBranch;
          if (!isCondition) parts.push(part);
        });
        this.checkedParts(spans);
        return { kind: 'choice', options: parts, start, end };
      }
      case k.booleanOperator: {
        const options: Expression[] = [];
        let first: Span | undefined;
        let position = 0;
        let isOr = false;
        this.eachChild((child) => {
          isOr ||= child === k.or;
        });
        const argumentOf = this.argumentOf;
        this.eachChild((child) => {
          if (child === k.ignored || child === k.comment || child === k.or) return;
          // The last operand is the value as it is; the first is tested, and that of `or` may be the value too.
          const isLast = position++ > 0;
          const span = this.spanHere();
          if (first) this.checkedOperand(first, span);
          first ??= span;
          this.argumentOf = argumentOf;
          const { isConditional: outer, isInBranch: outerBranch } = this;
          this.isConditional ||= isLast;
          this.isInBranch ||= isLast;
          const option = this.expression(isLast || isOr ? usage : 'condition', isLast || isOr);
          if (isOr && !isLast) this.operation(option, truth, option);
          options.push(option);
          this.isConditional = outer;
          this.isInBranch = outerBranch;
        });
        return { kind: 'choice', options, start, end };
      }
      case k.unionType:
      case k.binaryOperator: {
        const options: Expression[] = [];
        let isUnion = kind === k.unionType;
        this.eachChild((child) => {
          if (child === k.pipe) isUnion = true;
          if (child === k.ignored || child === k.comment || child === k.pipe) return;
          options.push(this.expression('operand'));
        });
        if (isUnion) {
          // Between values, `|` is an operator like the others; in annotations nothing runs.
          this.fn.hasUntold ||= kind === k.binaryOperator;
          return { kind: 'choice', options, start, end };
        }
        const [left, right] = options;
        const operator = left && right ? operatorBetween(this.text, left, right) : '';
        this.binaryOperation(left, right, binaryMethods(operator), { start, end });
        const isDivision = left && operator === '/';
        return isDivision ? { kind: 'division', left, start, end } : { kind: 'other', start, end };
      }
      case k.namedExpression: {
        let name = '';
        let value: Expression | undefined;
        this.eachChild(() => {
          const field = cursor.currentFieldId;
          if (field === k.nameField) name = this.textHere();
          else if (field === k.valueField) value = this.expression('assigned');
        });
        const decides = { start, end: start };
        const binding = { target: name, value, annotation: undefined, start, decides, loopStart: this.loopStart };
        this.fn.bindings.push({ ...binding, manner: 'assign', unpack: [], isLocal: false });
        return value ?? { kind: 'other', start, end };
      }
      case k.listSplat: {
        // What `starred` reads: the star is not of the name alone.
        const isPart = partOfAnother.has(usage);
        let first: Expression | undefined;
        this.eachChild((child) => {
          if (child === k.ignored || child === k.comment) return;
          const value = this.expression(isPart ? usage : 'iterated');
          first ??= value;
          if (isPart) return;
          this.fn.loops.push({ value, isAsync: false, consumer: this.deferred ? this.consumer : undefined });
        });
        return isPart && first ? first : { kind: 'other', start, end };
      }
      case k.yield: {
        this.fn.isGenerator = true;
        this.fn.hasUntold ||= usage !== 'discarded';
        const isDelegated = /^yield\s+from\b/.test(this.text.slice(start, start + 20));
        this.eachChild((child) => {
          if (child === k.ignored || child === k.comment) return;
          const value = this.expression(isDelegated ? 'iterated' : 'yielded');
          this.fn.yields.push(value);
          if (isDelegated) this.fn.loops.push({ value, isAsync: false, consumer: undefined });
        });
        this.fn.resumptions.push({ start: end, end: this.branchEnd });
        return { kind: 'other', start, end };
      }
      case k.notOperator:
        this.eachChild((child) => {
          if (child !== k.ignored && child !== k.comment) this.expression('condition');
        });
        return { kind: 'literal', type: 'bool', value: undefined, start, end };
      case k.comparison:
        this.comparison();
        return { kind: 'other', start, end };
      case k.unaryOperator:
        this.eachChild((child) => {
          if (child === k.ignored || child === k.comment) return;
          this.operation(this.expression('operand'), unaryMethods(this.text.charAt(start)), { start, end });
        });
        return { kind: 'other', start, end };
      case k.functionDefinition:
      case k.classDefinition:
      case k.decoratedDefinition:
        this.statement();
        return { kind: 'other', start, end };
      case k.assignment:
        this.assignment();
        return { kind: 'other', start, end };
      default:
        this.eachChild((child) => {
          if (child !== k.ignored && child !== k.comment) this.expression('other');
        });
        return { kind: 'other', start, end };
    }
  }

  /** What the condition of `a if c else b` says in `a` and in `b`. */
  private checkedParts([then, condition, otherwise]: readonly Span[]): void {
    if (!then || !condition || !otherwise) return;
    const text = this.text.slice(condition.start, condition.end);
    this.note(checksOf(text, condition.start), then.start, then.end);
    this.note(checksOfFailed(text, condition.start), otherwise.start, otherwise.end);
  }

  /** What the first operand of `a and b` and of `a or b` says in the second. */
  private checkedOperand(first: Span, second: Span): void {
    const text = this.text.slice(first.start, first.end);
    if (!text.includes('isinstance')) return;
    const isAnd = /^\W*and\b/.test(this.text.slice(first.end, second.start));
    this.note((isAnd ? checksOf : checksOfFailed)(text, first.start), second.start, second.end);
  }

  /** `a < b in c` compares each operand with the next. */
  private comparison(): void {
    const k = this.kinds;
    let left: Expression | undefined;
    this.eachChild((child) => {
      if (child === k.ignored || child === k.comment) return;
      const right = this.expression('operand');
      if (left) {
        const operator = operatorBetween(this.text, left, right);
        const span = { start: left.start, end: right.end };
        if (operator === 'in' || operator === 'not in') this.containment(left, right, span);
        else if (!operator.startsWith('is')) this.binaryOperation(left, right, comparisonMethods(operator), span);
      }
      left = right;
    });
  }

  /** `left in right`: the items of what is made in place are compared with what is looked for. */
  private containment(left: Expression, right: Expression, span: Span): void {
    if (right.kind === 'collection' || right.kind === 'literal') this.operation(left, ['__eq__'], span, right);
    else this.operation(right, containment, span, left);
  }

  /** In a generator expression of a `def`, `await` is legal: it makes the generator asynchronous. */
  private recordAwait(span: Span, inGenerator = false): void {
    if ((this.deferred || inGenerator) && this.fn.kind !== 'async def') return;
    const classBody = this.currentClass >= 0 ? this.classes[this.currentClass] : undefined;
    (classBody ?? this.fn).awaits.push(span);
  }

  private string(start: number, end: number): Expression {
    const k = this.kinds;
    const head = /^([A-Za-z]*)("""|'''|"|')/.exec(this.text.slice(start, start + 6));
    const prefix = head?.[1]?.toLowerCase() ?? '';
    if (/[ft]/.test(prefix)) {
      this.eachChild((child) => {
        if (child === k.interpolation) this.eachChild((part) => k.isExpression[part] && this.formatted());
      });
      return { kind: 'literal', type: 'str', value: undefined, start, end };
    }
    const quote = head?.[2]?.length ?? 1;
    const content = this.text.slice(start + prefix.length + quote, end - quote);
    const isPlain = content.length <= longestString && (prefix === '' || prefix === 'u') && !content.includes('\\');
    return {
      kind: 'literal',
      type: prefix.includes('b') ? 'bytes' : 'str',
      value: isPlain ? content : undefined,
      start,
      end,
    };
  }

  private formatted(): void {
    const value = this.expression('operand');
    // `!r` and a debugging `=` ask for something else.
    if (this.text[value.end] === '}') this.operation(value, formatting, value);
    else this.fn.hasUntold = true;
  }

  private comprehension(kind: number, start: number, end: number): Expression {
    const k = this.kinds;
    const isGenerator = kind === k.generatorExpression;
    const outerDeferred = this.deferred;
    const outerConsumer = this.consumer;
    const ownConsumer = isGenerator && !outerDeferred ? this.argumentOf : outerConsumer;
    let isFirst = true;
    // The clauses bind the names that the body uses, so they are read first.
    this.eachChild((child) => {
      if (child === k.forInClause) {
        let isAsync = false;
        let iterable: Expression | undefined;
        this.eachChild((part) => {
          if (part === k.asyncKeyword) {
            isAsync = true;
            this.recordAwait(this.spanHere(), isGenerator);
          } else if (this.cursor.currentFieldId === k.rightField) {
            iterable = this.iterable(isAsync, isGenerator && isFirst, ownConsumer);
          }
        });
        const found: Expression | undefined = iterable;
        if (found && !(isGenerator && !isFirst)) {
          this.fn.loops.push({ value: found, isAsync, consumer: isGenerator ? ownConsumer : undefined });
        }
        this.eachChild(() => {
          if (this.cursor.currentFieldId !== k.leftField) return;
          const outer = this.comprehensionSpan;
          this.comprehensionSpan = { start, end };
          this.target(isAsync ? 'iterate async' : 'iterate', iterable, undefined, []);
          this.comprehensionSpan = outer;
        });
        isFirst = false;
        if (isGenerator) {
          this.deferred = true;
          this.consumer = ownConsumer;
        }
      } else if (child === k.ifClause) {
        this.eachChild((part) => {
          if (part !== k.ignored && part !== k.comment) {
            this.note(checksOf(this.textHere(), this.cursor.startIndex), start, end);
            this.expression('condition');
          }
        });
      }
    });
    const items: Expression[] = [];
    const keys: Expression[] = [];
    this.eachChild((child) => {
      if (this.cursor.currentFieldId !== k.bodyField) return;
      if (child === k.pair) {
        this.eachChild(() => {
          const field = this.cursor.currentFieldId;
          if (field === k.keyField) keys.push(this.expression('element'));
          else if (field === k.valueField) items.push(this.expression('element'));
        });
      } else items.push(this.expression('element'));
    });
    this.deferred = outerDeferred;
    this.consumer = outerConsumer;
    const type = kind === k.setComprehension ? 'set' : kind === k.dictionaryComprehension ? 'dict' : 'list';
    return { kind: 'collection', type, items, keys, start, end };
  }

  /** What a clause iterates: a generator expression asks for its first item only when it is iterated itself. */
  private iterable(isAsync: boolean, isLater: boolean, consumer: number): Expression {
    if (!isLater) return this.expression(isAsync ? 'iterated async' : 'iterated');
    return this.argument(consumer);
  }

  private lambda(start: number, end: number): Expression {
    const k = this.kinds;
    const index = this.functions.length;
    const name = '<lambda>';
    this.functions.push(
      newFunction(name, this.qualified(name), 'lambda', this.current, -1, { start, end }, { start, end: start + 6 }),
    );
    const fn = this.functions[index] as Mutable<FunctionFacts>;
    this.eachChild(() => {
      const field = this.cursor.currentFieldId;
      if (field === k.parametersField) fn.parameters = this.parameters();
      else if (field === k.bodyField) {
        fn.bodyStart = this.cursor.startIndex;
        this.inside(index, -1, () => fn.returns.push(this.expression('returned')));
      }
    });
    return { kind: 'lambda', function: index, start, end };
  }
}

/** The operator that stands between two operands, without the brackets around them. */
function operatorBetween(text: string, left: Span, right: Span): string {
  const between = text.slice(left.end, right.start);
  return between
    .replace(/#[^\n]*/g, '')
    .replace(/[()\\]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
