import type { Node } from 'web-tree-sitter';
import type { TextEdit } from '../finding.ts';
import type { ImportFacts, Span } from '../module-facts.ts';
import { endOfLine, importModule, importName } from './add-import.ts';
import type { SourceFile } from './fix-sources.ts';
import { lineEndingOf, lineStartOf, replaceSpan } from './line-edits.ts';
import { identifiersOf, isVariable } from './symbol-mentions.ts';

/** A place that names a library's class or function, and the qualified name that is to stand there. */
export interface NameChange {
  readonly node: Node;
  readonly to: string;
}

/**
 * Edits that put other names of libraries in the place of some: the names themselves, and their imports. An import that nothing
 * needs any more is changed where it stands. Undefined where a file uses the new name for something else.
 */
export function changedNames(file: SourceFile, changes: readonly NameChange[]): readonly TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  const byName = new Map<string, NameChange[]>();
  for (const change of changes) {
    if (change.node.type === 'attribute') {
      const made = changedAttribute(file, change);
      if (!made) return undefined;
      edits.push(...made);
    } else byName.set(change.node.text, [...(byName.get(change.node.text) ?? []), change]);
  }
  for (const [name, list] of byName) {
    const made = changedImport(file, name, list);
    if (!made) return undefined;
    edits.push(...made);
  }
  return withoutDuplicates(edits);
}

