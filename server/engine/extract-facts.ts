import type { TreeCursor } from 'web-tree-sitter';
import { dottedExpression, dottedNameEnd } from './dotted-name.ts';
import { dotted } from './expression-name.ts';
import { lineStartsOf } from './line-index.ts';
import type {
  ArgumentFacts,
  AttributeExpression,
  BindingFacts,
  BindingManner,
  CallFacts,
  ClassFacts,
  Expression,
  FunctionFacts,
  Guard,
  ImportFacts,
  IteratedExpression,
  ModuleFacts,
  ParameterFacts,
  Span,
  Usage,
  UsedExpression,
} from './module-facts.ts';
import { fillsIn, guardsOf, negated } from './parameter-guards.ts';
import { longestString, plainArguments } from './plain-arguments.ts';
import { kindTable, type NodeKinds } from './python-node-kinds.ts';
import { suppressionsOf } from './suppressions.ts';
import type { ParsedText, Syntax } from './syntax.ts';

/** Turns a parsed file into its facts: a pure function of the text. Invalid spans are skipped, the rest is kept. */
export function extractFacts(syntax: Syntax, parsed: ParsedText): ModuleFacts {
  return new Extraction(syntax, parsed.text).run(parsed.tree.walk(), parsed.tree.rootNode.hasError);
}

/** Levels of the syntax tree that are read: far more than people write, and few enough for every JavaScript stack. */
const deepest = 400;

