import { asyncPropertyNames, type MisusedProperty, misusedProperties } from '../async-properties.ts';
import { addAsync } from '../fixes/add-async.ts';
import { addAwait } from '../fixes/add-await.ts';
import { awaitInAsyncDef } from '../fixes/await-in-async-def.ts';
import type { Inference } from '../inference.ts';
import type { LinkedProject } from '../linked-project.ts';
import { type LostAwaitable, lostAwaitables } from '../lost-awaitables.ts';
import { isOnlyAsyncContext, isOnlyAsyncIterable, madeByCall } from '../made-awaitable.ts';
import { mayAwait, mayAwaitAt } from '../may-await.ts';
import type { CallFacts, Expression, NameExpression, NameUse } from '../module-facts.ts';
import { isNotebook } from '../notebook-module.ts';
import { visibleAt } from '../scope-names.ts';
import { excerpt } from '../source-excerpt.ts';
import { isTestModule } from '../test-module.ts';
import { asCall, type FunctionNode } from '../value.ts';
import { areInOtherCells, writtenLine } from '../written-line.ts';
import type { FixMaker, Rule, RuleFinding } from './rule.ts';

/** Where code stands, for advice: only an `async def` can await. `on loop`: it cannot either, and a loop runs already. */
type FunctionKind = FunctionNode['facts']['kind'] | 'on loop';

/** The message for what is dropped, by the kind of the function that holds the call. */
const dropped: Readonly<Record<FunctionKind, string>> = {
  'async def': 'missing-await',
  def: 'missing-await.def',
  lambda: 'missing-await.elsewhere',
  module: 'missing-await.elsewhere',
  'on loop': 'missing-await.on loop',
};

const advice: Readonly<Record<FunctionKind, string>> = {
  'async def': 'await it',
  def: 'await it in async def',
  lambda: 'await it elsewhere',
  module: 'await it elsewhere',
  'on loop': 'await it on the loop',
};

/** What a place in a function is for those who want to write `await` there. */
function kindOf(node: FunctionNode, position: number): FunctionKind {
  if (mayAwaitAt(node, position)) return 'async def';
  const isOnLoop = mayAwait(node) || (node.facts.kind === 'lambda' && isNotebook(node.module.path));
  return isOnLoop ? 'on loop' : node.facts.kind;
}

/** A coroutine is made and lost: the call of an `async def` without `await` runs nothing. */
export const missingAwait: Rule = {
  name: 'missing-await',
  severity: { recommended: 'error', strict: 'error', learning: 'error' },
  card: 'coroutines',
  documentation: {
    summary: 'A coroutine that nothing awaits, and `for` or `with` where only `async for` or `async with` works.',
    why: `Calling an \`async def\` function runs none of its code: it only makes a coroutine object. If that is dropped, the
e-mail is never sent and the row never written, and all that Python says is a \`RuntimeWarning\` in the log. If it is used
as if it were the result, at once or later through a name, the request fails with an \`AttributeError\` or a \`TypeError\`, or
goes on with something that is always true. FastAPI does not await it either when a path operation returns it, alone or in
a dictionary.

What an asynchronous generator or context manager gives is for \`async for\` and \`async with\` only; \`for\` and \`with\` fail.

A coroutine that somebody may await is never reported: one that is returned to a caller, gathered, stored or handed on.`,
    bad: `from fastapi import FastAPI

app = FastAPI()


async def send_receipt(order: int) -> None:
    print('receipt for', order)


@app.post('/orders/{order}')
async def close_order(order: int):
    send_receipt(order)
    return {'closed': order}
`,
    good: `from fastapi import FastAPI

app = FastAPI()


async def send_receipt(order: int) -> None:
    print('receipt for', order)


@app.post('/orders/{order}')
async def close_order(order: int):
    await send_receipt(order)
    return {'closed': order}
`,
    ignore: 'Where the coroutine is dropped on purpose, as in a test of the warning itself.',
  },
  *check(project, module) {
    // Tests put other objects in the place of functions.
    if (isTestModule(module.path)) return;
    const properties = propertiesOf(project);
    for (const node of module.functions) {
      for (const misused of misusedProperties(project.inference, node, properties))
        yield propertyFinding(node, misused);
      for (const lost of lostAwaitables(project, node)) {
        const call = module.facts.calls[lost.call];
        if (call) yield findingOf(node, call, lost);
      }
      yield* syncStatements(project, node);
    }
  },
};

function findingOf(node: FunctionNode, call: CallFacts, lost: LostAwaitable): RuleFinding {
  const { qualifiedName } = node.facts;
  const kind = kindOf(node, call.start);
  const { message, params } = messageOf(node, call, lost);
  const text = `${excerpt(node.module.facts, call.callee)}(${call.arguments.length > 0 ? '…' : ''})`;
  return {
    ...common,
    span: { start: call.start, end: call.end },
    node,
    message,
    params: { call: text, function: qualifiedName, ...params },
    call: lost.call,
    fixes: fixesOf(kind, lost),
  };
}

const common = { runsOn: 'caller', card: 'coroutines', chain: [] } as const;

const propertyNames = new WeakMap<LinkedProject, ReadonlySet<string>>();

function propertiesOf(project: LinkedProject): ReadonlySet<string> {
  let names = propertyNames.get(project);
  if (!names) {
    names = asyncPropertyNames(project.modules.values());
    propertyNames.set(project, names);
  }
  return names;
}

