import { dottedExpression, dottedNameEnd } from './dotted-name.ts';
import { ScopeExtraction } from './extract-scopes.ts';
import type { ArgumentFacts, AttributeExpression, CallFacts, Expression, Usage } from './module-facts.ts';
import { plainArguments } from './plain-arguments.ts';

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

/** The part of the extraction that reads calls and their arguments. */
export abstract class CallExtraction extends ScopeExtraction {
  protected call(usage: Usage, start: number, end: number): Expression {
    const argumentOf = usage === 'argument' ? this.argumentOf : -1;
    const awaitedAs = usage === 'awaited' ? this.awaitedAs : undefined;
    const index = this.calls.length;
    // Reserves the number: an outer call comes before the calls in its arguments.
    this.calls.push(undefined as unknown as CallFacts);
    const { callee, args } = this.plainCall(index, start, end) ?? this.calleeAndArguments(index, end);
    this.calls[index] = {
      callee: callee ?? { kind: 'other', start, end },
      arguments: args,
      function: this.current,
      usage,
      awaitedAs,
      mentions: -1,
      argumentOf,
      deferred: this.deferred,
      consumer: this.deferred ? this.consumer : -1,
      outsideServing: this.outsideServing,
      isConditional: this.isConditional,
      isInBranch: this.isInBranch,
      once: this.once,
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
  private plainCall(
    index: number,
    start: number,
    end: number,
  ): { callee: Expression; args: ArgumentFacts[] } | undefined {
    const calleeEnd = dottedNameEnd(this.text, start);
    const args = calleeEnd > start ? this.plainArguments(index, calleeEnd, end) : undefined;
    if (!args) return undefined;
    const callee = dottedExpression(this.text.slice(start, calleeEnd), start);
    this.noteUse(callee, 'called', -1);
    return { callee, args };
  }

  private plainArguments(call: number, start: number, end: number): ArgumentFacts[] | undefined {
    const args = plainArguments(this.text, start, end);
    for (const { value } of args ?? []) {
      if (value.kind === 'attribute') this.fn.attributes.push(value);
      this.noteUse(value, 'argument', call);
    }
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
        args = this.plainArguments(index, this.cursor.startIndex, end) ?? this.argumentsOf(index);
      }
    });
    return { callee, args };
  }

  private argumentsOf(call: number): ArgumentFacts[] {
    const k = this.kinds;
    const args: ArgumentFacts[] = [];
    this.eachChild((child) => {
      if (child === k.ignored || child === k.comment) return;
      if (child === k.keywordArgument) this.keywordArgument(call, args);
      else if (child === k.listSplat || child === k.dictionarySplat) {
        const keyword = child === k.listSplat ? '*' : '**';
        this.eachChild((part) => {
          if (part !== k.ignored) args.push({ keyword, value: this.argument(call) });
        });
      } else args.push({ keyword: undefined, value: this.argument(call) });
    });
    return args;
  }

  private keywordArgument(call: number, args: ArgumentFacts[]): void {
    const k = this.kinds;
    let keyword = '';
    this.eachChild((part) => {
      if (part === k.ignored || part === k.comment) return;
      if (keyword === '') keyword = this.textHere();
      else args.push({ keyword, value: this.argument(call) });
    });
  }

  protected argument(call: number): Expression {
    this.argumentOf = call;
    return this.expression('argument');
  }
}
