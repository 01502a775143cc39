import type { CallFacts, Expression, FunctionFacts, Guard, ParameterFacts } from './module-facts.ts';

const truthOrNone = /^\s*\(?\s*(not\s+)?([A-Za-z_]\w*)(\s+is\s+(not\s+)?None)?\s*\)?\s*$/;
const equality = /^\s*\(?\s*([A-Za-z_]\w*)\s*([!=]=)\s*(["'])([^"'\\]*)\3\s*\)?\s*$/;
const membership = /^\s*\(?\s*([A-Za-z_]\w*)\s+(not\s+)?in\s+(?:\w+\.)*[A-Z][A-Z0-9_]*\s*\)?\s*$/;

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

/** A constant that a call gives a parameter, by default or as written. */
export type KnownArgument = boolean | null | { readonly text: string };
/** The known ones by the parameter's name. */
export type KnownArguments = ReadonlyMap<string, KnownArgument>;

/**
 * What a call of a function fixes for those of its parameters that `asked` has. `bound`: the first parameter is `self` or
 * `cls` and not written.
 */
export function knownArguments(
  target: FunctionFacts,
  call: CallFacts,
  bound: boolean,
  asked: ReadonlySet<string>,
): KnownArguments {
  const known = new Map<string, KnownArgument>();
  const isUnpacked = (star: string) => call.arguments.some((argument) => argument.keyword === star);
  const hasStar = isUnpacked('*');
  const hasDoubleStar = isUnpacked('**');
  const positional = call.arguments.filter((argument) => argument.keyword === undefined);
  target.parameters.slice(bound ? 1 : 0).forEach((parameter, position) => {
    if (!asked.has(parameter.name) || target.bindings.some((binding) => binding.target === parameter.name)) return;
    const given =
      call.arguments.find((argument) => argument.keyword === parameter.name)?.value ??
      (hasStar ? undefined : positional[position]?.value);
    const isUnknown = given === undefined && (hasStar || hasDoubleStar);
    const value = given ?? (isUnknown ? undefined : defaultOf(parameter));
    const literal = value && literalOf(value);
    if (literal !== undefined) known.set(parameter.name, literal);
  });
  return known;
}

function defaultOf(parameter: ParameterFacts): Expression | undefined {
  return parameter.star === '' ? parameter.default : undefined;
}

function literalOf(value: Expression): KnownArgument | undefined {
  if (value.kind !== 'literal') return undefined;
  switch (value.type) {
    case 'None':
      return null;
    case 'bool':
      return value.value === 'True';
    case 'str':
      return value.value === undefined ? undefined : { text: value.value };
    default:
      return undefined;
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

/** What a condition gives for a value; undefined where that is not known. */
function answerOf(asks: Guard['asks'], value: KnownArgument): boolean | undefined {
  const text = typeof value === 'object' && value !== null ? value.text : undefined;
  if (asks === 'None') return value === null;
  if (asks === 'truth') return text === undefined ? value === true : text !== '';
  // A string that is written in the code and looked up in a constant table is there.
  if (asks === 'table') return text === undefined ? undefined : true;
  return text === asks.equals;
}
