import { ExpressionExtraction } from './extract-expressions.ts';
import type { Expression } from './module-facts.ts';
import { casePattern } from './type-checks.ts';

/** The part of the extraction that reads `match`: what its patterns bind, and what they say about the subject's class. */
export abstract class PatternExtraction extends ExpressionExtraction {
  protected matchStatement(): void {
    const k = this.kinds;
    const { end } = this.spanHere();
    this.fn.hasUntold = true;
    const subjects: Expression[] = [];
    this.eachChild((kind) => {
      if (this.cursor.currentFieldId === k.subjectField) subjects.push(this.expression('other'));
      else if (kind === k.block) this.eachChild((clause) => clause === k.caseClause && this.caseClause(subjects, end));
    });
  }

  private caseClause(subjects: readonly Expression[], end: number): void {
    const k = this.kinds;
    const [subject, ...others] = subjects;
    const target = subject?.kind === 'name' && others.length === 0 ? subject.name : undefined;
    const patterns: string[] = [];
    let hasGuard = false;
    const clause = this.spanHere();
    const { block, guards, isConditional, isInBranch, once, branchEnd } = this;
    this.block = clause;
    this.branchEnd = clause.end;
    this.isConditional = true;
    this.isInBranch = true;
    this.eachChild((kind) => {
      if (kind === k.casePattern) {
        patterns.push(this.textHere());
        this.capture(others.length === 0 ? subject : undefined);
      } else {
        hasGuard ||= this.cursor.currentFieldId === k.guardField;
        this.statement();
      }
    });
    this.block = block;
    this.guards = guards;
    this.isConditional = isConditional;
    this.isInBranch = isInBranch;
    this.once = once;
    this.branchEnd = branchEnd;
    const [pattern, ...rest] = patterns;
    const asked = pattern !== undefined && rest.length === 0 ? casePattern(pattern, clause.start) : undefined;
    if (!asked || target === undefined) return;
    this.note([{ target, classes: asked.classes, answer: true }], clause.start, clause.end);
    if (asked.isPlain && !hasGuard) this.note([{ target, classes: asked.classes, answer: false }], clause.end, end);
  }

  /** Binds the names in the pattern under the cursor. `value`: what the whole pattern is compared with. */
  private capture(value: Expression | undefined): void {
    const k = this.kinds;
    this.eachChild((kind) => {
      if (kind === k.dottedName) {
        const name = this.textHere();
        if (/^\w+$/.test(name) && name !== '_') this.bind(name, value ? 'assign' : 'capture', value, undefined, []);
      } else if (kind === k.asPattern) this.captureAs();
      else if (kind === k.keywordPattern) {
        let isKeyword = true;
        this.eachChild((part) => {
          if (part === k.dottedName && /^\w+$/.test(this.textHere())) {
            this.bind(this.textHere(), 'capture', undefined, undefined, []);
          } else if (!isKeyword) this.capture(undefined);
          isKeyword = false;
        });
      } else if (kind !== k.identifier && kind !== k.ignored && kind !== k.comment) this.captureInside();
    });
  }

  /** Binds the names in the parts of a sequence, a mapping or a class pattern. */
  private captureInside(): void {
    const k = this.kinds;
    this.eachChild((kind) => {
      if (kind === k.casePattern) this.capture(undefined);
      else if (kind === k.splatPattern) {
        const name = this.textHere().replace(/^\*+/, '');
        if (name !== '_') this.bind(name, 'capture', undefined, undefined, []);
      }
    });
  }

  private captureAs(): void {
    const k = this.kinds;
    let annotation: Expression | undefined;
    this.eachChild((kind) => {
      const { start, end } = this.spanHere();
      if (kind === k.casePattern) {
        const classes = casePattern(this.textHere(), start)?.classes;
        annotation = classes?.length === 1 ? classes[0] : classes && { kind: 'choice', options: classes, start, end };
        this.capture(undefined);
      } else if (kind === k.identifier) this.bind(this.textHere(), 'capture', undefined, annotation, []);
    });
  }
}