/** `openai.OpenAI` becomes `openai.AsyncOpenAI`, `redis.Redis` `redis.asyncio.Redis`. */
function changedAttribute(file: SourceFile, { node, to }: NameChange): readonly TextEdit[] | undefined {
  const object = node.childForFieldName('object');
  const member = node.childForFieldName('attribute');
  if (!object || !member) return undefined;
  const { facts } = file.module;
  const module = moduleOf(to);
  const name = to.slice(module.length + 1);
  const root = /^\w+/.exec(node.text)?.[0] ?? '';
  const known = facts.imports.filter(({ binds, level }) => binds === root && level === 0);
  const [statement] = known;
  if (known.length !== 1 || !statement) return undefined;
  const written = statement.member === undefined ? statement.module : `${statement.module}.${statement.member}`;
  const meant = (statement.bindsRoot ? root : written) + object.text.slice(root.length);
  if (meant === module) return [replaceSpan(facts, member.startIndex, member.endIndex, name)];
  const change = (written: string) => replaceSpan(facts, node.startIndex, node.endIndex, `${written}.${name}`);
  const { text } = file;
  const lineStart = lineStartOf(text, statement.statement.start);
  const indent = text.slice(lineStart, statement.statement.start);
  if (statement.bindsRoot && module.startsWith(`${root}.`) && /^[ \t]+$/.test(indent)) {
    // The package may be missing where the import does not run.
    const end = endOfLine(text, statement.statement.end);
    const line = `${indent}import ${module}${lineEndingOf(text)}`;
    const isOwnLine = /^[ \t]*(#[^\r\n]*)?[\r\n]/.test(text.slice(statement.statement.end));
    return isOwnLine ? [change(module), replaceSpan(facts, end, end, line)] : undefined;
  }
  const imported = importModule(file, module);
  return imported && [change(imported.name), ...(imported.edit ? [imported.edit] : [])];
}

function changedImport(
  file: SourceFile,
  binds: string,
  changes: readonly NameChange[],
): readonly TextEdit[] | undefined {
  const [first, ...others] = changes;
  const known = file.module.facts.imports.filter((statement) => statement.binds === binds);
  const [statement] = known;
  if (!first || !statement || known.length !== 1 || statement.level > 0) return undefined;
  if (statement.member === undefined || others.some(({ to }) => to !== first.to)) return undefined;
  const { facts } = file.module;
  const module = moduleOf(first.to);
  const name = first.to.slice(module.length + 1);
  const replaced = new Set(changes.map(({ node }) => node.startIndex));
  const isLast = [...identifiersOf(file, binds)].every(
    (node) => !isVariable(node) || replaced.has(node.startIndex) || within(node, statement.statement),
  );
  if (!isLast || isQuoted(file.text, binds)) {
    const imported = importName(file, module, name);
    if (!imported || imported.name === binds) return undefined;
    return [
      ...changes.map(({ node }) => replaceSpan(facts, node.startIndex, node.endIndex, imported.name)),
      ...(imported.edit ? [imported.edit] : []),
    ];
  }
  const isRenamed = binds !== statement.member;
  const mine = isRenamed ? binds : name;
  const isTaken = !isRenamed && name !== binds && [...identifiersOf(file, name)].some(isVariable);
  const existing = facts.imports.find(
    (other) => other !== statement && other.level === 0 && other.module === module && other.member === name,
  );
  if (isTaken && !existing) return undefined;
  const replacement = existing && !isRenamed ? existing.binds : mine;
  const edit = existing && !isRenamed ? withoutImport(file, statement) : importInstead(file, statement, module, name);
  if (!edit) return undefined;
  return [
    ...(replacement === binds
      ? []
      : changes.map(({ node }) => replaceSpan(facts, node.startIndex, node.endIndex, replacement))),
    ...edit,
  ];
}

/** Whether a string is, or holds as an annotation does, a name. */
function isQuoted(text: string, name: string): boolean {
  return new RegExp(String.raw`["'](?:\w+\[)*${name}(?:\s*\|\s*None|\])*["']`).test(text);
}

function within({ startIndex, endIndex }: Node, { start, end }: Span): boolean {
  return start <= startIndex && endIndex <= end;
}

/** The name in a `from … import …`, with what follows it up to the next one. */
function placeIn(file: SourceFile, statement: ImportFacts): { name: Span; whole: Span; isAlone: boolean } | undefined {
  const { start, end } = statement.statement;
  const text = file.text.slice(start, end);
  const from = /\bimport\b/.exec(text);
  const member = statement.member ?? '';
  const alias = statement.binds === member ? '' : String.raw`\s+as\s+${statement.binds}`;
  if (!from) return undefined;
  const offset = from.index + 'import'.length;
  const match = new RegExp(String.raw`(?<!\w)(${member})${alias}(?!\w)(\s*,[ \t]*)?`).exec(text.slice(offset));
  if (!match) return undefined;
  const at = start + offset + match.index;
  const isAlone = file.module.facts.imports.filter((other) => other.statement.start === start).length === 1;
  return { name: { start: at, end: at + member.length }, whole: { start: at, end: at + match[0].length }, isAlone };
}

/** `from openai import OpenAI` becomes `from openai import AsyncOpenAI`; with another module, a statement of its own. */
function importInstead(
  file: SourceFile,
  statement: ImportFacts,
  module: string,
  name: string,
): readonly TextEdit[] | undefined {
  const place = placeIn(file, statement);
  if (!place) return undefined;
  const { facts } = file.module;
  const { start, end } = statement.statement;
  const changed = replaceSpan(facts, place.name.start, place.name.end, name);
  if (statement.module === module) return [changed];
  if (place.isAlone) {
    const at = file.text.indexOf(statement.module, start);
    return [replaceSpan(facts, at, at + statement.module.length, module), changed];
  }
  const rest = withoutImport(file, statement);
  if (!rest || !/^[ \t]*$/.test(file.text.slice(file.text.lastIndexOf('\n', start) + 1, start))) return undefined;
  const indent = file.text.slice(file.text.lastIndexOf('\n', start) + 1, start);
  const alias = statement.binds === statement.member ? '' : ` as ${statement.binds}`;
  const line = `${lineEndingOf(file.text)}${indent}from ${module} import ${name}${alias}`;
  return [...rest, replaceSpan(facts, end, end, line)];
}

function withoutImport(file: SourceFile, statement: ImportFacts): readonly TextEdit[] | undefined {
  const place = placeIn(file, statement);
  if (!place || place.isAlone) return place ? withoutStatement(file, statement) : undefined;
  const { start, end } = place.whole;
  const before = file.text.slice(statement.statement.start, start);
  // The last name takes the comma before it along.
  const isLast = end === place.name.end || /^\s*\)?$/.test(file.text.slice(end, statement.statement.end));
  const comma = isLast && !file.text.slice(end - 1, end).includes(',') ? (/,\s*$/.exec(before)?.[0].length ?? 0) : 0;
  const ownLine = /\n[ \t]*$/.exec(before);
  const lineEnd = /^[ \t]*(\r\n|\n)/.exec(file.text.slice(end));
  if (ownLine && lineEnd && comma === 0) {
    const lineStart = start - (ownLine[0].length - 1);
    return [replaceSpan(file.module.facts, lineStart, end + lineEnd[0].length, '')];
  }
  return [replaceSpan(file.module.facts, start - comma, end, '')];
}

function withoutStatement(file: SourceFile, { statement }: ImportFacts): readonly TextEdit[] | undefined {
  const { text } = file;
  const lineStart = text.lastIndexOf('\n', statement.start - 1) + 1;
  const lineEnd = /^[ \t]*(\r\n|\n)/.exec(text.slice(statement.end));
  // At the top of the module only: a block may have nothing else in it.
  if (lineStart !== statement.start || !lineEnd) return undefined;
  return [replaceSpan(file.module.facts, lineStart, statement.end + lineEnd[0].length, '')];
}

/** The module of a class or function: all before the name, and before the class of a class method. */
function moduleOf(qualified: string): string {
  return qualified.slice(0, qualified.lastIndexOf('.'));
}

function withoutDuplicates(edits: readonly TextEdit[]): readonly TextEdit[] {
  const seen = new Set<string>();
  return edits.filter((edit) => {
    const key = JSON.stringify(edit);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
