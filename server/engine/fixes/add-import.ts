import type { TextEdit } from '../finding.ts';
import { positionAt } from '../line-index.ts';
import type { ImportFacts, Span } from '../module-facts.ts';
import { standardLibrary } from '../standard-library.ts';
import type { Module } from '../value.ts';
import { lineEndingOf, lineStartOf, replaceSpan } from './line-edits.ts';

/** How a file can name something: the text to write, and the edit that imports it (undefined when it is there already). */
export interface ImportedName {
  readonly name: string;
  readonly edit: TextEdit | undefined;
}

/** A file to import into. */
export interface ImportingFile {
  readonly module: Module;
  readonly text: string;
  /** Whether an absolute module name is the project's own, for the section in which it is imported. */
  readonly isOwn: (module: string) => boolean;
}

/** An import statement at the top of a file. */
interface Statement extends Span {
  readonly isFrom: boolean;
  /** With leading dots. */
  readonly module: string;
  readonly names: readonly ImportFacts[];
}

/** Sections of imports in the order of PEP 8, as isort has them. */
const sections = ['future', 'standard library', 'third party', 'own', 'relative'] as const;

/** Line length up to which isort keeps names on one line, in characters: Black's and Ruff's. */
const lineLength = 88;

/**
 * The name of `member` of `module` in a file, with the import that it needs; undefined when the file uses that name for
 * something else. An existing `from module import …` gets one more name. `origins` are other modules that offer the same member.
 */
export function importName(
  file: ImportingFile,
  module: string,
  member: string,
  origins: readonly string[] = [],
): ImportedName | undefined {
  const imports = topImports(file);
  const same = imports.find((known) => known.member === member && [module, ...origins].includes(known.module));
  if (same) return { name: same.binds, edit: undefined };
  if (isTaken(file, member, (known) => known.member === member && known.module === module)) return undefined;
  const statements = statementsOf(file);
  const existing = statements.find(
    (statement) => statement.isFrom && statement.module === module && hasNames(statement),
  );
  const edit = existing
    ? withOneMoreName(file, existing, member)
    : newStatement(file, statements, { isFrom: true, module }, `from ${module} import ${member}`);
  return { name: member, edit };
}

/** How a file calls a module, with the `import` that it needs; undefined when it uses the name for something else. */
export function importModule(file: ImportingFile, module: string): ImportedName | undefined {
  const same = topImports(file).find((known) => known.member === undefined && known.module === module);
  if (same) return { name: same.bindsRoot ? module : same.binds, edit: undefined };
  const hasRoot = topImports(file).some(({ bindsRoot, binds }) => bindsRoot && binds === module);
  if (hasRoot) return { name: module, edit: undefined };
  if (isTaken(file, module, (known) => known.member === undefined && known.module === module)) return undefined;
  const edit = newStatement(file, statementsOf(file), { isFrom: false, module }, `import ${module}`);
  return { name: module, edit };
}

/** Where the last import at the top of a file ends; undefined where there is none. */
export function endOfImports(file: ImportingFile): number | undefined {
  return statementsOf(file).at(-1)?.end;
}

/** Imports that every function of the file sees. */
function topImports({ module }: ImportingFile): readonly ImportFacts[] {
  const { facts } = module;
  return facts.imports.filter(
    (known) =>
      known.function === 0 && known.level === 0 && positionAt(facts.lineStarts, known.statement.start).character === 0,
  );
}

/** Whether some scope of the file has something else of that name than what some of its functions import. */
function isTaken({ module }: ImportingFile, name: string, isSame: (known: ImportFacts) => boolean): boolean {
  const { facts } = module;
  return (
    facts.imports.some((known) => known.binds === name && !(known.level === 0 && isSame(known))) ||
    facts.classes.some((cls) => cls.name === name) ||
    facts.functions.some(
      (fn) =>
        fn.name === name ||
        fn.parameters.some((parameter) => parameter.name === name) ||
        fn.bindings.some((binding) => binding.target === name),
    )
  );
}

