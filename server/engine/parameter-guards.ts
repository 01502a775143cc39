import type { CallFacts, Expression, FunctionFacts, Guard, ParameterFacts } from './module-facts.ts';
import type { FunctionNode, Value } from './value.ts';

const truthOrNone = /^\s*\(?\s*(not\s+)?([A-Za-z_]\w*)(\s+is\s+(not\s+)?None)?\s*\)?\s*$/;
const equality = /^\s*\(?\s*([A-Za-z_]\w*)\s*([!=]=)\s*(["'])([^"'\\]*)\3\s*\)?\s*$/;
const membership = /^\s*\(?\s*([A-Za-z_]\w*)\s+(not\s+)?in\s+(?:\w+\.)*[A-Z][A-Z0-9_]*\s*\)?\s*$/;

const lacksEntry = /^(?:not\s+(\w+)\.get\(([^()]+)\)|(\w+)\.get\(([^()]+)\)\s+is\s+None|(\S+)\s+not\s+in\s+(\w+))$/;

/** The guard of `if p.get(k) is None: p[k] = …`, which fills in what the caller of a function left out of a dictionary. */
export function fillsIn(condition: string, body: string): Guard[] {
  const match = lacksEntry.exec(condition);
  const parameter = match?.[1] ?? match?.[3] ?? match?.[6];
  const key = match?.[2] ?? match?.[4] ?? match?.[5];
  if (parameter === undefined || key === undefined) return [];
  return body.startsWith(`${parameter}[${key}] =`) ? [{ parameter, asks: 'entry', answer: false }] : [];
}

/** What a condition says about plain names when it holds; parts that say more than that are left out. */
export function guardsOf(condition: string): Guard[] {
  if (/\bor\b|\bif\b/.test(condition)) return [];
  return condition.split(/\band\b/).flatMap((part): Guard[] => {
    const plain = truthOrNone.exec(part);
    if (plain?.[2] && !(plain[1] && plain[3])) {
      const answer = plain[3] ? plain[4] === undefined : plain[1] === undefined;
      return [{ parameter: plain[2], asks: plain[3] ? 'None' : 'truth', answer }];
    }
    const compared = equality.exec(part);
    if (compared?.[1]) {
      return [{ parameter: compared[1], asks: { equals: compared[4] ?? '' }, answer: compared[2] === '==' }];
    }
    const held = membership.exec(part);
    return held?.[1] ? [{ parameter: held[1], asks: 'table', answer: held[2] === undefined }] : [];
  });
}

/** What holds where the condition does not: only a condition of one part can be turned round. */
export function negated(condition: string): Guard[] {
  if (/\band\b/.test(condition)) return [];
  return guardsOf(condition).map((guard) => ({ ...guard, answer: !guard.answer }));
}

/** What is known of the argument that a call gives a parameter, by default or as written; `value`: something, not `None`. */
export type KnownArgument = boolean | null | 'value' | { readonly text: string };
/** The known ones by the parameter's name. */
export type KnownArguments = ReadonlyMap<string, KnownArgument>;

/** Whether the first parameter of a function is given by the object that it is called on. */
export function isBound({ facts }: FunctionNode, receiver: Value | undefined): boolean {
  if (facts.class < 0) return false;
  const first = facts.parameters[0]?.name;
  return first === 'cls' || (first === 'self' && receiver?.kind !== 'class');
}

/**
 * What a call of a function gives for those of its parameters that `asked` has: the argument, or the default where it
 * certainly gives none. Parameters that the function assigns again are left out. `bound`: the first parameter is `self` or
 * `cls` and not written.
 */
export function givenArguments(
  target: FunctionFacts,
  call: CallFacts,
  bound: boolean,
  asked: ReadonlySet<string>,
): ReadonlyMap<string, Expression> {
  const given = new Map<string, Expression>();
  const isUnpacked = (star: string) => call.arguments.some((argument) => argument.keyword === star);
  const hasStar = isUnpacked('*');
  const hasDoubleStar = isUnpacked('**');
  // What follows an unpacked `*` may stand anywhere.
  const firstStar = call.arguments.findIndex((argument) => argument.keyword === '*');
  const certain = hasStar ? call.arguments.slice(0, firstStar) : call.arguments;
  const positional = certain.filter((argument) => argument.keyword === undefined);
  target.parameters.slice(bound ? 1 : 0).forEach((parameter, position) => {
    if (!asked.has(parameter.name) || isAssigned(target, parameter)) return;
    const written =
      call.arguments.find((argument) => argument.keyword === parameter.name)?.value ?? positional[position]?.value;
    const value = written ?? (hasStar || hasDoubleStar || parameter.star !== '' ? undefined : parameter.default);
    if (value) given.set(parameter.name, value);
  });
  return given;
}

function isAssigned(fn: FunctionFacts, parameter: ParameterFacts): boolean {
  return fn.bindings.some((binding) => binding.target === parameter.name);
}

/**
 * The constant that an argument is: a literal, or a parameter of the caller that is known to be one. Undefined for all
 * else.
 */
export function knownArgument(value: Expression, ofCaller: KnownArguments): KnownArgument | undefined {
  return value.kind === 'name' ? ofCaller.get(value.name) : literalOf(value);
}

function literalOf(value: Expression): KnownArgument | undefined {
  if (value.kind === 'collection' || value.kind === 'lambda') return 'value';
  if (value.kind !== 'literal') return undefined;
  switch (value.type) {
    case 'None':
      return null;
    case 'bool':
      return value.value === 'True';
    case 'str':
      return value.value === undefined ? 'value' : { text: value.value };
    default:
      return 'value';
  }
}

/** Whether a call in a function's body cannot run when its parameters have these values. */
export function isRuledOut(call: CallFacts, known: KnownArguments): boolean {
  return call.guards.some(({ parameter, asks, answer }) => {
    const value = known.get(parameter);
    const holds = value === undefined ? undefined : answerOf(asks, value);
    return holds !== undefined && holds !== answer;
  });
}

/** Whether a call only fills in what a caller left out of a dictionary: nothing is known of any caller that does. */
export function isFillIn(call: CallFacts): boolean {
  return call.guards.some(({ asks }) => asks === 'entry');
}

/** What a condition gives for a value; undefined where that is not known. */
function answerOf(asks: Guard['asks'], value: KnownArgument): boolean | undefined {
  if (asks === 'None') return value === null;
  if (value === 'value') return undefined;
  const text = typeof value === 'object' ? value?.text : undefined;
  if (asks === 'truth') return text === undefined ? value === true : text !== '';
  // A string that is written in the code and looked up in a constant table is there.
  if (asks === 'table') return text === undefined ? undefined : true;
  return asks === 'entry' ? undefined : text === asks.equals;
}
