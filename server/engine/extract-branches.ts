import { asksOnlyArguments, isAlways, isNeverWhileServing } from './branch-condition.ts';
import { PatternExtraction } from './extract-patterns.ts';
import { makesMissingFile } from './file-cache.ts';
import { fillsEntry, fillsEntryOtherwise } from './keyed-cache.ts';
import { emptyOtherwise, emptyUnder, type KeepingFunction, type Lifetime, lifetimeOf } from './lazy-initialisation.ts';
import type { HandlerFacts, Span } from './module-facts.ts';
import { filledBy, fillsIn, guardsOf, negated } from './parameter-guards.ts';
import { truth } from './special-methods.ts';
import { checksOf, checksOfFailed, type TypeCheck } from './type-checks.ts';

/** A statement that ends the run of its block, or the last line of one that has a block. */
const leavesBlock = /^(return|raise|continue|break)\b|\n[ \t]*(return|raise|continue|break)\b[^\n]*\s*$/;

/** The part of the extraction that reads branches, loops and blocks: what runs under which condition, and what never does. */
export abstract class BranchExtraction extends PatternExtraction {
  /** What was read last always leaves the block that it stands in. */
  protected isLeft = false;
  /** The loop that is being read has a `break`. */
  protected hasBreak = false;

  protected statements(isBranch: boolean, visit?: (kind: number) => void): void {
    const { guards, isConditional, isInBranch, once, branchEnd } = this;
    if (isBranch) {
      this.isConditional = true;
      this.isInBranch = true;
      this.branchEnd = this.cursor.endIndex;
    }
    if (visit) this.eachChild(visit);
    else this.inOrder();
    this.guards = guards;
    this.isConditional = isConditional;
    this.isInBranch = isInBranch;
    this.once = once;
    this.branchEnd = branchEnd;
  }

  /** The statements of a block: what follows one that always leaves it never runs. */
  protected inOrder(note?: (kind: number) => void): void {
    const { outsideServing } = this;
    let isLeft = false;
    this.isLeft = false;
    this.eachChild((kind) => {
      if (kind === this.kinds.comment || kind === this.kinds.ignored) return;
      note?.(kind);
      this.statement();
      isLeft ||= this.isLeft;
      this.outsideServing ||= isLeft;
    });
    this.outsideServing = outsideServing;
    this.isLeft = isLeft;
  }

  protected tryStatement(): void {
    const k = this.kinds;
    let isBodyLeft = false;
    let areHandlersLeft = true;
    let isEndLeft = false;
    let body: Span | undefined;
    const handlers: HandlerFacts[] = [];
    this.statements(false, (kind) => {
      if (kind === k.block) body ??= this.spanHere();
      else if (kind === k.branchClause) handlers.push({ ...this.spanHere(), catches: this.caught() });
      this.statement();
      if (kind === k.block || kind === k.elseClause) isBodyLeft ||= this.isLeft;
      else if (kind === k.branchClause) areHandlersLeft &&= this.isLeft;
      else if (kind === k.finallyClause) isEndLeft = this.isLeft;
    });
    this.isLeft = isEndLeft || (isBodyLeft && areHandlersLeft);
    if (body && handlers.length > 0) this.fn.tries.push({ body, handlers });
  }

  /** Names of the exceptions in the head of the handler under the cursor. */
  private caught(): readonly string[] {
    const [, head = ''] = /^except\b\*?([^:]*)/.exec(this.textHere()) ?? [];
    return head.replace(/\bas\s+\w+\s*$/, '').match(/[A-Za-z_][\w.]*/g) ?? [];
  }