/** The import statements before the first definition, in their order. */
function statementsOf({ module }: ImportingFile): readonly Statement[] {
  const { facts } = module;
  const firstDefinition = Math.min(
    ...facts.functions.slice(1).map((fn) => fn.span.start),
    ...facts.classes.map((cls) => cls.span.start),
    Number.POSITIVE_INFINITY,
  );
  const byStart = new Map<number, ImportFacts[]>();
  for (const known of facts.imports) {
    const { start } = known.statement;
    const isAtTop = known.function === 0 && positionAt(facts.lineStarts, start).character === 0;
    if (!isAtTop || start >= firstDefinition) continue;
    const names = byStart.get(start);
    if (names) names.push(known);
    else byStart.set(start, [known]);
  }
  return [...byStart.values()].flatMap((names) => {
    const [first] = names;
    if (!first) return [];
    const module = `${'.'.repeat(first.level)}${first.module}`;
    return [{ ...first.statement, isFrom: first.member !== undefined, module, names }];
  });
}

function hasNames({ names }: Statement): boolean {
  return names.every(({ member }) => member !== undefined && member !== '*');
}

/** `from m import a, c` becomes `from m import a, b, c`, in the form that it has. */
function withOneMoreName(file: ImportingFile, statement: Statement, member: string): TextEdit {
  const { facts } = file.module;
  const { text } = file;
  const source = text.slice(statement.start, statement.end);
  const from = statement.start + (/\bimport\b/.exec(source)?.index ?? 0) + 'import'.length;
  const places = placesOfNames(text, from, statement);
  const before = places.findLast((place) => nameKey(place.member) <= nameKey(member));
  const next = places.find((place) => place !== before && place.start > (before?.end ?? 0));
  const lineStart = facts.lineStarts[positionAt(facts.lineStarts, statement.start).line] ?? 0;
  const line = text.slice(lineStart, endOfLine(text, lineStart));
  if (!source.includes('\n') && !source.includes('\r') && line.trimEnd().length + member.length + 2 > lineLength) {
    return inParentheses(file, statement, from, places, member);
  }
  if (before) {
    const rest = /^[ \t]*(,?)[ \t]*(#[^\r\n]*)?(\r\n|\n|\r)/.exec(text.slice(before.end, statement.end));
    if (rest && rest[1] === ',') {
      const at = before.end + rest[0].length;
      const indent = /^[ \t]*/.exec(text.slice(lineStartOf(text, before.start), before.start))?.[0] ?? '';
      return replaceSpan(facts, at, at, `${indent}${member},${rest[3]}`);
    }
    return replaceSpan(facts, before.end, before.end, `, ${member}`);
  }
  const at = next?.start ?? statement.end;
  const ownLine = /^[ \t]*$/.test(text.slice(lineStartOf(text, at), at));
  const indent = text.slice(lineStartOf(text, at), at);
  return replaceSpan(facts, at, at, ownLine ? `${member},${lineEndingOf(text)}${indent}` : `${member}, `);
}

function inParentheses(
  file: ImportingFile,
  statement: Statement,
  from: number,
  places: readonly NamePlace[],
  member: string,
): TextEdit {
  const names = [...places, { member, text: member }].sort((a, b) => (nameKey(a.member) < nameKey(b.member) ? -1 : 1));
  const ending = lineEndingOf(file.text);
  const list = names.map((name) => `    ${name.text},${ending}`).join('');
  return replaceSpan(file.module.facts, from, statement.end, ` (${ending}${list})`);
}

interface NamePlace extends Span {
  readonly member: string;
  /** With `as`. */
  readonly text: string;
}

function placesOfNames(text: string, from: number, statement: Statement): readonly NamePlace[] {
  const places: NamePlace[] = [];
  let at = from;
  for (const { member = '' } of statement.names) {
    const match = new RegExp(`(?<![\\w])${member}(?:\\s+as\\s+\\w+)?(?![\\w])`).exec(text.slice(at, statement.end));
    if (!match) continue;
    const start = at + match.index;
    at = start + match[0].length;
    places.push({ start, end: at, member, text: match[0] });
  }
  return places;
}

/** Constants, classes, then the rest, each by the alphabet: isort's `order_by_type`. */
function nameKey(name: string): string {
  const kind = name.length > 1 && name === name.toUpperCase() ? 0 : /^[A-Z]/.test(name) ? 1 : 2;
  return `${kind}${name.toLowerCase()}`;
}

/** A statement of its own, where isort would put it. */
function newStatement(
  file: ImportingFile,
  statements: readonly Statement[],
  wanted: Pick<Statement, 'isFrom' | 'module'>,
  statement: string,
): TextEdit {
  const { facts } = file.module;
  const { text } = file;
  const ending = lineEndingOf(text);
  const section = (other: Pick<Statement, 'module'>) => sectionOf(other.module, file.isOwn);
  const own = section(wanted);
  const isMixed = areKindsMixed(statements, section);
  const keyOf = ({ isFrom, module }: Pick<Statement, 'isFrom' | 'module'>) =>
    `${isMixed || !isFrom ? 0 : 1}${module.toLowerCase()}`;
  const neighbours = statements.filter((other) => section(other) === own);
  const after = neighbours.findLast((other) => keyOf(other) <= keyOf(wanted));
  const insert = (at: number, newText: string) => {
    const needsBreak = at > 0 && !/[\r\n]/.test(text[at - 1] ?? '');
    return replaceSpan(facts, at, at, needsBreak ? ending + newText : newText);
  };
  if (after) return insert(endOfLine(text, after.end), statement + ending);
  const [first] = neighbours;
  if (first) return insert(first.start, statement + ending);
  const gap = areSectionsApart(text, statements, section) ? ending : '';
  const lower = statements.findLast((other) => section(other) < own);
  if (lower) return insert(endOfLine(text, lower.end), gap + statement + ending);
  const higher = statements[0];
  if (higher) return insert(higher.start, statement + ending + gap);
  const at = afterHeader(file);
  const isFollowedByBlank = /^[ \t]*[\r\n]/.test(text.slice(at)) || at === text.length;
  return insert(at, statement + ending + (isFollowedByBlank ? '' : ending));
}

/** Index of the section that an import of a module belongs to. */
function sectionOf(module: string, isOwn: (module: string) => boolean): number {
  if (module.startsWith('.')) return sections.indexOf('relative');
  if (module === '__future__') return sections.indexOf('future');
  if (standardLibrary.has(module.split('.')[0] ?? '')) return sections.indexOf('standard library');
  return sections.indexOf(isOwn(module) ? 'own' : 'third party');
}

/** Whether `import x` and `from x import y` are sorted together: isort's `force_sort_within_sections`. */
function areKindsMixed(statements: readonly Statement[], section: (statement: Statement) => number): boolean {
  return statements.some((statement, index) => {
    const previous = statements[index - 1];
    return previous?.isFrom && !statement.isFrom && section(previous) === section(statement);
  });
}

/** Whether a blank line stands between sections, as it does where nothing tells. */
function areSectionsApart(
  text: string,
  statements: readonly Statement[],
  section: (statement: Statement) => number,
): boolean {
  const borders = statements.flatMap((statement, index) => {
    const previous = statements[index - 1];
    return previous && section(previous) !== section(statement) ? [text.slice(previous.end, statement.start)] : [];
  });
  return borders.length === 0 || borders.some((between) => /(\r\n|\n|\r)[ \t]*(\r\n|\n|\r)/.test(between));
}

/** Offset after the line break that ends the line of an offset. */
export function endOfLine(text: string, offset: number): number {
  const match = /\r\n|\n|\r/.exec(text.slice(offset));
  return match ? offset + match.index + match[0].length : text.length;
}

/** Where code begins: after a shebang, comments and the module's docstring. */
function afterHeader({ module, text }: ImportingFile): number {
  const header =
    /^(?:\uFEFF)?(?:(?:#[^\n]*|\s*)\n)*(?:[rRuU]?("""[\s\S]*?"""|'''[\s\S]*?'''|"[^"\n]*"|'[^'\n]*')[^\n]*\n)?/.exec(
      text,
    );
  return Math.min(header?.[0].length ?? 0, module.facts.functions[0]?.span.end ?? 0);
}
