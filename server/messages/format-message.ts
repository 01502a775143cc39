import { en, type MessageKey } from './en.ts';
import { es } from './es.ts';
import type { Language } from './language.ts';

export type { Language } from './language.ts';

const catalogues: Readonly<Record<Language, Readonly<Record<string, string>>>> = { en, es };

/**
 * The sentence for a key. `{name}` is replaced by the parameter, `{name?text}` is kept only with it, `{!name?text}` only
 * without. The parameter `role` is a role's English name and is shown in the language; `advice` names a sentence of its own,
 * and `decidedBy` one about the version of FastAPI, which follows.
 * Throws for an unknown key.
 */
export function formatMessage(language: Language, key: string, params: Readonly<Record<string, string>> = {}): string {
  const values = { ...params };
  if (params.role !== undefined) values.role = roleName(language, params.role);
  if (params.advice !== undefined) values.advice = fill(template(language, `advice.${params.advice}`), params);
  const said = fill(template(language, key), values);
  return params.decidedBy === undefined
    ? said
    : `${said} ${fill(template(language, `version.${params.decidedBy}`), params)}`;
}

/** The same where no Markdown is shown, as in titles. */
export function plainMessage(language: Language, key: string, params: Readonly<Record<string, string>> = {}): string {
  return formatMessage(language, key, params).replaceAll('`', '');
}

function template(language: Language, key: string): string {
  const found = catalogues[language][key as MessageKey];
  if (found === undefined) throw new Error(`no message with the key "${key}"`);
  return found;
}

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text
    .replace(/\{(!?)(\w+)\?((?:[^{}]|\{\w+\})*)\}/g, (_, not: string, name: string, part: string) =>
      (values[name] !== undefined) === (not === '') ? part : '',
    )
    .replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

function roleName(language: Language, role: string): string {
  return catalogues[language][`role.${role}`] ?? role;
}