  protected conditional(): void {
    const k = this.kinds;
    const outer = this.outsideServing;
    const { guards: outerGuards, isConditional: outerConditional, once: outerOnce, branchEnd } = this;
    const isLoop = this.here === k.whileStatement;
    const isClause = this.here === k.elifClause;
    const outerLoop = this.loopStart;
    if (isLoop && outerLoop < 0) this.loopStart = this.cursor.startIndex;
    const { hasBreak, isInBranch: outerBranch } = this;
    if (isLoop) this.hasBreak = false;
    if (isLoop && this.fn.firstWhile < 0) this.fn.firstWhile = this.cursor.startIndex;
    let condition = '';
    let isNever = false;
    let holds = false;
    let isBodyLeft = false;
    let areOthersLeft = true;
    let hasElse = false;
    let leaves = false;
    let returns = false;
    let returned = '';
    let filled: string | undefined;
    let hasAlternative = false;
    let conditionStart = 0;
    const { block } = this;
    const { end } = this.spanHere();
    const failed: TypeCheck[] = [];
    this.eachChild((child) => {
      if (child === k.ignored || child === k.comment) return;
      const field = this.cursor.currentFieldId;
      if (field === k.conditionField) {
        condition = this.textHere();
        conditionStart = this.cursor.startIndex;
        failed.push(...checksOfFailed(condition, conditionStart));
        isNever = isNeverWhileServing(condition);
        holds = isAlways(condition);
        this.expression('condition');
      } else {
        const isConsequence = field === k.consequenceField || (isLoop && field === k.bodyField);
        this.outsideServing = outer || (isConsequence ? isNever : holds);
        const here = this.spanHere();
        this.note(isConsequence ? checksOf(condition, conditionStart) : failed, here.start, here.end);
        if (child === k.elifClause) failed.push(...this.failedChecks());
        const guards = isConsequence
          ? guardsOf(condition, this.constantText)
          : isLoop
            ? []
            : negated(condition, this.constantText);
        if (isConsequence) guards.push(...fillsIn(condition, this.textHere()));
        this.guards = outerGuards.concat(guards.map((guard) => ({ ...guard, at: conditionStart })));
        if (isConsequence) {
          const last = isLoop ? '' : this.lastStatementHere();
          const [, own, inner] = leavesBlock.exec(last) ?? [];
          const left = own ?? inner;
          leaves = left !== undefined;
          returns = left === 'return';
          returned = /(?:^|\n[ \t]*)return\s+([\w.]+)\s*(?:#.*)?$/.exec(last.trim())?.[1] ?? '';
          filled = isLoop ? undefined : filledBy(condition, this.textHere());
          this.once ??= this.lifetimeUnder(condition, this.textHere());
          if (!isLoop && !leaves && makesMissingFile(condition, this.text.slice(end, this.fn.span.end)))
            this.once ??= 'entry';
        } else {
          hasAlternative = true;
          if (fillsEntryOtherwise(condition, '', this.textHere(), this.keepingFunction())) this.once ??= 'entry';
        }
        this.noteBranch(here.start, here.end);
        this.isConditional ||= !isLoop;
        this.isInBranch ||= !isLoop;
        if (!isLoop) this.branchEnd = this.cursor.endIndex;
        this.statement();
        if (isConsequence) isBodyLeft = this.isLeft;
        else areOthersLeft &&= this.isLeft;
        hasElse ||= child === k.elseClause;
        this.branchEnd = branchEnd;
        this.outsideServing = outer;
        this.guards = outerGuards;
        this.isConditional = outerConditional;
        this.isInBranch = outerBranch;
        this.once = outerOnce;
      }
    });
    this.loopStart = outerLoop;
    const isBroken = this.hasBreak;
    if (isLoop) {
      this.hasBreak = hasBreak;
      this.isLeft = holds && !isBroken;
    } else if (holds || isClause) this.isLeft = isBodyLeft;
    else this.isLeft = hasElse && areOthersLeft && (isBodyLeft || isNever);
    if (filled !== undefined) {
      this.fn.fills.push({ target: filled, start: this.cursor.endIndex, end: this.branchEnd });
    }
    // What follows `if not p: return` runs only with `p`.
    if (hasAlternative) return;
    if (isBodyLeft && !isLoop) {
      this.note(failed, end, block.end);
      const otherwise = negated(condition, this.constantText);
      this.guards = outerGuards.concat(otherwise.map((guard) => ({ ...guard, at: conditionStart })));
    }
    if (!leaves) {
      if (isBodyLeft) this.noteBranch(end, block.end);
      return;
    }
    if (returns) {
      const rest = this.text.slice(this.cursor.endIndex, this.fn.span.end);
      const keeping = this.keepingFunction();
      this.once ??= lifetimeOf(emptyOtherwise(condition, returned, keeping), rest, keeping);
      if (fillsEntryOtherwise(condition, returned, rest, keeping)) this.once ??= 'entry';
    }
    this.isConditional ||= returns && !asksOnlyArguments(condition, this.fn.parameters);
    this.noteBranch(end, block.end);
  }

  /** The text of the last statement of the block under the cursor. */
  private lastStatementHere(): string {
    const { start } = this.spanHere();
    const code = this.textHere();
    const indentation = start - this.text.lastIndexOf('\n', start - 1) - 1;
    const statements = [...code.matchAll(/\n([ \t]*)(?=[^\s#)\]}])/g)].filter(
      ([, before = '']) => before.length === indentation,
    );
    const last = statements.at(-1);
    return last ? code.slice(last.index).trim() : code;
  }

  /** Notes what holds in a part of the function, for what the syntax runs there without a call. */
  private noteBranch(start: number, end: number): void {
    const guards = this.parameterGuards();
    if (guards.length > 0 || this.once !== undefined) this.fn.branches.push({ start, end, guards, once: this.once });
  }

  /** What is known where the condition of the `elif` under the cursor does not hold. */
  private failedChecks(): readonly TypeCheck[] {
    const found: TypeCheck[] = [];
    this.eachChild(() => {
      if (this.cursor.currentFieldId !== this.kinds.conditionField) return;
      found.push(...checksOfFailed(this.textHere(), this.cursor.startIndex));
    });
    return found;
  }

  protected assertStatement(): void {
    const { end } = this.spanHere();
    let isFirst = true;
    this.eachChild((kind) => {
      if (!this.kinds.isExpression[kind]) return;
      if (isFirst) this.note(checksOf(this.textHere(), this.cursor.startIndex), end, this.block.end);
      if (isFirst) this.operation(this.expression('other'), truth, this.spanHere());
      else this.expression('other');
      isFirst = false;
    });
  }

  /** The string that the module has assigned to a name so far, and nothing else. */
  private readonly constantText = (name: string): string | undefined => {
    const [only, ...others] = this.functions[0]?.bindings.filter(({ target }) => target === name) ?? [];
    const value = others.length === 0 ? only?.value : undefined;
    return value?.kind === 'literal' && value.type === 'str' ? value.value : undefined;
  };

  /** How long what the code under a condition makes is kept, where the condition asks whether it is there. */
  private lifetimeUnder(condition: string, code: string): Lifetime | undefined {
    const keeping = this.keepingFunction();
    return (
      lifetimeOf(emptyUnder(condition), code, keeping) ?? (fillsEntry(condition, code, keeping) ? 'entry' : undefined)
    );
  }

  private keepingFunction(): KeepingFunction {
    const { fn } = this;
    const owner = this.classes[fn.class];
    return {
      fn,
      classText: owner ? this.text.slice(owner.span.start, owner.span.end) : '',
      assigned: (name) => this.assignedText(name),
      isOfModule: (name) => this.functions[0]?.bindings.some(({ target }) => target === name) === true,
    };
  }
}
