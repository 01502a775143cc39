import { readFileSync } from 'node:fs';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** The blocks of code of a language below a heading of README, in order. Throws where there is none. */
export function readmeSnippets(heading: string, language: string): readonly string[] {
  const [, section] = readme.split(`\n### ${heading}\n`);
  const [own = ''] = (section ?? '').split(/\n##+ /);
  const found = [...own.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, name, code]) =>
    name === language && code !== undefined ? [code] : [],
  );
  if (found.length === 0) throw new Error(`README has no ${language} below "${heading}"`);
  return found;
}
