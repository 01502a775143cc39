import { dottedExpression } from './dotted-name.ts';
import type { Expression, TypeCheckFacts } from './module-facts.ts';

/** What a condition says about the class of a name. */
export type TypeCheck = Omit<TypeCheckFacts, 'span'>;

const check = /^\s*\(?\s*(not\s+)?isinstance\(\s*([A-Za-z_]\w*)\s*,\s*([\w.\s|]+|\([\w.\s,|]+\))\s*,?\s*\)\s*\)?\s*$/;
const classPattern = /^\s*\(?\s*([A-Za-z_][\w.]*)\s*\(([\s\S]*)\)\s*\)?\s*$/;

/** The classes in `A`, `A | B` or `(A, B)`. */
function classesIn(written: string, at: number): readonly Expression[] {
  return written
    .replace(/[()\s]/g, '')
    .split(/[,|]/)
    .filter((name) => /^[A-Za-z_][\w.]*$/.test(name))
    .map((name) => dottedExpression(name, at));
}

function checkIn(part: string, at: number): TypeCheck | undefined {
  const [, not, target, classes] = check.exec(part) ?? [];
  if (target === undefined || classes === undefined) return undefined;
  return { target, classes: classesIn(classes, at), answer: not === undefined };
}

/** What is known where a condition, which stands at an offset, holds. */
export function checksOf(condition: string, at: number): readonly TypeCheck[] {
  if (!condition.includes('isinstance') || /\bor\b|\bif\b/.test(condition)) return [];
  return condition.split(/\band\b/).flatMap((part) => checkIn(part, at) ?? []);
}

/** What is known where it does not hold. */
export function checksOfFailed(condition: string, at: number): readonly TypeCheck[] {
  if (!condition.includes('isinstance') || /\band\b|\bif\b/.test(condition)) return [];
  return condition
    .split(/\bor\b/)
    .flatMap((part) => checkIn(part, at) ?? [])
    .map((one) => ({ ...one, answer: !one.answer }));
}

/** The classes that a `case` pattern asks for, and whether it asks for nothing else; undefined for other patterns. */
export function casePattern(
  pattern: string,
  at: number,
): { readonly classes: readonly Expression[]; readonly isPlain: boolean } | undefined {
  const options = pattern.replace(/\s+as\s+\w+\s*$/, '').split('|');
  const matches = options.map((option) => classPattern.exec(option));
  const classes = matches.flatMap((match) => (match?.[1] === undefined ? [] : [dottedExpression(match[1], at)]));
  if (classes.length < options.length) return undefined;
  return { classes, isPlain: matches.every((match) => match?.[2]?.trim() === '') };
}
