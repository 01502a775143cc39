import { en, type MessageKey } from './en.ts';
import { es } from './es.ts';

export type Language = 'en' | 'es';

const catalogues: Readonly<Record<Language, Readonly<Record<string, string>>>> = { en, es };

/**
 * The sentence for a key. `{name}` is replaced by the parameter, `{name?text}` is kept only with it, `{!name?text}` only
 * without. The parameter `role` is a role's English name and is shown in the language. Throws for an unknown key.
 */
export function formatMessage(language: Language, key: string, params: Readonly<Record<string, string>> = {}): string {
  const template = catalogues[language][key as MessageKey];
  if (template === undefined) throw new Error(`no message with the key "${key}"`);
  const values = params.role === undefined ? params : { ...params, role: roleName(language, params.role) };
  return template
    .replace(/\{(!?)(\w+)\?((?:[^{}]|\{\w+\})*)\}/g, (_, not: string, name: string, text: string) =>
      (values[name] !== undefined) === (not === '') ? text : '',
    )
    .replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

function roleName(language: Language, role: string): string {
  return catalogues[language][`role.${role}`] ?? role;
}
