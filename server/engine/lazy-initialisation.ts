import type { FunctionFacts } from './module-facts.ts';

/**
 * How long what is made on first use is kept: as long as the object that it belongs to, or as long as the process; `entry`: for
 * a key, so that it is made once for each.
 */
export type Lifetime = 'object' | 'process' | 'entry';

/** A function as far as it tells where values are kept. */
export interface KeepingFunction {
  readonly fn: FunctionFacts;
  /** The class that the function is a method of; empty for other functions. */
  readonly classText: string;
  /** What is assigned to a local name, as written; undefined where that is not one place. */
  readonly assigned: (name: string) => string | undefined;
  readonly isOfModule: (name: string) => boolean;
}

const dottedName = String.raw`[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*`;
const empty = new RegExp(String.raw`^(?:(${dottedName})\s*(?:is|==)\s*None|not\s+(${dottedName}))$`);
const lacking = new RegExp(String.raw`^not\s+hasattr\(\s*(${dottedName})\s*,\s*["'](\w+)["']\s*\)$`);
const filled = new RegExp(String.raw`^(${dottedName})(?:\s+is\s+not\s+None|\s*!=\s*None)?$`);
const having = new RegExp(String.raw`^hasattr\(\s*(${dottedName})\s*,\s*["'](\w+)["']\s*\)$`);
const entry = new RegExp(String.raw`^(${dottedName})(?:\[\s*["'](\w+)["']\s*\]|\.get\(\s*["'](\w+)["']\s*\))$`);
const attribute = new RegExp(
  String.raw`\bgetattr\(\s*(${dottedName})\s*,\s*["'](\w+)["']\s*,\s*(?:None|False)\s*\)`,
  'g',
);
/** What Starlette keeps for the whole application; `request.state` belongs to one request. */
const ofApplication = /(?:^|\.)app\.state\.\w+$/;
const state = /^(self\.\w+)(?:\s*(?:==|is)\s*(?:["']\w*["']|(?:\w+\.)*[A-Z]\w*))?$/;
/** What is asked of a value that is good for a while only, and then made again. */
const asksForAge = /[<>]|expir|stale|valid|fresh|age\b|ttl|time/i;

/** The names that have no value yet where a condition holds: `x` of `if x is None`, `if not x`, `if not hasattr(…)`. */
export function emptyUnder(condition: string): readonly string[] {
  const names = partsOf(condition).map((part) => nameIn(empty.exec(part)) ?? attributeIn(lacking.exec(part)));
  return names.filter((name) => name !== undefined).slice(0, 1);
}

/**
 * The names that have no value yet where a condition does not hold: `x` of `if x is not None`, `if x`, `if hasattr(…)`. Where
 * it asks for more (`if self.state == READY and x: return x`), it is what the branch returns that has none.
 */
export function emptyOtherwise(condition: string, returned: string, { fn }: KeepingFunction): readonly string[] {
  const parts = partsOf(condition);
  const [only] = parts;
  const name = only === undefined ? undefined : (nameIn(filled.exec(only)) ?? attributeIn(having.exec(only)));
  if (parts.length === 1 && name !== undefined) return [name];
  if (returned === '' || parts.some((part) => asksForAge.test(part) || asksForParameter(part, fn))) return [];
  const others = parts.filter((part) => nameIn(filled.exec(part)) !== returned);
  if (others.length < parts.length) {
    const isAboutIt = (part: string) => state.test(part) || (mentions(part, returned) && !/[=!]=/.test(part));
    return others.every(isAboutIt) ? [returned] : [];
  }
  const states = others.map((part) => nameIn(state.exec(part)));
  return states.every((one) => one !== undefined) ? [returned, ...states] : [];
}

/** What a condition asks, all of which must hold; nothing when some of it need not. */
function partsOf(condition: string): readonly string[] {
  if (/\bor\b|\bif\b/.test(condition)) return [];
  const plain = withAttributes(condition)
    .trim()
    .replace(/^\(([^()]*)\)$/s, '$1');
  return plain.split(/\band\b/).map((part) =>
    part
      .trim()
      .replace(/^\(([^()]*)\)$/s, '$1')
      .trim(),
  );
}

/** Code with `getattr(x, "y", None)` written as `x.y`. */
function withAttributes(code: string): string {
  return code.replace(attribute, '$1.$2');
}

function nameIn(match: RegExpExecArray | null): string | undefined {
  return match?.[1] ?? match?.[2];
}

function attributeIn(match: RegExpExecArray | null): string | undefined {
  return match?.[1] !== undefined && match[2] !== undefined ? `${match[1]}.${match[2]}` : undefined;
}

function asksForParameter(part: string, fn: FunctionFacts): boolean {
  return fn.parameters.some(({ name }) => name !== 'self' && name !== 'cls' && mentions(part, name));
}

function mentions(code: string, name: string): boolean {
  return new RegExp(String.raw`(?<![\w.])${escaped(name)}(?!\w)`).test(code);
}

function escaped(written: string): string {
  return written.replace(/[.[\]]/g, '\\$&').replace(/["']/g, '["\']');
}

/**
 * How long a value is kept that code makes where some names have none, the first of which is to keep it: undefined when the
 * code, with the methods of the same object that it calls, does not give each of them a value, or when it belongs to the call.
 */
export function lifetimeOf(names: readonly string[], code: string, keeping: KeepingFunction): Lifetime | undefined {
  const [first] = names;
  if (first === undefined) return undefined;
  const place = placeOf(first, keeping);
  const lifetime = place && lifetimeIn(place, keeping);
  if (!lifetime) return undefined;
  const isList = place === first && isListOfModule(first, keeping);
  const isKept = isList ? fills : keeps;
  const isGiven = [place, ...names.slice(1)].every(
    (name) => isKept(code, name) || keeps(calledMethods(code, keeping.classText), name),
  );
  return isGiven ? lifetime : undefined;
}

/** Where the value of a name is kept: `x = self.y` and `x = table["y"]` make a local name stand for what they read. */
function placeOf(name: string, keeping: KeepingFunction): string | undefined {
  const { fn, assigned } = keeping;
  if (name.includes('.') || fn.globals.includes(name) || isListOfModule(name, keeping)) return name;
  const written = assigned(name);
  if (written === undefined) return undefined;
  const [, table, item, got] = entry.exec(written) ?? [];
  if (table !== undefined) return `${table}["${item ?? got}"]`;
  const plain = withAttributes(written);
  return new RegExp(`^${dottedName}$`).test(plain) && plain.includes('.') ? plain : undefined;
}

function lifetimeIn(place: string, { isOfModule, assigned }: KeepingFunction): Lifetime | undefined {
  const [, root = ''] = /^(\w+)/.exec(place) ?? [];
  const behind = withAttributes((root === place ? undefined : assigned(root)) ?? root);
  if (ofApplication.test(`${behind}${place.slice(root.length)}`)) return 'process';
  if (root === 'self') return 'object';
  if (root === place || root === 'cls' || /^[A-Z]/.test(root)) return 'process';
  return place.startsWith(`${root}[`) && isOfModule(root) ? 'process' : undefined;
}

/** Whether a name is the module's, and the function may put something into it but gives it no other value. */
function isListOfModule(name: string, { fn, isOfModule }: KeepingFunction): boolean {
  const isOwn = fn.globals.includes(name) || fn.parameters.some((parameter) => parameter.name === name);
  return !isOwn && !fn.bindings.some(({ target }) => target === name) && isOfModule(name);
}

/** Whether code puts something into a list or the like. */
function fills(code: string, name: string): boolean {
  return new RegExp(String.raw`(?<![\w.])${escaped(name)}\.(?:append|extend|add|update)\(`).test(code);
}

/** Whether code gives a name a value, and does not take it back when it is done: that only keeps others out meanwhile. */
function keeps(code: string, name: string): boolean {
  const assignment = String.raw`(?:^|[\n;:])[ \t]*${escaped(name)}[ \t]*(?::[^=\n]+)?=(?!=)`;
  if (!new RegExp(assignment).test(code)) return false;
  return !new RegExp(String.raw`\bfinally[ \t]*:[\s\S]*?${assignment}[ \t]*(?:False|None)\b`).test(code);
}

/** The text of the methods of a class that code calls on `self` or `cls`. */
function calledMethods(code: string, classText: string): string {
  if (classText === '') return '';
  const called = new Set([...code.matchAll(/(?<![\w.])(?:self|cls)\.(\w+)\(/g)].map(([, name]) => name));
  const method = (name: string | undefined) =>
    new RegExp(
      String.raw`\n([ \t]*)(?:async[ \t]+)?def[ \t]+${name}\b[\s\S]*?(?=\n\1(?:async|def|class|@)|$(?![\s\S]))`,
    );
  return [...called].flatMap((name) => method(name).exec(classText)?.[0] ?? []).join('\n');
}
