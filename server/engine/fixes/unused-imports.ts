import type { Node } from 'web-tree-sitter';
import type { TextEdit } from '../finding.ts';
import { offsetAt, positionAt } from '../line-index.ts';
import type { LinkedProject } from '../linked-project.ts';
import type { ImportFacts, Span } from '../module-facts.ts';
import { isNotebook } from '../notebook-module.ts';
import { standardLibrary } from '../standard-library.ts';
import type { Module } from '../value.ts';
import { endOfLine } from './add-import.ts';
import type { FixSources, SourceFile } from './fix-sources.ts';
import { lineStartOf, replaceSpan } from './line-edits.ts';
import { identifiersOf, isMemberName } from './symbol-mentions.ts';

/** Edits by file, as a fix has them. */
type Edits = ReadonlyMap<string, readonly TextEdit[]>;

/**
 * Edits with the removal of the imports that nothing but the replaced code has used. Only a statement goes that stands on a line of its
 * own, imports one name of a library and has no comment, and only where nobody else can mean it: not by `__all__`, not by
 * an import of this file, not by its dotted name, as in `patch("app.main.time.sleep")`.
 */
export function withoutUnusedImports(project: LinkedProject, sources: FixSources, edits: Edits): Edits {
  const result = new Map<string, readonly TextEdit[]>();
  for (const [path, own] of edits) {
    const module = project.modules.get(path);
    const file = module && sources.file(module);
    result.set(path, file ? [...own, ...removals(project, sources, file, own)] : own);
  }
  return result;
}

function removals(
  project: LinkedProject,
  sources: FixSources,
  file: SourceFile,
  edits: readonly TextEdit[],
): TextEdit[] {
  const { facts, path } = file.module;
  // The names of a notebook are there for what its user runs next.
  if (/(^|\/)__init__\.py$/.test(path) || isNotebook(path)) return [];
  const exported = facts.exports;
  if (exported === 'computed') return [];
  const replaced = edits.map(({ range, newText }) => ({
    start: offsetAt(facts.lineStarts, range.start),
    end: offsetAt(facts.lineStarts, range.end),
    newText,
  }));
  return candidates(project, file).flatMap((known) => {
    const { binds, statement } = known;
    const isTouched = replaced.some(({ start, end }) => start < statement.end && end > statement.start);
    const isWritten = replaced.some(({ newText }) => mentions(binds).test(newText));
    if (isTouched || isWritten || exported?.names.includes(binds)) return [];
    const uses = usesOf(file, known);
    const isLeft = uses.some((use) => !replaced.some(({ start, end }) => start <= use.start && use.end <= end));
    if (uses.length === 0 || isLeft || isNeededElsewhere(project, sources, file.module, binds)) return [];
    return [removal(file, statement, replaced)];
  });
}

/** Imports of one library name each, at the top of the file, on a line of their own. */
function candidates(project: LinkedProject, { module, text }: SourceFile): readonly ImportFacts[] {
  const { imports, lineStarts } = module.facts;
  return imports.filter(({ function: fn, level, member, binds, module: from, statement }) => {
    const root = from.split('.')[0] ?? '';
    const isLibrary = standardLibrary.has(root) || project.inference.knowledge.isLibrary(root);
    return (
      fn === 0 &&
      level === 0 &&
      member !== '*' &&
      isLibrary &&
      positionAt(lineStarts, statement.start).character === 0 &&
      /^[ \t]*(\r|\n|$)/.test(text.slice(statement.end)) &&
      imports.filter((other) => other.statement.start === statement.start || other.binds === binds).length === 1
    );
  });
}

/** A name as a word of code: not an attribute of something else. */
function mentions(name: string): RegExp {
  return new RegExp(`(?<![\\w.])${name}(?!\\w)`);
}

/** Where a file uses an imported name; in a string it may be an annotation. */
function usesOf(file: SourceFile, { binds, statement }: ImportFacts): Span[] {
  const uses: Span[] = [];
  const add = ({ startIndex: start, endIndex: end }: Node) => {
    if (start < statement.start || end > statement.end) uses.push({ start, end });
  };
  for (const node of identifiersOf(file, binds)) if (!isMemberName(node)) add(node);
  for (const { index } of file.text.matchAll(new RegExp(mentions(binds), 'g'))) {
    for (let node = file.root.descendantForIndex(index); node; node = node.parent) {
      if (node.type === 'string' && isAnnotationLike(node.text, binds)) add(node);
    }
  }
  return uses;
}

/** Whether a string may be code that uses a name, such as a quoted annotation, and not a sentence that has the word. */
function isAnnotationLike(literal: string, name: string): boolean {
  const content = literal.replace(/^\w*("""|'''|"|')|("""|'''|"|')$/g, '');
  return content === name || content.includes(`${name}.`) || content.includes(`${name}[`);
}

/** Whether another file may mean the import: it imports the name from this one, or names it with dots. */
function isNeededElsewhere(project: LinkedProject, sources: FixSources, { path, key }: Module, binds: string): boolean {
  const last = key.split('/').at(-1) ?? key;
  const dotted = new RegExp(`\\b${last}\\.${binds}\\b`);
  for (const [other, { facts }] of project.modules) {
    if (other === path) continue;
    const isImported = facts.imports.some(
      ({ member, module }) =>
        (member === binds || member === '*') && (module === '' ? last === '' : module.split('.').at(-1) === last),
    );
    if (isImported || dotted.test(sources.textOf(other) ?? '')) return true;
  }
  return false;
}

/** The line of a statement, with the blank line after it where two would be left; not where another import takes its place. */
function removal({ module, text }: SourceFile, statement: Span, replaced: readonly Span[]): TextEdit {
  const { start } = statement;
  let end = endOfLine(text, statement.end);
  const isReplaced = replaced.some((edit) => edit.start === edit.end && (edit.start === start || edit.start === end));
  const before = text.slice(0, lineStartOf(text, start));
  const isAfterBlank = before.trim() === '' || /(\r\n|\n|\r)[ \t]*(\r\n|\n|\r)$/.test(before);
  if (!isReplaced && isAfterBlank && /^[ \t]*(\r|\n)/.test(text.slice(end))) end = endOfLine(text, end);
  return replaceSpan(module.facts, start, end, '');
}