/** Conditions that do not hold in a server that takes requests: tests, type checkers, dead code, Windows. */
const neverWhileServing = new RegExp(
  String.raw`^\(?(?:${[
    String.raw`(?:\w+\.)*(?:IS_)?(?:TESTING|TEST_MODE|TYPE_CHECKING)`,
    String.raw`(?:False|0)(?:\s+and\b[\s\S]*)?`,
    String.raw`(?:sys\.)?platform\s*==\s*["']win32["']`,
    String.raw`os\.name\s*==\s*["']nt["']`,
    String.raw`platform\.system\(\)\s*==\s*["']Windows["']`,
  ].join('|')})\)?$`,
  'i',
);

/** The last line of a block ends the block's run. */
const leavesBlock = /(?:^|\n)[ \t]*(return|raise|continue|break)\b[^\n]*\s*$/;

/** How the body of a declaration ends; a quick look before the real one. */
const stubEnd = /(?:\.\.\.|\bpass|["']|NotImplementedError\b[^\n]*)\s*(?:#[^\n]*)?\s*$/;
/** Methods that put an argument into a container, and its position. */
const insertingMethods = new Map([
  ['append', 0],
  ['appendleft', 0],
  ['add', 0],
  ['extend', 0],
  ['update', 0],
  ['insert', 1],
  ['setdefault', 1],
]);

/** A type comment behind a statement, up to another comment. */
const typeComment = /[ \t]*# type: ([^#\n]*[^#\s])/y;
/** Names that are types: `True` and the like are none. */
const typeName = /^[A-Za-z_]\w*(\.\w+)*$/;
const dottedName = /^[\w.]+$/;

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer U)[] ? U[] : T[K] };

/** A cursor walk over one tree. Every method finds the cursor on its node and leaves it there. */
class Extraction {
  private readonly syntax: Syntax;
  private readonly text: string;
  private readonly kinds: NodeKinds;
  private cursor!: TreeCursor;
  private depth = 0;
  /** Kind of the node that the cursor is on: each look through the WebAssembly border costs. */
  private here = 0;
  private readonly imports: ImportFacts[] = [];
  private readonly functions: Mutable<FunctionFacts>[] = [];
  private readonly classes: Mutable<ClassFacts>[] = [];
  private readonly calls: CallFacts[] = [];
  private readonly syntaxErrors: Span[] = [];
  /** Function whose body is being walked. */
  private current = 0;
  /** Class whose body is being walked directly; -1 inside its methods. */
  private currentClass = -1;
  private deferred = false;
  private outsideServing = false;
  /** Functions with a `return` that has no value. */
  private readonly bareReturns = new Set<number>();
  private guards: readonly Guard[] = [];
  private isConditional = false;
  /** Call that the generator expression around the cursor is an argument of; -1 when none. */
  private consumer = -1;
  private argumentOf = -1;
  private hasTypeComments = false;
  private readonly visitStatement = () => this.statement();

  constructor(syntax: Syntax, text: string) {
    this.syntax = syntax;
    this.text = text;
    this.kinds = kindTable(syntax.language);
  }

  run(cursor: TreeCursor, hasError: boolean): ModuleFacts {
    this.cursor = cursor;
    const whole = { start: 0, end: this.text.length };
    this.hasTypeComments = this.text.includes('# type: ');
    this.functions.push(newFunction('<module>', '<module>', 'module', -1, -1, whole, { start: 0, end: 0 }));
    this.eachChild(this.visitStatement);
    if (hasError) this.collectSyntaxErrors();
    cursor.delete();
    const lineStarts = lineStartsOf(this.text);
    return {
      lineStarts,
      imports: this.imports,
      functions: this.functions,
      classes: this.classes,
      calls: this.calls,
      suppressions: suppressionsOf(this.text, lineStarts),
      syntaxErrors: this.syntaxErrors,
      hasCells: /^#[ \t]*%%/m.test(this.text),
    };
  }

  private eachChild(visit: (kind: number) => void): void {
    const cursor = this.cursor;
    if (this.depth > deepest || !cursor.gotoFirstChild()) return;
    const outer = this.here;
    this.depth++;
    do visit(this.readKind());
    while (cursor.gotoNextSibling());
    this.depth--;
    this.here = outer;
    cursor.gotoParent();
  }

  private readKind(): number {
    const id = this.cursor.nodeTypeId;
    this.here = id === 0xffff ? this.kinds.error : (this.kinds.byTypeId[id] ?? 0);
    return this.here;
  }

  private spanHere(): Span {
    return { start: this.cursor.startIndex, end: this.cursor.endIndex };
  }

  private textHere(): string {
    return this.text.slice(this.cursor.startIndex, this.cursor.endIndex);
  }

  private get fn(): Mutable<FunctionFacts> {
    return this.functions[this.current] as Mutable<FunctionFacts>;
  }

  private collectSyntaxErrors(): void {
    const kinds = this.kinds;
    const visit = (): void => {
      if (this.here === kinds.error || this.cursor.nodeIsMissing) this.syntaxErrors.push(this.spanHere());
      else if (this.cursor.currentNode.hasError) this.eachChild(visit);
    };
    this.eachChild(visit);
  }

  // Statements

  private statement(): void {
    const k = this.kinds;
    const kind = this.here;
    switch (kind) {
      case k.ignored:
      case k.comment:
        return;
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
        return;
      case k.importStatement:
      case k.importFromStatement:
        this.importStatement(kind === k.importFromStatement);
        return;
      case k.futureImportStatement:
        this.addImport('__future__', 0, 'annotations', 'annotations', false, this.spanHere());
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
      case k.typeAliasStatement:
        this.typeAlias();
        return;
      case k.globalStatement:
        this.globalStatement();
        return;
      case k.block:
      case k.error:
      case k.branchClause:
      case k.compoundClause: {
        const { guards, isConditional } = this;
        this.isConditional ||= kind === k.branchClause;
        this.eachChild(this.visitStatement);
        this.guards = guards;
        this.isConditional = isConditional;
        return;
      }
      default:
        // `raise`, `assert`, `del`, `match` patterns, stray expressions inside an error node.
        if (k.isExpression[kind]) this.expression('other');
        else this.eachChild(this.visitStatement);
    }
  }

  private expressionStatement(): void {
    const k = this.kinds;
    this.eachChild((child) => {
      if (child === k.assignment) this.assignment();
      else if (child === k.augmentedAssignment) this.augmentedAssignment();
      else if (child !== k.ignored && child !== k.comment) this.expression('discarded');
    });
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
    });
    if (isBare) this.bareReturns.add(this.current);
  }

  private conditional(): void {
    const k = this.kinds;
    const outer = this.outsideServing;
    const { guards: outerGuards, isConditional: outerConditional } = this;
    const isLoop = this.here === k.whileStatement;
    let condition = '';
    let isNever = false;
    let leaves = false;
    let returns = false;
    let hasAlternative = false;
    this.eachChild((child) => {
      if (child === k.ignored || child === k.comment) return;
      const field = this.cursor.currentFieldId;
      if (field === k.conditionField) {
        condition = this.textHere();
        isNever = neverWhileServing.test(condition);
        this.expression('condition');
      } else {
        const isConsequence = field === k.consequenceField || (isLoop && field === k.bodyField);
        this.outsideServing = outer || (isNever && isConsequence);
        const guards = isConsequence ? guardsOf(condition) : isLoop ? [] : negated(condition);
        if (isConsequence) guards.push(...fillsIn(condition, this.textHere()));
        this.guards = outerGuards.concat(guards);
        if (isConsequence) {
          const left = isLoop ? undefined : leavesBlock.exec(this.textHere());
          leaves = left != null;
          returns = left?.[1] === 'return';
        } else hasAlternative = true;
        this.isConditional ||= !isLoop;
        this.statement();
        this.outsideServing = outer;
        this.guards = outerGuards;
        this.isConditional = outerConditional;
      }
    });
    // What follows `if not p: return` runs only with `p`.
    if (!leaves || hasAlternative) return;
    this.guards = outerGuards.concat(negated(condition));
    this.isConditional ||= returns;
  }

  /** Read from the text: a walk through the names of a long import costs more than the rest of the module's head. */
  private importStatement(isFrom: boolean): void {
    const statement = this.spanHere();
    const text = this.textHere()
      .replace(/#[^\n\r]*|[\\()]/g, ' ')
      .trim();
    const match = isFrom
      ? /^from\s*([.\s]*)([\w.\s]*?)\s*\bimport\b(.*)$/s.exec(text)
      : /^import\b()()(.*)$/s.exec(text);
    if (!match) return;
    const level = (match[1] ?? '').replace(/\s/g, '').length;
    const module = (match[2] ?? '').replace(/\s/g, '');
    for (const part of (match[3] ?? '').split(',')) {
      const [written = '', alias] = part.trim().split(/\s+as\s+/);
      const name = written.replace(/\s/g, '');
      if (!/^(\*|\w+(\.\w+)*)$/.test(name)) continue;
      if (isFrom) this.addImport(module, level, name, alias ?? name, false, statement);
      else if (alias) this.addImport(name, 0, undefined, alias, false, statement);
      else this.addImport(name, 0, undefined, name.split('.')[0] ?? name, true, statement);
    }
  }

  private addImport(
    module: string,
    level: number,
    member: string | undefined,
    binds: string,
    bindsRoot: boolean,
    statement: Span,
  ): void {
    this.imports.push({ function: this.current, module, level, member, binds: binds.trim(), bindsRoot, statement });
  }

  private typeAlias(): void {
    const k = this.kinds;
    let target = '';
    let value: Expression | undefined;
    this.eachChild((kind) => {
      if (kind !== k.type) return;
      if (target === '') target = this.textHere().replace(/\[.*$/s, '').trim();
      else value = this.annotation();
    });
    if (value) this.bind(target, 'assign', value, undefined, []);
  }

  private assignment(): void {
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
    this.eachChild(() => {
      const field = this.cursor.currentFieldId;
      if (field === k.rightField) this.expression('operand');
      else if (field === k.leftField) this.target('augment', undefined, undefined, []);
    });
  }

  private classBindings(): BindingFacts[] | undefined {
    return this.currentClass >= 0 ? this.classes[this.currentClass]?.bindings : undefined;
  }

  /** An assignment target: names and attributes of `self` bind; in other targets only the calls matter. */
  private target(
    manner: BindingManner,
    value: Expression | undefined,
    annotation: Expression | undefined,
    unpack: readonly number[],
  ): void {
    const k = this.kinds;
    const kind = this.here;
    if (kind === k.identifier) this.bind(this.textHere(), manner, value, annotation, unpack);
    else if (kind === k.patternList || kind === k.tuple || kind === k.list || kind === k.expressionList) {
      let index = 0;
      this.eachChild((child) => {
        if (child === k.ignored || child === k.comment) return;
        this.target(manner, value, undefined, [...unpack, index++]);
      });
    } else if (kind === k.attribute) {
      const written = this.textHere();
      const first = this.fn.parameters[0]?.name;
      const owner = this.ownerOfSelf();
      if (first !== undefined && owner >= 0 && /^\w+\.\w+$/.test(written) && written.startsWith(`${first}.`)) {
        this.bind(`self.${written.slice(first.length + 1)}`, manner, value, annotation, unpack);
      } else if (/^[\w.]+$/.test(written)) {
        this.bind(written, manner, value, annotation, unpack);
      } else this.expression('other');
    } else if (kind === k.subscript) {
      const written = this.expression('other');
      if (value && manner === 'assign' && unpack.length === 0 && written.kind === 'subscript') {
        this.insertion(written.object, value, false);
      }
    } else if (kind === k.parenthesized || kind === k.asPatternTarget || kind === k.splatPattern) {
      this.eachChild((child) => {
        if (child !== k.ignored) this.target(manner, value, annotation, unpack);
      });
    } else if (k.isExpression[kind]) this.expression('other');
  }

  private ownerOfSelf(): number {
    return this.fn.class;
  }

  private insertion(container: Expression, value: Expression, isSpread: boolean): void {
    const name = container.kind === 'name' || container.kind === 'attribute' ? dotted(container) : undefined;
    if (name === undefined) return;
    const first = this.fn.parameters[0]?.name;
    const isOwn = first !== undefined && this.ownerOfSelf() >= 0 && name.startsWith(`${first}.`);
    const target = isOwn ? `self.${name.slice(first.length + 1)}` : name;
    this.fn.insertions.push({ target, value, isSpread });
  }

  private bind(
    target: string,
    manner: BindingManner,
    value: Expression | undefined,
    annotation: Expression | undefined,
    unpack: readonly number[],
    start = this.cursor.startIndex,
  ): void {
    const binding: BindingFacts = { target, manner, value, annotation, unpack, start };
    (this.classBindings() ?? this.fn.bindings).push(binding);
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
    if (iterable) this.fn.loops.push({ value: iterable, isAsync, consumer: undefined });
    this.eachChild((kind) => {
      const field = this.cursor.currentFieldId;
      if (field === k.leftField) this.target(isAsync ? 'iterate async' : 'iterate', iterable, undefined, []);
      else if (field !== k.rightField && kind !== k.ignored && kind !== k.asyncKeyword) this.statement();
    });
  }

  private withStatement(): void {
    const k = this.kinds;
    let isAsync = false;
    const start = this.cursor.startIndex;
    this.eachChild((kind) => {
      if (kind === k.asyncKeyword) {
        isAsync = true;
        this.fn.awaits.push({ start, end: start + 'async'.length });
      } else if (kind === k.withClause) {
        this.eachChild((item) => {
          if (item === k.withItem) this.eachChild(() => this.withItem(isAsync));
        });
      } else if (kind !== k.ignored) this.statement();
    });
  }

  private withItem(isAsync: boolean): void {
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
        if (child !== k.ignored && child !== k.comment) this.withItem(isAsync);
      });
      return;
    } else if (kind !== k.ignored && kind !== k.comment) value = this.expression(usage);
    if (value) this.fn.contexts.push({ value, isAsync });
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

  private qualified(name: string): string {
    const owner =
      this.currentClass >= 0
        ? this.classes[this.currentClass]?.qualifiedName
        : this.current > 0
          ? this.fn.qualifiedName
          : undefined;
    return owner ? `${owner}.${name}` : name;
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
    this.eachChild((kind) => {
      if (kind === k.ignored) return;
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
        fn.parameters = parameters;
        fn.decorators = decorators;
        fn.returnAnnotation = returnAnnotation;
        fn.bodyStart = this.cursor.startIndex;
        if (this.currentClass >= 0) this.classes[this.currentClass]?.methods.push(index);
        this.inside(index, -1, () => {
          fn.isStub = this.bodyIsStub();
          let last = 0;
          this.eachChild((child) => {
            if (child !== k.comment && child !== k.ignored) last = child;
            this.statement();
          });
          fn.alwaysReturns = last === k.returnStatement && !this.bareReturns.has(index);
          this.markUnread(fn);
        });
      }
    });
  }

  /** Calls whose result goes to a name that stands nowhere else in the function. */
  private markUnread(fn: Mutable<FunctionFacts>): void {
    const text = this.text.slice(fn.span.start, fn.span.end);
    for (const { target, value, manner, unpack } of fn.bindings) {
      if (value?.kind !== 'call' || unpack.length > 0 || (manner !== 'assign' && manner !== 'annotate')) continue;
      const call = this.calls[value.call];
      if (call?.usage !== 'assigned' || !/^\w+$/.test(target) || fn.globals.includes(target)) continue;
      if (countWord(text, target) === 1) this.calls[value.call] = { ...call, usage: 'assigned unread' };
    }
  }

  private inside(functionIndex: number, classIndex: number, walk: () => void): void {
    const { current, currentClass, deferred, argumentOf, guards, isConditional } = this;
    this.current = functionIndex;
    this.currentClass = classIndex;
    this.deferred = false;
    this.guards = [];
    this.isConditional = false;
    walk();
    this.current = current;
    this.currentClass = currentClass;
    this.deferred = deferred;
    this.argumentOf = argumentOf;
    this.guards = guards;
    this.isConditional = isConditional;
  }

  private bodyIsStub(): boolean {
    const body = this.text.slice(this.cursor.startIndex, Math.min(this.cursor.endIndex, this.cursor.startIndex + 4000));
    if (!stubEnd.test(body.slice(-200))) return false;
    const withoutDocstring = body.replace(/^[rRuU]?("""[\s\S]*?"""|'''[\s\S]*?'''|"[^"\n]*"|'[^'\n]*')\s*/, '');
    const code = withoutDocstring.replace(/#.*$/gm, '').trim();
    return code === '' || code === '...' || code === 'pass' || /^raise NotImplementedError\b[^\n]*$/.test(code);
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
      decorators,
      bindings: [],
      awaits: [],
      methods: [],
    };
    this.classes.push(facts);
    this.eachChild((kind) => {
      const field = this.cursor.currentFieldId;
      if (field === k.nameField) {
        facts.name = this.textHere();
        facts.qualifiedName = this.qualified(facts.name);
        facts.nameSpan = this.spanHere();
      } else if (field === k.superclassesField) {
        this.eachChild((child) => {
          if (k.isExpression[child]) facts.bases.push(this.expression('other'));
        });
      } else if (field === k.bodyField) {
        const outer = this.currentClass;
        this.currentClass = index;
        this.eachChild(this.visitStatement);
        this.currentClass = outer;
      } else if (kind === k.error) this.statement();
    });
  }

  private parameters(): ParameterFacts[] {
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

  // Expressions

  /** An annotation: like an expression, but a string in it is read as the type that it names. */
  private annotation(): Expression {
    return this.unquoted(this.expression('other'));
  }

  private unquoted(expression: Expression): Expression {
    if (expression.kind === 'literal' && expression.type === 'str' && expression.value !== undefined) {
      return this.parseQuoted(expression.value, expression);
    }
    if (expression.kind === 'subscript' && !isNamed(expression.object, 'Literal')) {
      return { ...expression, index: expression.index.map((item) => this.unquoted(item)) };
    }
    if (expression.kind === 'choice') {
      return { ...expression, options: expression.options.map((option) => this.unquoted(option)) };
    }
    return expression;
  }

  private parseQuoted(source: string, at: Span): Expression {
    const trimmed = source.trim();
    const { start, end } = at;
    if (/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(trimmed)) {
      const [first = '', ...rest] = trimmed.split('.');
      return rest.reduce<Expression>((object, name) => ({ kind: 'attribute', object, name, start, end }), {
        kind: 'name',
        name: first,
        start,
        end,
      });
    }
    if (trimmed === '' || trimmed.length > 500 || /["'\n]/.test(trimmed)) return { kind: 'other', start, end };
    const parsed = this.syntax.parse(`x: ${trimmed}`);
    const facts = extractFacts(this.syntax, parsed);
    parsed.tree.delete();
    const annotation = facts.functions[0]?.bindings[0]?.annotation;
    return annotation && !holdsCall(annotation) ? withSpan(annotation, at) : { kind: 'other', start, end };
  }

  /** The expression under the cursor; `usage` tells what becomes of its value. */
  private expression(usage: Usage, forwarded = false): Expression {
    const k = this.kinds;
    const kind = this.here;
    const start = this.cursor.startIndex;
    if (usage !== 'argument' && !forwarded) this.argumentOf = -1;
    if (kind === k.identifier) {
      const end = identifierEnd(this.text, start);
      return { kind: 'name', name: this.text.slice(start, end), start, end };
    }
    const end = this.cursor.endIndex;
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

  private attribute(usage: Usage, start: number, end: number): Expression {
    const text = this.text.slice(start, end);
    if (!dottedName.test(text)) return this.attributeOfExpression(usage, start, end);
    const whole = dottedExpression(text, start);
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
        this.eachChild((child) => {
          if (child !== k.ignored && child !== k.comment) value = this.expression('awaited');
        });
        return value ? { kind: 'await', value, start, end } : { kind: 'other', start, end };
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
          } else index.push(this.expression('other'));
        });
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
        return { kind: 'collection', type, items, start, end };
      }
      case k.dictionary: {
        const items: Expression[] = [];
        this.eachChild((child) => {
          if (child === k.pair) {
            this.eachChild(() => {
              const field = cursor.currentFieldId;
              if (field === k.keyField) this.expression('element');
              else if (field === k.valueField) items.push(this.expression('element'));
            });
          } else if (k.isExpression[child]) this.expression('element');
        });
        return { kind: 'collection', type: 'dict', items, start, end };
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
        let position = 0;
        const argumentOf = this.argumentOf;
        this.eachChild((child) => {
          if (child === k.ignored || child === k.comment) return;
          this.argumentOf = argumentOf;
          const isCondition = position++ === 1;
          const outer = this.isConditional;
          this.isConditional ||= !isCondition;
          const part = this.expression(isCondition ? 'condition' : usage, !isCondition);
          this.isConditional = outer;
          if (!isCondition) parts.push(part);
        });
        return { kind: 'choice', options: parts, start, end };
      }
      case k.booleanOperator: {
        const options: Expression[] = [];
        let position = 0;
        const argumentOf = this.argumentOf;
        this.eachChild((child) => {
          if (child === k.ignored || child === k.comment) return;
          // The last operand is the value as it is; the first is also tested.
          const isLast = position++ > 0;
          this.argumentOf = argumentOf;
          const outer = this.isConditional;
          this.isConditional ||= isLast;
          options.push(this.expression(isLast ? usage : 'condition', isLast));
          this.isConditional = outer;
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
        if (isUnion) return { kind: 'choice', options, start, end };
        const [left, right] = options;
        const isDivision =
          left &&
          right &&
          this.text
            .slice(left.end, right.start)
            .trim()
            .replace(/^\)+\s*/, '') === '/';
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
        this.fn.bindings.push({ target: name, manner: 'assign', value, annotation: undefined, unpack: [], start });
        return value ?? { kind: 'other', start, end };
      }
      case k.yield: {
        this.fn.isGenerator = true;
        this.eachChild((child) => {
          if (child !== k.ignored && child !== k.comment) this.fn.yields.push(this.expression('yielded'));
        });
        return { kind: 'other', start, end };
      }
      case k.notOperator:
        this.eachChild((child) => {
          if (child !== k.ignored && child !== k.comment) this.expression('condition');
        });
        return { kind: 'literal', type: 'bool', value: undefined, start, end };
      case k.comparison:
      case k.unaryOperator:
        this.eachChild((child) => {
          if (child !== k.ignored && child !== k.comment) this.expression('operand');
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
        if (child === k.interpolation) this.eachChild((part) => k.isExpression[part] && this.expression('operand'));
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

  private call(usage: Usage, start: number, end: number): Expression {
    const argumentOf = usage === 'argument' ? this.argumentOf : -1;
    const index = this.calls.length;
    // Reserves the number: an outer call comes before the calls in its arguments.
    this.calls.push(undefined as unknown as CallFacts);
    const { callee, args } = this.plainCall(start, end) ?? this.calleeAndArguments(index, end);
    this.calls[index] = {
      callee: callee ?? { kind: 'other', start, end },
      arguments: args,
      function: this.current,
      usage,
      argumentOf,
      deferred: this.deferred,
      consumer: this.deferred ? this.consumer : -1,
      outsideServing: this.outsideServing,
      isConditional: this.isConditional,
      guards: this.parameterGuards(),
      start,
      end,
    };
    this.fn.calls.push(index);
    if (usage === 'discarded' && callee?.kind === 'attribute') this.insertingCall(callee, args);
    return { kind: 'call', call: index, start, end };
  }

  private insertingCall(callee: AttributeExpression, args: readonly ArgumentFacts[]): void {
    const position = insertingMethods.get(callee.name);
    const given = position === undefined ? undefined : args[position];
    if (!given || given.keyword !== undefined) return;
    this.insertion(callee.object, given.value, callee.name === 'extend' || callee.name === 'update');
  }

  /** A call of a dotted name with plain arguments, read from its text. */
  private plainCall(start: number, end: number): { callee: Expression; args: ArgumentFacts[] } | undefined {
    const calleeEnd = dottedNameEnd(this.text, start);
    const args = calleeEnd > start ? this.plainArguments(calleeEnd, end) : undefined;
    return args && { callee: dottedExpression(this.text.slice(start, calleeEnd), start), args };
  }

  private plainArguments(start: number, end: number): ArgumentFacts[] | undefined {
    const args = plainArguments(this.text, start, end);
    for (const { value } of args ?? []) if (value.kind === 'attribute') this.fn.attributes.push(value);
    return args;
  }

  private calleeAndArguments(index: number, end: number): { callee: Expression | undefined; args: ArgumentFacts[] } {
    const k = this.kinds;
    let callee: Expression | undefined;
    let args: ArgumentFacts[] = [];
    this.eachChild((kind) => {
      if (!callee && kind !== k.comment) callee = this.expression('called');
      else if (kind === k.generatorExpression) args.push({ keyword: undefined, value: this.argument(index) });
      else if (kind === k.argumentList) {
        const plain = this.plainArguments(this.cursor.startIndex, end);
        if (plain) args = plain;
        else
          this.eachChild((child) => {
            if (child === k.ignored || child === k.comment) return;
            if (child === k.keywordArgument) {
              let keyword = '';
              this.eachChild((part) => {
                if (part === k.ignored || part === k.comment) return;
                if (keyword === '') keyword = this.textHere();
                else args.push({ keyword, value: this.argument(index) });
              });
            } else if (child === k.listSplat || child === k.dictionarySplat) {
              const keyword = child === k.listSplat ? '*' : '**';
              this.eachChild((part) => {
                if (part !== k.ignored) args.push({ keyword, value: this.argument(index) });
              });
            } else args.push({ keyword: undefined, value: this.argument(index) });
          });
      }
    });
    return { callee, args };
  }

  private parameterGuards(): readonly Guard[] {
    if (this.guards.length === 0) return this.guards;
    return this.guards.filter((guard) => this.fn.parameters.some((parameter) => parameter.name === guard.parameter));
  }

  private argument(call: number): Expression {
    this.argumentOf = call;
    return this.expression('argument');
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
            iterable = this.expression(isAsync ? 'iterated async' : 'iterated');
          }
        });
        const found: Expression | undefined = iterable;
        if (found && !(isGenerator && !isFirst)) {
          this.fn.loops.push({ value: found, isAsync, consumer: isGenerator ? ownConsumer : undefined });
        }
        this.eachChild(() => {
          if (this.cursor.currentFieldId === k.leftField) {
            this.target(isAsync ? 'iterate async' : 'iterate', iterable, undefined, []);
          }
        });
        isFirst = false;
        if (isGenerator) {
          this.deferred = true;
          this.consumer = ownConsumer;
        }
      } else if (child === k.ifClause) {
        this.eachChild((part) => {
          if (part !== k.ignored && part !== k.comment) this.expression('condition');
        });
      }
    });
    const items: Expression[] = [];
    this.eachChild((child) => {
      if (this.cursor.currentFieldId !== k.bodyField) return;
      if (child === k.pair) {
        this.eachChild(() => {
          const field = this.cursor.currentFieldId;
          if (field === k.keyField) this.expression('element');
          else if (field === k.valueField) items.push(this.expression('element'));
        });
      } else items.push(this.expression('element'));
    });
    this.deferred = outerDeferred;
    this.consumer = outerConsumer;
    const type = kind === k.setComprehension ? 'set' : kind === k.dictionaryComprehension ? 'dict' : 'list';
    return { kind: 'collection', type, items, start, end };
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

/** Where an identifier ends; whatever is not ASCII belongs to it. */
function identifierEnd(text: string, start: number): number {
  let end = start;
  for (; ; end++) {
    const code = text.charCodeAt(end);
    const isPart =
      (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;
    if (!isPart && !(code > 127)) return end;
  }
}

/** How often a name stands in a text, as a whole word. */
function countWord(text: string, name: string): number {
  let count = 0;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    if (!/\w/.test(text[at - 1] ?? '') && !/\w/.test(text[at + name.length] ?? '')) count++;
  }
  return count;
}

function newFunction(
  name: string,
  qualifiedName: string,
  kind: FunctionFacts['kind'],
  parent: number,
  classIndex: number,
  span: Span,
  nameSpan: Span,
): Mutable<FunctionFacts> {
  const contexts: UsedExpression[] = [];
  const loops: IteratedExpression[] = [];
  return {
    name,
    qualifiedName,
    kind,
    parent,
    class: classIndex,
    span,
    nameSpan,
    bodyStart: span.start,
    decorators: [],
    parameters: [],
    returnAnnotation: undefined,
    bindings: [],
    insertions: [],
    globals: [],
    returns: [],
    yields: [],
    isGenerator: false,
    alwaysReturns: false,
    awaits: [],
    attributes: [],
    calls: [],
    contexts,
    loops,
    isStub: false,
  };
}

function isNamed(expression: Expression, name: string): boolean {
  return (expression.kind === 'name' || expression.kind === 'attribute') && expression.name === name;
}

function holdsCall(expression: Expression): boolean {
  switch (expression.kind) {
    case 'call':
    case 'lambda':
      return true;
    case 'attribute':
      return holdsCall(expression.object);
    case 'subscript':
      return holdsCall(expression.object) || expression.index.some(holdsCall);
    case 'choice':
      return expression.options.some(holdsCall);
    case 'collection':
      return expression.items.some(holdsCall);
    default:
      return false;
  }
}

function withSpan(expression: Expression, at: Span): Expression {
  const { start, end } = at;
  switch (expression.kind) {
    case 'attribute':
      return { ...expression, object: withSpan(expression.object, at), start, end };
    case 'subscript': {
      const index = expression.index.map((item) => withSpan(item, at));
      return { ...expression, object: withSpan(expression.object, at), index, start, end };
    }
    case 'choice':
      return { ...expression, options: expression.options.map((option) => withSpan(option, at)), start, end };
    default:
      return { ...expression, start, end };
  }
}
