import { parse, TomlError } from 'smol-toml';
import { type AST, getStaticTOMLValue, ParseError, parseTOML } from 'toml-eslint-parser';
import { lineStartsOf, positionAt, rangeOf } from '../engine/line-index.ts';
import type { Position, Range } from '../engine/text-range.ts';
import { checkConfiguration } from './check-configuration.ts';
import { type ConfigurationMistake, type KeyPath, shownKey } from './configuration-mistake.ts';
import type { Configuration } from './configuration-schema.ts';

/** Names of files that configure, the one that goes before the other in a folder first. */
export const configurationFileNames = ['loopwise.toml', 'pyproject.toml'] as const;

/** What a file configures. */
export interface ConfigurationFile {
  /** What is right of it. */
  readonly configuration: Configuration;
  readonly mistakes: readonly ConfigurationMistake[];
  /** A mistake in the value at a path that only the machine can tell of, such as a folder that is not there. */
  mistakeAt(path: KeyPath, message: string, params: Readonly<Record<string, string>>): ConfigurationMistake;
}

/**
 * Reads the text of a configuration file: `pyproject.toml` has a table `[tool.loopwise]`, any other file is such a table.
 * Undefined for a `pyproject.toml` without that table, also where it is no valid TOML.
 */
export function readConfiguration(fileName: string, text: string): ConfigurationFile | undefined {
  const prefix = fileName === 'pyproject.toml' ? ['tool', 'loopwise'] : [];
  const source = text.replace(/^\uFEFF/, ' ');
  const lineStarts = lineStartsOf(source);
  let program: AST.TOMLProgram;
  try {
    program = parseTOML(source);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    if (prefix.length > 0 && !/^[ \t]*\[\[?[ \t]*tool[ \t]*\.[ \t]*loopwise\b/m.test(source)) return undefined;
    const mistake = syntaxMistake(source, positionAt(lineStarts, Math.min(error.index, source.length)), error.message);
    return { configuration: {}, mistakes: [mistake], mistakeAt: () => mistake };
  }
  const places = placesIn(program);
  const given = prefix.reduce<unknown>(memberOf, getStaticTOMLValue(program));
  if (given === undefined) return undefined;
  const rangeAt = (path: KeyPath, isKey: boolean): Range => {
    for (let length = path.length; length >= 0; length--) {
      const place = places.get(JSON.stringify([...prefix, ...path.slice(0, length)]));
      if (place) {
        const [start, end] = isKey && length === path.length ? place.key : (place.value ?? place.key);
        return rangeOf(lineStarts, { start, end });
      }
    }
    return rangeOf(lineStarts, { start: 0, end: 0 });
  };
  const mistakeAt = (
    path: KeyPath,
    message: string,
    params: Readonly<Record<string, string>>,
    isKey = false,
  ): ConfigurationMistake => ({ path, key: shownKey(prefix, path), range: rangeAt(path, isKey), message, params });
  const { configuration, mistakes } = checkConfiguration(given);
  return {
    configuration,
    mistakes: mistakes
      .map(({ path, message, params, isKey }) => mistakeAt(path, message, params, isKey))
      .sort((a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character),
    mistakeAt,
  };
}

/** The error as smol-toml finds it, which says more than the parser that keeps positions. */
function syntaxMistake(source: string, at: Position, reason: string): ConfigurationMistake {
  const said = (start: Position, text: string): ConfigurationMistake => ({
    path: [],
    key: '',
    range: { start, end: start },
    message: 'configuration.syntax',
    params: { reason: text },
  });
  try {
    parse(source);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [first = ''] = error.message.split('\n', 1);
    const start = { line: error.line - 1, character: Math.max(0, error.column - 1) };
    return said(start, first.replace(/^Invalid TOML document: /, ''));
  }
  return said(at, reason);
}

type Offsets = readonly [number, number];

interface Place {
  readonly key: Offsets;
  /** None for a table, whose lines may stand anywhere. */
  readonly value: Offsets | undefined;
}

/** Where every key and every item of a list stands, by its whole path. */
function placesIn(program: AST.TOMLProgram): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  const add = (path: KeyPath, key: Offsets, value: Offsets | undefined) => {
    const name = JSON.stringify(path);
    if (!places.has(name)) places.set(name, { key, value });
  };
  const addKeys = (above: KeyPath, { keys }: AST.TOMLKey, value: AST.TOMLContentNode | undefined): KeyPath => {
    let path = above;
    for (const [index, key] of keys.entries()) {
      path = [...path, key.type === 'TOMLBare' ? key.name : key.value];
      add(path, key.range, index === keys.length - 1 ? value?.range : undefined);
    }
    return path;
  };
  const addPair = (above: KeyPath, { key, value }: AST.TOMLKeyValue) => addValue(addKeys(above, key, value), value);
  const addValue = (path: KeyPath, value: AST.TOMLContentNode): void => {
    if (value.type === 'TOMLInlineTable') for (const pair of value.body) addPair(path, pair);
    else if (value.type === 'TOMLArray') {
      for (const [index, element] of value.elements.entries()) {
        add([...path, index], element.range, element.range);
        addValue([...path, index], element);
      }
    }
  };
  for (const node of program.body[0].body) {
    if (node.type === 'TOMLKeyValue') addPair([], node);
    else {
      addTable(node, add);
      for (const pair of node.body) addPair(node.resolvedKey, pair);
    }
  }
  return places;
}

/** The keys of a heading; `[[a.b]]` begins an item of the list `a.b`, whose number only the resolved key has. */
function addTable(
  { key, resolvedKey }: AST.TOMLTable,
  add: (path: KeyPath, key: Offsets, value: Offsets | undefined) => void,
): void {
  let written = 0;
  for (const [index, part] of resolvedKey.entries()) {
    const node = key.keys[typeof part === 'number' ? written - 1 : written++];
    if (node) add(resolvedKey.slice(0, index + 1), node.range, undefined);
  }
}

function memberOf(table: unknown, key: string): unknown {
  return typeof table === 'object' && table !== null ? (table as Record<string, unknown>)[key] : undefined;
}
