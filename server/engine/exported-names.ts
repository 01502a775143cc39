import type { ExportFacts, ModuleFacts } from './module-facts.ts';
import type { ImportResolver, ModuleTable } from './module-table.ts';
import type { Module } from './value.ts';

const token = /\s+|#[^\n]*|\\\n|[[\](),+*]|(["'])(\w*)\1|((?:\w+\.)+)__all__\b/gy;

/** What an expression adds to `__all__`: strings and other modules' `__all__`; undefined where it has anything else in it. */
export function exportsIn(expression: string): ExportFacts | undefined {
  const names: string[] = [];
  const modules: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < expression.length) {
    const match = token.exec(expression);
    if (!match) return undefined;
    if (match[2] !== undefined) names.push(match[2]);
    if (match[3] !== undefined) modules.push(match[3].slice(0, -1));
  }
  return { names, modules };
}

interface ImportSource {
  readonly modules: ModuleTable;
  readonly resolver: ImportResolver;
}

/** A module of the project that a star import takes a name from, or a library that it may take it from. */
export type StarSource = { readonly key: string } | { readonly library: string };

/** Where a module may have a name from by its star imports: the last one wins. */
export function starSources(source: ImportSource, module: Module, name: string): readonly StarSource[] {
  const found: StarSource[] = [];
  for (const statement of module.facts.imports) {
    if (statement.binds !== '*') continue;
    const key = source.resolver.resolve(module.path, statement.module, statement.level);
    if (key === undefined) {
      if (statement.level === 0) found.unshift({ library: statement.module });
    } else if (isExported(source, key, name, new Set())) found.unshift({ key });
  }
  return found;
}

/** Whether a star import of a module takes a name: https://docs.python.org/3/reference/simple_stmts.html#import. */
function isExported(source: ImportSource, key: string, name: string, seen: Set<string>): boolean {
  const path = source.resolver.file(key);
  const module = path === undefined ? undefined : source.modules.get(path);
  const listed = module?.facts.exports;
  if (!module || listed === undefined) return !name.startsWith('_');
  if (listed === 'computed' || listed.names.includes(name)) return true;
  seen.add(key);
  return listed.modules.some((written) => {
    const other = importedModule(source, module, written);
    // A module that we do not have may list anything.
    return other === undefined || (!seen.has(other) && isExported(source, other, name, seen));
  });
}

/** The module that a dotted name in a module stands for, as its imports say. */
function importedModule({ resolver }: ImportSource, module: Module, written: string): string | undefined {
  const [first = '', ...rest] = written.split('.');
  const statement = module.facts.imports.find(({ binds, function: scope }) => binds === first && scope === 0);
  if (!statement) return undefined;
  const { module: from, level, member, bindsRoot } = statement;
  const named = bindsRoot ? first : from;
  const base = resolver.resolve(module.path, named, level);
  const start = base === undefined || member === undefined ? base : resolver.submodule(base, member);
  return rest.reduce<string | undefined>(
    (key, part) => (key === undefined ? key : resolver.submodule(key, part)),
    start,
  );
}

/** Adds what a later statement adds to `__all__`. */
export function joinedExports(before: ModuleFacts['exports'], added: ExportFacts | undefined): ModuleFacts['exports'] {
  if (added === undefined || before === 'computed') return 'computed';
  if (before === undefined) return added;
  return { names: [...before.names, ...added.names], modules: [...before.modules, ...added.modules] };
}
