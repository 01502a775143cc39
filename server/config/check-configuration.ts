import * as v from 'valibot';
import { nearestName } from '../engine/nearest-name.ts';
import type { ConfigurationMistake, KeyPath } from './configuration-mistake.ts';
import { type Configuration, configurationSchema, keysAt } from './configuration-schema.ts';

/** What of a mistake is known without the text that it stands in. */
export type FoundMistake = Pick<ConfigurationMistake, 'path' | 'message' | 'params'> & {
  /** Whether the key is wrong, and not its value. */
  readonly isKey: boolean;
};

/** Holds a value of any kind against the schema: what is right of it, and what is not. */
export function checkConfiguration(given: unknown): {
  readonly configuration: Configuration;
  readonly mistakes: readonly FoundMistake[];
} {
  const lists = listsForTables(given, []);
  const result = v.safeParse(
    configurationSchema,
    without(
      given,
      lists.map(({ path }) => path),
    ),
  );
  const found = result.success ? [] : result.issues.flatMap((issue) => mistakesOf(issue as v.BaseIssue<unknown>, []));
  const mistakes = [...lists, ...found];
  const rest = without(
    given,
    mistakes.map(({ path }) => path),
  );
  const valid = v.safeParse(configurationSchema, rest);
  return { configuration: valid.success ? valid.output : {}, mistakes };
}

/** Lists where tables must be: to valibot a list is a table too. */
function listsForTables(given: unknown, path: KeyPath): readonly FoundMistake[] {
  const keys = keysAt(path);
  if (!keys) return [];
  if (Array.isArray(given))
    return [{ path, isKey: false, message: 'configuration.wrong-kind', params: { kind: 'table' } }];
  if (!isTable(given)) return [];
  return Object.entries(given).flatMap(([key, value]) => listsForTables(value, [...path, key]));
}

function mistakesOf(issue: v.BaseIssue<unknown>, above: KeyPath): readonly FoundMistake[] {
  const path = [...above, ...(issue.path ?? []).map(({ key }) => key as string | number)];
  if (issue.type === 'union' && issue.issues && isTable(issue.input)) {
    // Of a text and a table the table is meant.
    return issue.issues.filter(({ path }) => path !== undefined).flatMap((inner) => mistakesOf(inner, path));
  }
  if (issue.type === 'strict_object' && issue.received === 'undefined' && issue.expected !== 'never') {
    const name = String(path.at(-1));
    return [{ path: path.slice(0, -1), isKey: false, message: 'configuration.missing-key', params: { name } }];
  }
  return [{ path, ...said(issue, path) }];
}

function said(issue: v.BaseIssue<unknown>, path: KeyPath): Omit<FoundMistake, 'path'> {
  const written = issue.input === undefined ? '' : (JSON.stringify(issue.input) ?? String(issue.input));
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    const allowed = keysAt(path.slice(0, -1)) ?? [];
    const isRule = path.length === 2 && path[0] === 'rules';
    const message = isRule ? 'configuration.unknown-rule' : 'configuration.unknown-key';
    return { isKey: true, message, params: { allowed: allowed.join(', '), ...nearest(String(path.at(-1)), allowed) } };
  }
  if (issue.type === 'picklist') {
    const allowed = issue.expected?.match(/"[^"]*"/g) ?? [];
    const names = allowed.map((name) => name.slice(1, -1));
    const near = typeof issue.input === 'string' ? nearest(issue.input, names) : {};
    const params = { written, allowed: allowed.join(', '), ...near };
    return { isKey: false, message: 'configuration.not-one-of', params };
  }
  if (issue.type === 'regex') return { isKey: false, message: 'configuration.no-name', params: { written } };
  const kind = kinds[issue.type];
  return { isKey: false, message: 'configuration.wrong-kind', params: { kind: kind ?? 'text' } };
}

/** What a value must be, by the part of the schema that refuses it: `configuration.kind.…`. */
const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  boolean: 'truth',
  array: 'list',
  strict_object: 'table',
  union: 'name',
  number: 'position',
  integer: 'position',
  min_value: 'position',
};

function nearest(written: string, allowed: readonly string[]): { nearest?: string } {
  const found = nearestName(written, allowed);
  return found === undefined ? {} : { nearest: found };
}

/** A copy without what stands at some paths; a table of a list goes as a whole. */
function without(given: unknown, paths: readonly KeyPath[]): unknown {
  const own = new Set(paths.flatMap((path) => (path.length === 1 ? path : [])));
  const below = (key: string | number) => paths.flatMap((path) => (path[0] === key ? [path.slice(1)] : []));
  if (paths.some((path) => path.length === 0)) return {};
  if (Array.isArray(given)) return given.filter((_, index) => below(index).length === 0);
  if (!isTable(given)) return given;
  return Object.fromEntries(
    Object.entries(given).flatMap(([key, value]) => (own.has(key) ? [] : [[key, without(value, below(key))]])),
  );
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
