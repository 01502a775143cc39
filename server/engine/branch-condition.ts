import type { ParameterFacts } from './module-facts.ts';

/** Conditions that do not hold in a server that takes requests: tests, type checkers, dead code, Windows, macOS. */
const neverWhileServing = new RegExp(
  String.raw`^\(?(?:${[
    String.raw`(?:\w+\.)*(?:IS_)?(?:TESTING|TEST_MODE|TYPE_CHECKING)`,
    String.raw`(?:False|0)(?:\s+and\b[\s\S]*)?`,
    String.raw`(?:sys\.)?platform\s*==\s*["'](?:win32|darwin)["']`,
    String.raw`os\.name\s*==\s*["']nt["']`,
    String.raw`platform\.system\(\)\s*==\s*["'](?:Windows|Darwin)["']`,
  ].join('|')})\)?$`,
  'i',
);

/** Whether what stands under a condition never runs in a server that takes requests. */
export function isNeverWhileServing(condition: string): boolean {
  if (neverWhileServing.test(condition)) return true;
  if (!/\band\b/.test(condition) || /\bor\b|\bif\b|[()]/.test(condition)) return false;
  return condition.split(/\band\b/).some((part) => neverWhileServing.test(part.trim()));
}

/** Conditions that hold in a server that takes requests: no Windows, no macOS. */
const whileServing =
  /^\(?(?:True|1|(?:sys\.)?platform\s*!=\s*["'](?:win32|darwin)["']|os\.name\s*!=\s*["']nt["']|platform\.system\(\)\s*!=\s*["'](?:Windows|Darwin)["'])\)?$/;

/** Whether a condition always holds in a server that takes requests. */
export function isAlways(condition: string): boolean {
  return whileServing.test(condition);
}

const names = /(?<![\w.])[A-Za-z_]\w*/g;
const words = new Set([
  'not',
  'and',
  'or',
  'is',
  'in',
  'True',
  'False',
  'None',
  'isinstance',
  'issubclass',
  'callable',
  'len',
  'type',
]);

/**
 * Whether a condition asks for nothing but the function's own arguments, and for classes: a branch that returns on it is
 * a shortcut for special arguments, not a result kept from an earlier call.
 */
export function asksOnlyArguments(condition: string, parameters: readonly ParameterFacts[]): boolean {
  const isReceiver = (name: string) => name === 'self' || name === 'cls';
  const given = new Set(parameters.map(({ name }) => name).filter((name) => !isReceiver(name)));
  const asked = (condition.replace(/(["']).*?\1/gs, '').match(names) ?? []).filter((name) => !words.has(name));
  return asked.some((name) => given.has(name)) && asked.every((name) => given.has(name) || /^[A-Z]/.test(name));
}
