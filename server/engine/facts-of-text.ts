import { extractFacts } from './extract-facts.ts';
import type { ModuleFacts } from './module-facts.ts';
import type { Syntax } from './syntax.ts';

/** Facts of a text of which nothing else is kept. */
export function factsOf(syntax: Syntax, text: string): ModuleFacts {
  const parsed = syntax.parse(text);
  const facts = extractFacts(syntax, parsed);
  parsed.tree.delete();
  return facts;
}
