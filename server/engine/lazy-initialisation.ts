import type { FunctionFacts } from './module-facts.ts';

/** How long what is made on first use is kept: as long as the object that it belongs to, or as long as the process. */
export type Lifetime = 'object' | 'process';

const dottedName = String.raw`[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*`;
const empty = new RegExp(String.raw`^\(?\s*(?:(${dottedName})\s*(?:is|==)\s*None|not\s+(${dottedName}))\s*\)?$`);
const lacking = new RegExp(String.raw`^\(?\s*not\s+hasattr\(\s*(${dottedName})\s*,\s*["'](\w+)["']\s*\)\s*\)?$`);
const filled = new RegExp(String.raw`^\(?\s*(${dottedName})(?:\s+is\s+not\s+None|\s*!=\s*None)?\s*\)?$`);
const having = new RegExp(String.raw`^\(?\s*hasattr\(\s*(${dottedName})\s*,\s*["'](\w+)["']\s*\)\s*\)?$`);

/** The name that has no value yet where a condition holds: `x` of `if x is None`, `if not x`, `if not hasattr(…)`. */
export function emptyUnder(condition: string): string | undefined {
  return nameIn(empty.exec(condition)) ?? attributeIn(lacking.exec(condition));
}

/** The name that has no value yet where a condition does not hold: `x` of `if x is not None`, `if x`, `if hasattr(…)`. */
export function emptyOtherwise(condition: string): string | undefined {
  return nameIn(filled.exec(condition)) ?? attributeIn(having.exec(condition));
}

function nameIn(match: RegExpExecArray | null): string | undefined {
  return match?.[1] ?? match?.[2];
}

function attributeIn(match: RegExpExecArray | null): string | undefined {
  return match?.[1] !== undefined && match[2] !== undefined ? `${match[1]}.${match[2]}` : undefined;
}

/**
 * How long a value is kept that code makes where a name has none: undefined when the code does not give the name a value, or
 * when the name belongs to the call.
 */
export function lifetimeOf(name: string | undefined, code: string, fn: FunctionFacts): Lifetime | undefined {
  if (name === undefined) return undefined;
  const assignment = new RegExp(String.raw`(?:^|[\n;:])[ \t]*${name.replaceAll('.', '\\.')}[ \t]*(?::[^=\n]+)?=(?!=)`);
  if (!assignment.test(code)) return undefined;
  const [root = name] = name.split('.');
  if (root === name) return fn.globals.includes(name) ? 'process' : undefined;
  if (root === 'cls' || /^[A-Z]/.test(root)) return 'process';
  return root === 'self' ? 'object' : undefined;
}
