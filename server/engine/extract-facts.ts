import { dottedExpression } from './dotted-name.ts';
import { type Mutable, newFunction } from './draft-facts.ts';
import { exportsIn, joinedExports } from './exported-names.ts';
import { nameOf } from './expression-name.ts';
import { BranchExtraction } from './extract-branches.ts';
import { countWord } from './extract-scopes.ts';
import { importsIn } from './import-statement.ts';
import { lineStartsOf } from './line-index.ts';
import type {
  BindingFacts,
  ClassFacts,
  Expression,
  FunctionFacts,
  ImportFacts,
  ModuleFacts,
  ParameterFacts,
  Span,
  Usage,
} from './module-facts.ts';
import { augmentedMethods, deleting } from './special-methods.ts';
import { suppressionsOf } from './suppressions.ts';
import type { ParsedText, Syntax } from './syntax.ts';
import { withoutComments } from './without-comments.ts';

/** Turns a parsed file into its facts: a pure function of the text. Invalid spans are skipped, the rest is kept. */
export function extractFacts(syntax: Syntax, parsed: ParsedText): ModuleFacts {
  const { rootNode } = parsed.tree;
  const isComment = (offset: number) => rootNode.descendantForIndex(offset)?.type === 'comment';
  return new Extraction(syntax, parsed.text, parsed.tree.walk()).run(rootNode.hasError, isComment);
}

