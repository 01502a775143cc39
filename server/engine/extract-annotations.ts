import type { TreeCursor } from 'web-tree-sitter';
import { CursorWalk } from './cursor-walk.ts';
import type { Expression, ModuleFacts, Span, TypeVariableExpression, Usage } from './module-facts.ts';
import { holdsCall, withSpan } from './quoted-annotation.ts';
import type { ParsedText, Syntax } from './syntax.ts';

/** The part of the extraction that reads types: annotations, strings in them, and the type parameters in brackets. */
export abstract class AnnotationExtraction extends CursorWalk {
  private readonly syntax: Syntax;
  /** Type parameters of the functions and classes around the cursor. */
  protected typeParameters: ReadonlyMap<string, TypeVariableExpression> = new Map();

  constructor(syntax: Syntax, text: string, cursor: TreeCursor) {
    super(syntax, text, cursor);
    this.syntax = syntax;
  }

  /** Reads the expression under the cursor. */
  protected abstract expression(usage: Usage): Expression;
  /** Facts of another text: that of a quoted annotation. */
  protected abstract factsOf(syntax: Syntax, parsed: ParsedText): ModuleFacts;

  /** An annotation: like an expression, but a string in it is read as the type that it names. */
  protected annotation(): Expression {
    return this.withTypeParameters(this.unquoted(this.expression('other')));
  }

  /** The expression with the type parameters that are declared around it in the place of their names. */
  protected withTypeParameters(expression: Expression): Expression {
    const inner = (part: Expression) => this.withTypeParameters(part);
    if (this.typeParameters.size === 0) return expression;
    switch (expression.kind) {
      case 'name': {
        const { start, end } = expression;
        const parameter = this.typeParameters.get(expression.name);
        return parameter ? { ...parameter, start, end } : expression;
      }
      case 'subscript':
        return { ...expression, object: inner(expression.object), index: expression.index.map(inner) };
      case 'choice':
        return { ...expression, options: expression.options.map(inner) };
      case 'collection':
        return { ...expression, items: expression.items.map(inner) };
      default:
        return expression;
    }
  }

  /** Reads the type parameters under the cursor, `[T, U: Base]`, which hold until the caller puts back the outer ones. */
  protected declareTypeParameters(): readonly TypeVariableExpression[] {
    const k = this.kinds;
    const declared: TypeVariableExpression[] = [];
    this.eachChild((kind) => {
      if (kind !== k.type) return;
      const { start, end } = this.spanHere();
      const [, name, bound] = /^(\w+)\s*(?::([\s\S]*))?$/.exec(this.textHere()) ?? [];
      if (name === undefined) return;
      const type = bound === undefined ? undefined : this.parseQuoted(bound, { start, end });
      declared.push({ kind: 'type variable', name, declaredAt: start, bound: type, start, end });
    });
    this.typeParameters = new Map([...this.typeParameters, ...declared.map((one) => [one.name, one] as const)]);
    return declared;
  }

  protected unquoted(expression: Expression): Expression {
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

  protected parseQuoted(source: string, at: Span): Expression {
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
    const facts = this.factsOf(this.syntax, parsed);
    parsed.tree.delete();
    const annotation = facts.functions[0]?.bindings[0]?.annotation;
    return annotation && !holdsCall(annotation) ? withSpan(annotation, at) : { kind: 'other', start, end };
  }
}

function isNamed(expression: Expression, name: string): boolean {
  return (expression.kind === 'name' || expression.kind === 'attribute') && expression.name === name;
}
