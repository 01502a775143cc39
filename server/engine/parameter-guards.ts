import type { CallFacts, Expression, FunctionFacts, Guard, ParameterFacts } from './module-facts.ts';

/** What a condition says about plain names when it holds; parts that say more than that are left out. */
export function guardsOf(condition: string): Guard[] {
  if (/\bor\b|\bif\b/.test(condition)) return [];
  return condition.split(/\band\b/).flatMap((part) => {
    const match = /^\s*\(?\s*(not\s+)?([A-Za-z_]\w*)(\s+is\s+(not\s+)?None)?\s*\)?\s*$/.exec(part);
    if (!match?.[2] || (match[1] && match[3])) return [];
    const answer = match[3] ? match[4] === undefined : match[1] === undefined;
    return [{ parameter: match[2], asks: match[3] ? 'None' : 'truth', answer }];
  });
}

/** What holds where the condition does not: only a condition of one part can be turned round. */
export function negated(condition: string): Guard[] {
  if (/\band\b/.test(condition)) return [];
  return guardsOf(condition).map((guard) => ({ ...guard, answer: !guard.answer }));
}

/** Parameters with the literals `True`, `False` or `None` that a call gives them, by name; by default or as written. */
export type KnownArguments = ReadonlyMap<string, 'True' | 'False' | 'None'>;

/** What a call of a function fixes for its parameters. `bound`: the first parameter is `self` or `cls` and not written. */
export function knownArguments(target: FunctionFacts, call: CallFacts, bound: boolean): KnownArguments {
  const known = new Map<string, 'True' | 'False' | 'None'>();
  const isUnpacked = (star: string) => call.arguments.some((argument) => argument.keyword === star);
  const hasStar = isUnpacked('*');
  const hasDoubleStar = isUnpacked('**');
  const positional = call.arguments.filter((argument) => argument.keyword === undefined);
  target.parameters.slice(bound ? 1 : 0).forEach((parameter, position) => {
    if (target.bindings.some((binding) => binding.target === parameter.name)) return;
    const given =
      call.arguments.find((argument) => argument.keyword === parameter.name)?.value ??
      (hasStar ? undefined : positional[position]?.value);
    const isUnknown = given === undefined && (hasStar || hasDoubleStar);
    const value = given ?? (isUnknown ? undefined : defaultOf(parameter));
    const literal = value && literalOf(value);
    if (literal) known.set(parameter.name, literal);
  });
  return known;
}

function defaultOf(parameter: ParameterFacts): Expression | undefined {
  return parameter.star === '' ? parameter.default : undefined;
}

function literalOf(value: Expression): 'True' | 'False' | 'None' | undefined {
  if (value.kind !== 'literal') return undefined;
  if (value.type === 'None') return 'None';
  if (value.type !== 'bool') return undefined;
  return value.value === 'True' ? 'True' : 'False';
}

/** Whether a call in a function's body cannot run when its parameters have these values. */
export function isRuledOut(call: CallFacts, known: KnownArguments): boolean {
  return call.guards.some(({ parameter, asks, answer }) => {
    const value = known.get(parameter);
    if (value === undefined) return false;
    return (asks === 'None' ? value === 'None' : value === 'True') !== answer;
  });
}