/** How the body of a declaration ends; a quick look before the real one. */
const stubEnd = /(?:\.\.\.|\bpass|["']|NotImplementedError\b[^\n]*)\s*(?:#[^\n]*)?\s*$/;

/** A statement that says what `__all__` holds: what it does, and with what. */
const exportStatement = /^__all__\s*(?::[^=\n]+)?(=|\+=|\.\w+)([\s\S]*)$/;

/** A type comment behind a statement, up to another comment. */
const typeComment = /[ \t]*# type: ([^#\n]*[^#\s])/y;

/** The extraction of one file: its statements, with what its bases make of the patterns and expressions in them. */
class Extraction extends BranchExtraction {
  private readonly imports: ImportFacts[] = [];
  private readonly syntaxErrors: Span[] = [];
  /** Functions with a `return` that has no value. */
  private readonly bareReturns = new Set<number>();
  private hasTypeComments = false;
  private exports: ModuleFacts['exports'];
  private readonly visitStatement = () => this.statement();

  run(hasError: boolean, isComment: (offset: number) => boolean): ModuleFacts {
    const whole = { start: 0, end: this.text.length };
    this.block = whole;
    this.hasTypeComments = this.text.includes('# type: ');
    this.functions.push(newFunction('<module>', '<module>', 'module', -1, -1, whole, { start: 0, end: 0 }));
    this.eachChild(this.visitStatement);
    if (hasError) this.collectSyntaxErrors();
    this.cursor.delete();
    const lineStarts = lineStartsOf(this.text);
    return {
      lineStarts,
      imports: this.imports,
      functions: this.functions,
      classes: this.classes,
      calls: this.calls,
      suppressions: suppressionsOf(this.text, lineStarts, isComment),
      exports: this.text.includes('__all__') ? this.exports : undefined,
      syntaxErrors: this.syntaxErrors,
      hasCells: /^#[ \t]*%%/m.test(this.text),
    };
  }

  protected override factsOf(syntax: Syntax, parsed: ParsedText): ModuleFacts {
    return extractFacts(syntax, parsed);
  }

  private collectSyntaxErrors(): void {
    const kinds = this.kinds;
    const visit = (): void => {
      if (this.here === kinds.error || this.cursor.nodeIsMissing) this.syntaxErrors.push(this.spanHere());
      else if (this.cursor.currentNode.hasError) this.eachChild(visit);
    };
    this.eachChild(visit);
  }

  protected override statement(): void {
    const k = this.kinds;
    const kind = this.here;
    if (kind === k.ignored || kind === k.comment) return;
    this.isLeft = false;
    this.statementOf(kind);
    // What leaves a loop, a `with` or a `match` goes on behind it, or may.
    if (!k.mayLeave[kind]) this.isLeft = false;
  }

  private statementOf(kind: number): void {
    const k = this.kinds;
    switch (kind) {
      case k.expressionStatement:
        this.expressionStatement();
        return;
      case k.functionDefinition:
        this.functionDefinition([]);
        return;
      case k.classDefinition:
        this.classDefinition([]);
        return;
      case k.decoratedDefinition:
        this.decoratedDefinition();
        return;
      case k.returnStatement:
        this.returnStatement();
        this.isLeft = true;
        return;
      case k.raiseStatement:
        this.eachChild(this.visitStatement);
        this.isLeft = true;
        return;
      case k.breakStatement:
        this.hasBreak = true;
        this.isLeft = true;
        return;
      case k.continueStatement:
        this.isLeft = true;
        return;
      case k.importStatement:
      case k.importFromStatement:
        this.importStatement();
        return;
      case k.futureImportStatement:
        this.importStatement();
        return;
      case k.forStatement:
        this.forStatement();
        return;
      case k.withStatement:
        this.withStatement();
        return;
      case k.ifStatement:
      case k.whileStatement:
      case k.elifClause:
        this.conditional();
        return;
      case k.matchStatement:
        this.matchStatement();
        return;
      case k.assertStatement:
        this.assertStatement();
        return;
      case k.typeAliasStatement:
        this.typeAlias();
        return;
      case k.deleteStatement:
        this.deleteStatement();
        return;
      case k.globalStatement:
        this.globalStatement();
        return;
      case k.block: {
        const { block } = this;
        this.block = this.spanHere();
        this.statements(false);
        this.block = block;
        return;
      }
      case k.tryStatement:
        this.tryStatement();
        return;
      case k.error:
      case k.branchClause:
      case k.elseClause:
      case k.finallyClause:
        this.statements(kind === k.branchClause, this.visitStatement);
        return;
      default:
        // What `except … as e` binds is told nowhere.
        this.fn.hasUntold ||= kind === k.asPattern;
        // Stray expressions inside an error node.
        if (k.isExpression[kind]) this.expression('other');
        else this.eachChild(this.visitStatement);
    }
  }

  private expressionStatement(): void {
    const k = this.kinds;
    if (this.current === 0 && this.currentClass < 0) this.exportStatement();
    this.eachChild((child) => {
      if (child === k.assignment) this.assignment();
      else if (child === k.augmentedAssignment) this.augmentedAssignment();
      else if (child !== k.ignored && child !== k.comment) this.expression('discarded');
    });
  }

  private exportStatement(): void {
    if (!this.text.startsWith('__all__', this.cursor.startIndex)) return;
    const written = exportStatement.exec(this.textHere());
    const [, kind = '', value = ''] = written ?? [];
    if (kind === '=' || kind === '+=' || kind === '.extend' || kind === '.append') {
      const before = kind === '=' && !this.isConditional ? undefined : this.exports;
      this.exports = joinedExports(before, exportsIn(value));
    } else this.exports = 'computed';
  }

  private globalStatement(): void {
    const k = this.kinds;
    this.eachChild((child) => {
      if (child === k.identifier) this.fn.globals.push(this.textHere());
    });
  }

  private returnStatement(): void {
    const k = this.kinds;
    let isBare = true;
    this.eachChild((child) => {
      if (child === k.ignored || child === k.comment) return;
      isBare = false;
      this.fn.returns.push(this.expression('returned'));
      this.fn.returnGuards.push(this.parameterGuards());
    });
    if (isBare) this.bareReturns.add(this.current);
  }

  /** Read from the text: a walk through the names of a long import costs more than the rest of the module's head. */
  private importStatement(): void {
    const statement = this.spanHere();
    for (const imported of importsIn(this.textHere()))
      this.imports.push({ function: this.current, ...imported, statement });
  }

  private typeAlias(): void {
    const k = this.kinds;
    let target = '';
    let value: Expression | undefined;
    const { typeParameters } = this;
    this.eachChild((kind) => {
      if (kind !== k.type) return;
      if (target === '') {
        target = this.textHere().replace(/\[.*$/s, '').trim();
        this.eachChild((generic) => {
          if (generic === k.genericType)
            this.eachChild((part) => part === k.typeParameter && this.declareTypeParameters());
        });
      } else value = this.annotation();
    });
    this.typeParameters = typeParameters;
    if (value) this.bind(target, 'assign', value, undefined, []);
  }

  protected override assignment(): void {
    const k = this.kinds;
    let annotation: Expression | undefined;
    let value: Expression | undefined;
    let isFirst = true;
    // A name can be bound after the value has been read without a way back to it.
    let name: { readonly text: string; readonly start: number } | undefined;
    this.eachChild((kind) => {
      if (kind === k.ignored || kind === k.comment || kind === k.error) return;
      if (isFirst) {
        isFirst = false;
        if (kind === k.identifier) name = { text: this.textHere(), start: this.cursor.startIndex };
      } else if (kind === k.type) annotation = this.annotation();
      else if (kind === k.assignment) {
        this.assignment();
        value = this.fn.bindings.at(-1)?.value ?? this.classBindings()?.at(-1)?.value;
      } else value = this.expression('assigned');
    });
    if (this.hasTypeComments) annotation ??= this.typeComment();
    if (annotation && nameOf(annotation) === 'TypeAlias' && value) value = this.unquoted(value);
    const manner = annotation ? 'annotate' : 'assign';
    if (name) this.bind(name.text, manner, value, annotation, [], name.start);
    else
      this.eachChild(() => {
        if (this.cursor.currentFieldId === k.leftField) this.target(manner, value, annotation, []);
      });
  }

  /** The type that a comment after the statement declares, as in `x = {}  # type: dict[str, X]` (PEP 484). */
  private typeComment(): Expression | undefined {
    typeComment.lastIndex = this.cursor.endIndex;
    const match = typeComment.exec(this.text);
    const written = match?.[1];
    if (written === undefined || /^ignore\b/.test(written)) return undefined;
    const end = typeComment.lastIndex;
    return this.parseQuoted(written, { start: end - written.length, end });
  }

  private augmentedAssignment(): void {
    const k = this.kinds;
    const span = this.spanHere();
    let right: Expression | undefined;
    this.eachChild(() => {
      const field = this.cursor.currentFieldId;
      if (field === k.rightField) right = this.expression('operand');
      else if (field === k.leftField) this.target('augment', undefined, undefined, []);
    });
    const operator = /^([\w.]+)\s*([^\w\s.]+=)/.exec(this.text.slice(span.start, right?.start));
    const object = operator?.[1] === undefined ? undefined : dottedExpression(operator[1], span.start);
    this.operation(object, augmentedMethods(operator?.[2] ?? ''), span, right);
  }

  private deleteStatement(): void {
    const k = this.kinds;
    const remove = (): void => {
      this.eachChild((child) => {
        if (child === k.ignored || child === k.comment) return;
        if (child === k.expressionList || child === k.tuple || child === k.parenthesized) {
          remove();
          return;
        }
        const removed = this.expression('target');
        if (removed.kind === 'subscript') this.operation(removed.object, deleting, removed, removed.index[0]);
        else this.fn.hasUntold ||= removed.kind === 'attribute';
      });
    };
    remove();
  }

  private forStatement(): void {
    const k = this.kinds;
    let isAsync = false;
    let iterable: Expression | undefined;
    const start = this.cursor.startIndex;
    this.eachChild((kind) => {
      const field = this.cursor.currentFieldId;
      if (kind === k.asyncKeyword) isAsync = true;
      else if (field === k.rightField) iterable = this.expression(isAsync ? 'iterated async' : 'iterated');
    });
    if (isAsync) this.fn.awaits.push({ start, end: start + 'async'.length });
    if (iterable && !this.outsideServing) this.fn.loops.push({ value: iterable, isAsync, consumer: undefined });
    const { block, loopStart, hasBreak } = this;
    if (loopStart < 0) this.loopStart = start;
    this.block = this.spanHere();
    this.eachChild((kind) => {
      const field = this.cursor.currentFieldId;
      if (field === k.leftField) this.target(isAsync ? 'iterate async' : 'iterate', iterable, undefined, []);
      else if (field !== k.rightField && kind !== k.ignored && kind !== k.asyncKeyword) this.statement();
    });
    this.block = block;
    this.loopStart = loopStart;
    this.hasBreak = hasBreak;
  }

  private withStatement(): void {
    const k = this.kinds;
    let isAsync = false;
    const { start, end } = this.spanHere();
    this.eachChild((kind) => {
      if (kind === k.asyncKeyword) {
        isAsync = true;
        this.fn.awaits.push({ start, end: start + 'async'.length });
      } else if (kind === k.withClause) {
        this.eachChild((item) => {
          if (item === k.withItem) this.eachChild(() => this.withItem(isAsync, end));
        });
      } else if (kind === k.block) this.statements(false);
      else if (kind !== k.ignored) this.statement();
    });
  }

  private withItem(isAsync: boolean, bodyEnd: number): void {
    const k = this.kinds;
    const manner = isAsync ? 'enter async' : 'enter';
    const usage = isAsync ? 'entered async' : 'entered';
    let value: Expression | undefined;
    const kind = this.here;
    if (kind === k.asPattern) {
      this.eachChild((child) => {
        if (child === k.asPatternTarget) this.eachChild(() => this.target(manner, value, undefined, []));
        else if (child !== k.ignored && !value) value = this.expression(usage);
      });
    } else if (kind === k.tuple) {
      // `with (a as b, c as d):` is read as a tuple of patterns.
      this.eachChild((child) => {
        if (child !== k.ignored && child !== k.comment) this.withItem(isAsync, bodyEnd);
      });
      return;
    } else if (kind !== k.ignored && kind !== k.comment) value = this.expression(usage);
    if (value && !this.outsideServing) this.fn.contexts.push({ value, isAsync, bodyEnd });
  }

  private decoratedDefinition(): void {
    const k = this.kinds;
    const decorators: Expression[] = [];
    this.eachChild((kind) => {
      if (kind === k.decorator) {
        this.eachChild((child) => {
          if (child !== k.ignored && child !== k.comment) decorators.push(this.expression('decorator'));
        });
      } else if (kind === k.functionDefinition) this.functionDefinition(decorators);
      else if (kind === k.classDefinition) this.classDefinition(decorators);
    });
  }

  private functionDefinition(decorators: Expression[]): void {
    const k = this.kinds;
    let isAsync = false;
    let name = '';
    let nameSpan: Span = { start: this.cursor.startIndex, end: this.cursor.startIndex };
    let parameters: ParameterFacts[] = [];
    let returnAnnotation: Expression | undefined;
    const span = this.spanHere();
    const index = this.functions.length;
    this.functions.push(newFunction('', '', 'def', this.current, this.currentClass, span, nameSpan));
    const { typeParameters } = this;
    this.eachChild((kind) => {
      if (kind === k.ignored) return;
      if (kind === k.typeParameter) this.declareTypeParameters();
      const field = this.cursor.currentFieldId;
      if (kind === k.asyncKeyword) isAsync = true;
      else if (field === k.nameField) {
        name = this.textHere();
        nameSpan = this.spanHere();
      } else if (field === k.parametersField) parameters = this.parameters();
      else if (field === k.returnTypeField) returnAnnotation = this.annotation();
      else if (field === k.bodyField) {
        const fn = this.functions[index] as Mutable<FunctionFacts>;
        fn.name = name;
        fn.qualifiedName = this.qualified(name);
        fn.kind = isAsync ? 'async def' : 'def';
        fn.nameSpan = nameSpan;
        fn.block = this.block;
        fn.outsideServing = this.outsideServing;
        fn.parameters = parameters;
        fn.decorators = decorators;
        fn.returnAnnotation = returnAnnotation;
        fn.bodyStart = this.cursor.startIndex;
        if (this.currentClass >= 0) this.classes[this.currentClass]?.methods.push(index);
        this.inside(index, -1, () => {
          this.markStub(fn);
          let last = 0;
          this.inOrder((child) => {
            last = child;
          });
          fn.mayEnd = !this.isLeft;
          fn.alwaysReturns = last === k.returnStatement && !this.bareReturns.has(index);
          this.markUnread(fn);
          this.keepHeldNames(fn, index);
        });
      }
    });
    this.typeParameters = typeParameters;
  }

  /** Calls whose result, or what awaiting it gives, goes to a name alone: whether that stands elsewhere in the function. */
  private markUnread(fn: Mutable<FunctionFacts>): void {
    const text = this.text.slice(fn.span.start, fn.span.end);
    let code: string | undefined;
    const isInCode = (at: number, name: string) => {
      if (!text.slice(text.lastIndexOf('\n', at), at).includes('#')) return true;
      code ??= withoutComments(text);
      return code.startsWith(name, at);
    };
    for (const binding of fn.bindings) {
      const { target, value } = binding;
      const made = value?.kind === 'await' ? value.value : value;
      const call = made?.kind === 'call' ? this.calls[made.call] : undefined;
      if (!value || made?.kind !== 'call' || !call || fn.globals.includes(target)) continue;
      const usage = value.kind === 'await' ? call.awaitedAs : call.usage;
      if (usage !== 'assigned' || !this.isAssignedAlone(binding, value)) continue;
      const mentions = countWord(text, target, isInCode) - 1;
      const read: Usage = mentions === 0 ? 'assigned unread' : 'assigned';
      const marked = value.kind === 'await' ? { ...call, awaitedAs: read } : { ...call, usage: read };
      this.calls[made.call] = { ...marked, mentions };
    }
  }

  /** Whether a plain name is the only target of an assignment statement: `a = b = c` has two, `(a := b)` hands the value on. */
  private isAssignedAlone({ target, manner, unpack, start }: BindingFacts, value: Expression): boolean {
    if (unpack.length > 0 || (manner !== 'assign' && manner !== 'annotate') || !/^\w+$/.test(target)) return false;
    const between = this.text.slice(start + target.length, value.start);
    return /^\s*(:(?!=)[^=]*)?=[\s(\\]*$/.test(between) && !this.text.slice(0, start).trimEnd().endsWith('=');
  }

  private markStub(fn: Mutable<FunctionFacts>): void {
    const body = this.text.slice(this.cursor.startIndex, Math.min(this.cursor.endIndex, this.cursor.startIndex + 4000));
    if (!stubEnd.test(body.slice(-200))) return;
    const withoutDocstring = body.replace(/^[rRuU]?("""[\s\S]*?"""|'''[\s\S]*?'''|"[^"\n]*"|'[^'\n]*')\s*/, '');
    const code = withoutDocstring.replace(/#.*$/gm, '').trim();
    fn.isEmpty = code === '' || code === 'pass';
    fn.isStub = fn.isEmpty || code === '...' || /^raise NotImplementedError\b[^\n]*$/.test(code);
  }

  private classDefinition(decorators: Expression[]): void {
    const k = this.kinds;
    const index = this.classes.length;
    const span = this.spanHere();
    const facts: Mutable<ClassFacts> = {
      name: '',
      qualifiedName: '',
      function: this.current,
      class: this.currentClass,
      span,
      nameSpan: { start: span.start, end: span.start },
      bases: [],
      typeParameters: [],
      decorators,
      bindings: [],
      awaits: [],
      hasOptions: false,
      metaclass: undefined,
      methods: [],
    };
    this.classes.push(facts);
    const { typeParameters } = this;
    this.eachChild((kind) => {
      if (kind === k.typeParameter) facts.typeParameters.push(...this.declareTypeParameters());
      const field = this.cursor.currentFieldId;
      if (field === k.nameField) {
        facts.name = this.textHere();
        facts.qualifiedName = this.qualified(facts.name);
        facts.nameSpan = this.spanHere();
      } else if (field === k.superclassesField) {
        this.eachChild((child) => {
          if (k.isExpression[child]) facts.bases.push(this.withTypeParameters(this.expression('other')));
          if (child !== k.keywordArgument) return;
          facts.hasOptions = true;
          facts.metaclass ??= this.metaclassHere();
        });
      } else if (field === k.bodyField) {
        const outer = this.currentClass;
        this.currentClass = index;
        this.eachChild(this.visitStatement);
        this.currentClass = outer;
      } else if (kind === k.error) this.statement();
    });
    this.typeParameters = typeParameters;
  }

  private metaclassHere(): Expression | undefined {
    const [, before = '', name] = /^(metaclass\s*=\s*)([\w.]+)$/.exec(this.textHere()) ?? [];
    return name === undefined ? undefined : dottedExpression(name, this.cursor.startIndex + before.length);
  }
}
