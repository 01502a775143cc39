import { nameOf } from './expression-name.ts';
import type { Inference } from './inference.ts';
import { mayMakeAwaitable } from './made-awaitable.ts';
import type { CallFacts, Expression } from './module-facts.ts';
import type { ClassNode, FunctionNode, Value } from './value.ts';

/** Functions that take a value as it is; the last names are looked at first. */
const takesValue =
  /^(builtins\.(len|str|repr|int|float|bool|list|tuple|set|frozenset|dict|sorted|sum|min|max|any|all|enumerate|reversed|abs|round|print)|math\.\w+|json\.dumps|(fastapi|starlette)\.(\w+\.)*(HTTPException|jsonable_encoder)|logging\.(Logger\.)?(debug|info|warning|error|critical|exception))$/;
/** Those that also take what stands in a collection. */
const takesItems =
  /^(json\.dumps|(fastapi|starlette)\.(\w+\.)*(HTTPException|jsonable_encoder|\w*Response)|(orjson|ujson)\.dumps)$/;
const response = /^(fastapi|starlette)\.(responses\.)?(JSON|ORJSON|UJSON|HTML|PlainText)?Response$/;
const lastName =
  /^(len|str|repr|int|float|bool|list|tuple|set|frozenset|dict|sorted|sum|min|max|any|all|enumerate|reversed|abs|round|print|dumps|HTTPException|jsonable_encoder|\w*Response|debug|info|warning|error|critical|exception|[A-Z]\w*|sqrt|floor|ceil|isnan)$/;
const model = /^pydantic\.(main\.)?BaseModel$/;
/** Types that no awaitable object is of, to a model that checks its fields. */
const plainType =
  /^(builtins\.(str|int|float|bool|bytes|list|dict|set|tuple)|datetime\.\w+|uuid\.UUID|decimal\.Decimal)$/;

/** An expression that a call takes as it is, without waiting for anything. */
export interface TakenValue {
  readonly value: Expression;
  readonly taker: CallFacts;
  /** What stands in a collection is taken too. */
  readonly withItems: boolean;
}

/** What the calls of a function hand to functions that certainly await nothing of it. */
export function takenValues(inference: Inference, node: FunctionNode): readonly TakenValue[] {
  const found: TakenValue[] = [];
  for (const index of node.facts.calls) {
    const taker = node.module.facts.calls[index];
    if (!taker || taker.deferred || taker.arguments.length === 0 || !lastName.test(nameOf(taker.callee) ?? ''))
      continue;
    if (!taker.arguments.some(({ value }) => mayHold(node, value))) continue;
    const callees = inference.evaluate(node, taker.callee);
    if (callees.length === 0) continue;
    for (const { keyword, value } of taker.arguments) {
      if (keyword === '*' || keyword === '**' || keyword === 'key' || !mayHold(node, value)) continue;
      const takes = (callee: Value) => isTaken(inference, callee, keyword);
      if (!callees.every(takes)) continue;
      const withItems = callees.every((callee) => callee.kind === 'external' && takesItems.test(callee.name));
      found.push({ value, taker, withItems });
    }
  }
  return found;
}

/** Whether something in an expression may be awaited, going by names alone: it spares most calls the question what they call. */
function mayHold({ facts, module }: FunctionNode, value: Expression): boolean {
  for (const part of partsOf(value, true)) {
    if (part.kind === 'name') {
      if (facts.heldNames.some(({ name }) => name === part.name)) return true;
    } else if (part.kind === 'call' && mayMakeAwaitable(module.facts.calls[part.call])) return true;
  }
  return false;
}

function isTaken(inference: Inference, callee: Value, keyword: string | undefined): boolean {
  if (callee.kind === 'external') {
    if (response.test(callee.name)) return keyword === undefined || keyword === 'content';
    return takesValue.test(callee.name);
  }
  return callee.kind === 'class' && keyword !== undefined && isCheckedField(inference, callee.node, keyword);
}

/** Whether a field of a model accepts only values that are no awaitable objects: pydantic refuses others. */
function isCheckedField(inference: Inference, cls: ClassNode, name: string): boolean {
  const { classes, external } = inference.classes.lineage(cls);
  if (!external.some((base) => model.test(base)) || inference.classes.findMethod(cls, '__init__')) return false;
  // Validators may look at the value first.
  if (classes.some(({ module, facts }) => facts.methods.some((index) => isDecorated(module.functions[index]))))
    return false;
  for (const owner of classes) {
    const field = owner.facts.bindings.find(({ target }) => target === name);
    const scope = owner.module.functions[owner.facts.function];
    if (!field?.annotation || !scope) continue;
    const types = inference.types.of(scope, field.annotation, owner);
    return types.length > 0 && types.every((type) => isPlain(inference, type));
  }
  return false;
}

function isDecorated(method: FunctionNode | undefined): boolean {
  return method?.facts.decorators.some((decorator) => decorator.kind === 'call') === true;
}

function isPlain(inference: Inference, type: Value): boolean {
  if (type.kind === 'external instance') return type.name === 'None' || plainType.test(type.name);
  if (type.kind === 'container') return true;
  return type.kind === 'instance' && inference.classes.lineage(type.node).external.some((base) => model.test(base));
}

/** The calls and names that an expression is or, with `withItems`, has in its collections. */
export function* partsOf(expression: Expression, withItems: boolean): Generator<Expression> {
  if (expression.kind === 'call' || expression.kind === 'name') yield expression;
  else if (expression.kind === 'choice') for (const option of expression.options) yield* partsOf(option, withItems);
  else if (expression.kind === 'collection' && withItems) {
    for (const item of expression.items) yield* partsOf(item, true);
  }
}
