import type { ImportFacts } from './module-facts.ts';

type ImportedName = Omit<ImportFacts, 'function' | 'statement'>;

/** The names that an import statement binds, read from its text; none where it is not whole. */
export function importsIn(statement: string): readonly ImportedName[] {
  const text = statement.replace(/#[^\n\r]*|[\\()]/g, ' ').trim();
  const from = /^from\s*([.\s]*)([\w.\s]*?)\s*\bimport\b(.*)$/s.exec(text);
  const listed = from?.[3] ?? /^import\b(.*)$/s.exec(text)?.[1] ?? '';
  const level = (from?.[1] ?? '').replace(/\s/g, '').length;
  const module = (from?.[2] ?? '').replace(/\s/g, '');
  return listed.split(',').flatMap((part): ImportedName[] => {
    const [written = '', alias] = part.trim().split(/\s+as\s+/);
    const name = written.replace(/\s/g, '');
    if (!/^(\*|\w+(\.\w+)*)$/.test(name)) return [];
    if (from) return [{ module, level, member: name, binds: (alias ?? name).trim(), bindsRoot: false }];
    if (alias) return [{ module: name, level: 0, member: undefined, binds: alias.trim(), bindsRoot: false }];
    return [{ module: name, level: 0, member: undefined, binds: name.split('.')[0] ?? name, bindsRoot: true }];
  });
}
