import type {
  BindingFacts,
  BranchFacts,
  CallFacts,
  Expression,
  FunctionFacts,
  Guard,
  ParameterFacts,
  Span,
} from './module-facts.ts';
import type { FunctionNode, Value } from './value.ts';

/** What a condition says, wherever it stands. */
type Condition = Omit<Guard, 'at'>;

const truthOrNone =
  /^\s*\(?\s*(not\s+)?((?:self|cls)\.\w+|[A-Za-z_]\w*(?:\.get\(\s*["']\w+["']\s*\))?)(\s+is\s+(not\s+)?None)?\s*\)?\s*$/;
const equality = /^\s*\(?\s*([A-Za-z_]\w*)\s*([!=]=)\s*(["'])([^"'\\]*)\3\s*\)?\s*$/;
const membership = /^\s*\(?\s*([A-Za-z_]\w*)\s+(not\s+)?in\s+(?:\w+\.)*[A-Z][A-Z0-9_]*\s*\)?\s*$/;
const listed = /^\s*\(?\s*([A-Za-z_]\w*)\s+(not\s+)?in\s+[([{]\s*((?:(["'])[^"'\\]*\4\s*,?\s*)+)[)\]}]\s*\)?\s*$/;
const inclusion = /^\s*\(?\s*(?:(["'])([^"'\\]*)\1|([A-Z][A-Z0-9_]*))\s+(not\s+)?in\s+([A-Za-z_]\w*)\s*\)?\s*$/;
const keywordEntry = /^(\w+)\.(?:get|pop)\(\s*["'](\w+)["']\s*(?:,\s*None\s*)?\)$/;

const lacksEntry = /^(?:not\s+(\w+)\.get\(([^()]+)\)|(\w+)\.get\(([^()]+)\)\s+is\s+None|(\S+)\s+not\s+in\s+(\w+))$/;

/** The guard of `if p.get(k) is None: p[k] = …`, which fills in what the caller of a function left out of a dictionary. */
export function fillsIn(condition: string, body: string): Condition[] {
  const match = lacksEntry.exec(condition);
  const parameter = match?.[1] ?? match?.[3] ?? match?.[6];
  const key = match?.[2] ?? match?.[4] ?? match?.[5];
  if (parameter === undefined || key === undefined) return [];
  return body.startsWith(`${parameter}[${key}] =`) ? [{ parameter, asks: 'entry', answer: false }] : [];
}

/** The name that is not `None` after `if x is None: x = […]`, given the text of the condition and of the body. */
export function filledBy(condition: string, body: string): string | undefined {
  const [guard] = guardsOf(condition, () => undefined);
  if (!guard || /\band\b/.test(condition)) return undefined;
  const isEmpty = (guard.asks === 'None' && guard.answer) || (guard.asks === 'truth' && !guard.answer);
  if (!isEmpty || !/^\w+$/.test(guard.parameter)) return undefined;
  const indentations = [...body.matchAll(/\n([ \t]*)(?=\S)/g)].map(([, indentation]) => indentation?.length ?? 0);
  const own = Math.min(...indentations);
  const assignments = [...body.matchAll(new RegExp(String.raw`(^|\n)([ \t]*)${guard.parameter}\s*=\s*(\S)`, 'g'))];
  const isAtTop = assignments.some(([, before, indentation]) => before === '' || indentation?.length === own);
  return isAtTop && assignments.every(([, , , value]) => /["'[{]/.test(value ?? '')) ? guard.parameter : undefined;
}

/**
 * What a condition says about plain names, and about entries of dictionaries, when it holds; parts that say more than that are
 * left out. `constant`: the string that a module calls by a name.
 */
export function guardsOf(condition: string, constant: (name: string) => string | undefined): Condition[] {
  if (/\bor\b|\bif\b/.test(condition)) return [];
  return condition.split(/\band\b/).flatMap((part): Condition[] => {
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
    if (held?.[1]) return [{ parameter: held[1], asks: 'table', answer: held[2] === undefined }];
    const within = listed.exec(part);
    if (within?.[1]) {
      const strings = [...(within[3] ?? '').matchAll(/(["'])(.*?)\1/g)].map(([, , text]) => text ?? '');
      return [{ parameter: within[1], asks: { isOneOf: strings }, answer: within[2] === undefined }];
    }
    const [, , written, name, not, parameter] = inclusion.exec(part) ?? [];
    const text = written ?? (name === undefined ? undefined : constant(name));
    if (parameter === undefined || text === undefined) return [];
    return [{ parameter, asks: { includes: text }, answer: not === undefined }];
  });
}

/**
 * The parameter whose value an expression has, by the name that guards call it, or the attribute of the object: an entry of
 * `**kwargs` is one as well, called `**name`. `assigned`: what the function assigns to a local name, as written.
 */
export function parameterBehind(
  written: string,
  parameters: readonly ParameterFacts[],
  assigned: (name: string) => string | undefined,
): string | undefined {
  if (parameters.some(({ name }) => name === written) || /^(self|cls)\./.test(written)) return written;
  const [, holder, name] = keywordEntry.exec(assigned(written) ?? written) ?? [];
  const isOfKeywords = parameters.some((parameter) => parameter.star === '**' && parameter.name === holder);
  return isOfKeywords ? `**${name}` : undefined;
}

/** What holds where the condition does not: none of its parts, of which one would have been enough. */
export function negated(condition: string, constant: (name: string) => string | undefined): Condition[] {
  if (/\band\b|\bif\b/.test(condition)) return [];
  const parts = condition.split(/\bor\b/).flatMap((part) => guardsOf(part, constant));
  return parts.map((guard) => ({ ...guard, answer: !guard.answer }));
}

/**
 * What is known of the argument that a call gives a parameter, by default or as written, or of an attribute of the object;
 * `value`: something, not `None`; `filled`: something that counts as true; `oneOf`: each of some strings, one after the other.
 */
export type KnownArgument =
  | boolean
  | null
  | 'value'
  | 'filled'
  | { readonly text: string }
  | { readonly oneOf: readonly string[] };
/** The known ones by the parameter's name. */
export type KnownArguments = ReadonlyMap<string, KnownArgument>;

/** Whether the first parameter of a function is given by the object that it is called on. */
export function isBound({ facts }: FunctionNode, receiver: Value | undefined): boolean {
  if (facts.class < 0) return false;
  const first = facts.parameters[0]?.name;
  return first === 'cls' || (first === 'self' && receiver?.kind !== 'class');
}

/** What a call of a function gives for those of the asked parameters that the function does not assign again. */
export function givenArguments(
  target: FunctionFacts,
  call: CallFacts,
  bound: boolean,
  asked: ReadonlySet<string>,
): ReadonlyMap<string, Expression> {
  const given = writtenArguments(target, call, bound, asked);
  return new Map([...given].filter(([name]) => !isAssigned(target, name)));
}

/**
 * What a call of a function gives for those of its parameters that `asked` has: the argument, or the default where it
 * certainly gives none. `bound`: the first parameter is `self` or `cls` and not written.
 */
export function writtenArguments(
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
    if (!asked.has(parameter.name)) return;
    const written =
      call.arguments.find((argument) => argument.keyword === parameter.name)?.value ?? positional[position]?.value;
    const value = written ?? (hasStar || hasDoubleStar || parameter.star !== '' ? undefined : parameter.default);
    if (value) given.set(parameter.name, value);
  });
  const rest = target.parameters.find(({ star }) => star === '**');
  for (const name of asked) {
    if (!rest || !name.startsWith('**') || target.insertions.some((insertion) => insertion.target === rest.name))
      continue;
    const written = call.arguments.find((argument) => `**${argument.keyword}` === name)?.value;
    if (written) given.set(name, written);
    else if (!hasDoubleStar)
      given.set(name, { kind: 'literal', type: 'None', value: 'None', start: call.end, end: call.end });
  }
  return given;
}

function isAssigned(fn: FunctionFacts, parameter: string): boolean {
  return fn.bindings.some((binding) => binding.target === parameter) && fallbackOf(fn, parameter) === undefined;
}

/** Whether a parameter may hold something else at a place than what the function was given. */
export function isReplaced(fn: FunctionFacts, parameter: string, at: number): boolean {
  return bindingsBefore(fn, parameter, at).length > 0 && fallbackOf(fn, parameter) === undefined;
}

/** What may have given a name the value that it has at a place, besides a call of the function. */
export function bindingsBefore(fn: FunctionFacts, name: string, at: number): readonly BindingFacts[] {
  return fn.bindings.filter(({ target, isLocal, decides, start, loopStart }) => {
    if (target !== name) return false;
    return isLocal ? decides.start <= at && at < decides.end : start < at || (loopStart >= 0 && loopStart <= at);
  });
}

/** The constant that a function takes where it is given none: `x` of `p = p or "x"`. */
function fallbackOf(fn: FunctionFacts, parameter: string): KnownArgument | undefined {
  const [binding, ...others] = fn.bindings.filter(({ target }) => target === parameter);
  if (others.length > 0 || binding?.value?.kind !== 'choice') return undefined;
  const [own, other, more] = binding.value.options;
  if (own?.kind !== 'name' || own.name !== parameter || !other || more) return undefined;
  // `a and b` and `a if c else b` are choices as well, with more between the two.
  return other.start - own.end === ' or '.length ? literalOf(other) : undefined;
}

/** What a parameter holds after `p = p or "x"`, where the function has that. */
export function orFallback(fn: FunctionFacts, parameter: string, given: KnownArgument): KnownArgument {
  const isEmpty = given === null || given === false || textOf(given) === '';
  return isEmpty ? (fallbackOf(fn, parameter) ?? given) : given;
}

/** What is known of an argument: a literal, a parameter of the caller of which something is known, or a name that has a value. */
export function knownArgument(
  value: Expression,
  caller: FunctionFacts,
  ofCaller: KnownArguments,
): KnownArgument | undefined {
  if (value.kind !== 'name') return literalOf(value);
  if (ofCaller.has(value.name) && !isReplaced(caller, value.name, value.start)) return ofCaller.get(value.name);
  return hasValue(caller, value.name, value.start) ? 'value' : undefined;
}

/** Whether a local name is not `None` at a place: it is always a list or the like, or was given one where it was `None`. */
function hasValue(fn: FunctionFacts, name: string, at: number): boolean {
  const bindings = fn.bindings.filter(({ target }) => target === name);
  const [only] = bindings;
  if (bindings.length === 1 && only?.manner === 'assign' && only.unpack.length === 0) {
    return only.value?.kind === 'collection' && !fn.parameters.some((parameter) => parameter.name === name);
  }
  return fn.fills.some(
    ({ target, start, end }) =>
      target === name &&
      start <= at &&
      at < end &&
      !bindings.some((binding) => binding.start >= start && binding.start < at),
  );
}

/** The constant that an expression is. */
export function literalOf(value: Expression): KnownArgument | undefined {
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

/** What runs under conditions on parameters: a call, or a part of the body. */
export interface Guarded extends Span {
  readonly guards: readonly Guard[];
}

/** The innermost part of a function's body with conditions of its own that holds a place. */
export function branchAt(fn: FunctionFacts, at: number): BranchFacts | undefined {
  return fn.branches.findLast(({ start, end }) => start <= at && at < end);
}

/** Whether a call or another part of a function's body cannot run when its parameters have these values. */
export function isRuledOut(fn: FunctionFacts, { guards }: Guarded, known: KnownArguments): boolean {
  return guards.some(({ parameter, asks, answer, at }) => {
    const value = isReplaced(fn, parameter, at) ? undefined : known.get(parameter);
    const holds = value === undefined ? undefined : answerOf(asks, value);
    return holds !== undefined && holds !== answer;
  });
}

/** Whether a call only fills in what a caller left out of a dictionary: nothing is known of any caller that does. */
export function isFillIn({ guards }: Guarded): boolean {
  return guards.some(({ asks }) => asks === 'entry');
}

function textOf(value: KnownArgument): string | undefined {
  return typeof value === 'object' && value !== null && 'text' in value ? value.text : undefined;
}

/** What a condition gives for a value; undefined where that is not known. */
function answerOf(asks: Guard['asks'], value: KnownArgument): boolean | undefined {
  if (typeof value === 'object' && value !== null && 'oneOf' in value) {
    const [first, ...others] = value.oneOf.map((text) => answerOf(asks, { text }));
    return others.every((answer) => answer === first) ? first : undefined;
  }
  if (asks === 'None') return value === null;
  if (value === 'value') return undefined;
  if (value === 'filled') return asks === 'truth' ? true : undefined;
  const text = textOf(value);
  if (asks === 'truth') return text === undefined ? value === true : text !== '';
  // A string that is written in the code and looked up in a constant table is there.
  if (asks === 'table') return text === undefined ? undefined : true;
  if (asks === 'entry') return undefined;
  if ('equals' in asks) return text === asks.equals;
  if ('isOneOf' in asks) return text === undefined ? undefined : asks.isOneOf.includes(text);
  return text?.includes(asks.includes);
}