function propertyFinding(node: FunctionNode, { property, attribute }: MisusedProperty): RuleFinding {
  const { qualifiedName } = node.facts;
  const kind = kindOf(node, property.start);
  return {
    ...common,
    span: { start: property.start, end: property.end },
    node,
    message: attribute === undefined ? 'missing-await.used' : 'missing-await.attribute',
    params: {
      call: excerpt(node.module.facts, property),
      function: qualifiedName,
      advice: advice[kind],
      ...(attribute === undefined ? {} : { attribute }),
    },
    fixes: kind === 'async def' ? [addAwait] : [],
  };
}

function fixesOf(kind: FunctionKind, { made, loss }: LostAwaitable): readonly FixMaker[] {
  if (made === 'generator' || made === 'context manager') return [];
  // What awaiting gives may need another statement.
  if (loss.how === 'used' && /async$/.test(loss.usage)) return [];
  return kind === 'async def' ? [addAwait] : kind === 'def' ? [awaitInAsyncDef] : [];
}

function messageOf(
  node: FunctionNode,
  call: CallFacts,
  { made, loss }: LostAwaitable,
): Pick<RuleFinding, 'message' | 'params'> {
  const kind = kindOf(node, call.start);
  const isAsync = kind === 'async def' ? { async: '' } : {};
  if (made === 'generator') return { message: 'missing-await.generator', params: isAsync };
  if (made === 'context manager') return { message: 'missing-await.context manager', params: isAsync };
  const params = { advice: advice[kind], ...(made === 'future' ? { future: '' } : {}) };
  switch (loss.how) {
    case 'dropped':
      return { message: dropped[kind], params: {} };
    case 'attribute':
      return { message: 'missing-await.attribute', params: { ...params, attribute: loss.attribute } };
    case 'name': {
      const use = written(loss.name, loss.use);
      if (areInOtherCells(node.module, call.start, loss.use.start))
        return { message: 'missing-await.name elsewhere', params: { ...params, use } };
      const line = String(writtenLine(node.module, loss.use.start));
      return { message: 'missing-await.name', params: { ...params, use, line } };
    }
    case 'returned':
      return { message: 'missing-await.returned', params };
    case 'given':
      return {
        message: 'missing-await.given',
        params: { ...params, taker: excerpt(node.module.facts, loss.taker.callee) },
      };
    case 'used':
      if (loss.usage === 'entered async') return { message: 'missing-await.first', params: { keyword: 'async with' } };
      if (loss.usage === 'iterated async') return { message: 'missing-await.first', params: { keyword: 'async for' } };
      return { message: 'missing-await.used', params };
  }
}

/** How a use of a name looks in the code. */
function written(name: string, { usage, attribute }: NameUse): string {
  if (attribute !== undefined) return `${name}.${attribute}`;
  return usage === 'object of subscript' ? `${name}[…]` : usage === 'called' ? `${name}()` : name;
}

/** `for` and `with` in the place of `async for` and `async with`. */
function* syncStatements(project: LinkedProject, node: FunctionNode): Generator<RuleFinding> {
  for (const { value, isAsync } of node.facts.contexts) {
    const isFound = !isAsync && isOnly(project, node, value, isOnlyAsyncContext, /context manager$/);
    if (isFound) yield statementFinding(node, value, 'missing-await.async with');
  }
  for (const { value, isAsync } of node.facts.loops) {
    const isFound = !isAsync && isOnly(project, node, value, isOnlyAsyncIterable, /^generator$/);
    if (isFound) yield statementFinding(node, value, 'missing-await.async for');
  }
}

/** Whether all that an expression may be, or what its call makes, is for the asynchronous statement only. */
function isOnly(
  { inference }: LinkedProject,
  node: FunctionNode,
  value: Expression,
  test: typeof isOnlyAsyncContext,
  made: RegExp,
): boolean {
  const source = value.kind === 'name' ? (madeHere(inference, node, value) ?? value) : value;
  const call = asCall(node.module, source);
  const what = call && madeByCall(inference, node, call);
  if (what) return made.test(what);
  if (source.kind !== 'call' && source.kind !== 'name' && source.kind !== 'attribute') return false;
  const values = inference.evaluate(node, source);
  const callees = call ? inference.evaluate(node, call.callee) : [];
  const isExact = callees.length > 0 && callees.every(({ kind }) => kind === 'class');
  return values.length > 0 && values.every((one) => test(inference, one, isExact));
}

/** The call that made what a local name certainly holds at a place. */
function madeHere(inference: Inference, node: FunctionNode, { name, start }: NameExpression): Expression | undefined {
  const definitions = visibleAt(inference.scopes.of(node).get(name) ?? [], start, true);
  const [only] = definitions;
  const binding = definitions.length === 1 && only?.kind === 'binding' ? only.binding : undefined;
  const isPlain = binding && binding.unpack.length === 0 && /^(assign|annotate)$/.test(binding.manner);
  return isPlain && binding.value?.kind === 'call' ? binding.value : undefined;
}

function statementFinding(node: FunctionNode, value: Expression, message: string): RuleFinding {
  const { qualifiedName } = node.facts;
  const kind = kindOf(node, value.start);
  return {
    ...common,
    span: { start: value.start, end: value.end },
    node,
    message,
    params: {
      value: excerpt(node.module.facts, value),
      function: qualifiedName,
      ...(mayAwait(node) ? { async: '' } : {}),
    },
    fixes: kind === 'async def' ? [addAsync] : [],
  };
}
