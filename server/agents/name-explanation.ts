import type { CardCatalogue } from '../cards/card-catalogue.ts';
import { nearestName } from '../engine/nearest-name.ts';
import { allRules } from '../engine/rules/all-rules.ts';
import { rulePage } from '../rules-reference/rule-page.ts';
import { ToolError } from './agent-workspace.ts';

/** The page of a rule or card as Markdown. Throws `ToolError` with the nearest names when there is none of that name. */
export function explainName(given: string, cards: CardCatalogue): string {
  const name = given
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-');
  const page = rulePageOf(name) ?? cardPageOf(name, cards) ?? cardPageOf(idOfTitle(given, cards), cards);
  if (page !== undefined) return page;
  const names = [...allRules.map((rule) => rule.name), ...cards.inOrder('en').map(({ id }) => id)];
  const nearest = nearestName(name, names);
  const hint = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
  throw new ToolError(`There is no rule or card "${given}".${hint} There are: ${names.join(', ')}.`);
}

/** All rules and cards with what they are about. */
export function knownNames(cards: CardCatalogue): string {
  const rules = allRules.map((rule) => `- \`${rule.name}\`: ${rule.documentation.summary}`);
  const titles = cards.inOrder('en').map(({ id, title }) => `- \`${id}\`: ${title}`);
  return `Rules:\n${rules.join('\n')}\n\nConcept cards:\n${titles.join('\n')}`;
}

/** The reference page of a rule; undefined when there is no such rule. */
export function rulePageOf(name: string): string | undefined {
  const rule = allRules.find((known) => known.name === name);
  return rule && forModel(rulePage(rule).replace(/^(Concept card: )\[(.+)\]\(.*\)$/m, '$1`$2`'));
}

/** A card with all of its parts; undefined when there is no such card. */
export function cardPageOf(id: string | undefined, cards: CardCatalogue): string | undefined {
  const card = id === undefined ? undefined : cards.content(id, 'en');
  if (!card) return undefined;
  const parts = card.parts.map(({ heading, markdown }) => `## ${heading}\n\n${markdown}`);
  const related = card.related.map(({ id: other, title }) => `\`${other}\` (${title})`);
  return forModel([`# ${card.title}`, ...parts, `Related cards: ${related.join(', ')}`].join('\n\n'));
}

function idOfTitle(title: string, cards: CardCatalogue): string | undefined {
  const wanted = title.trim().toLowerCase();
  return cards.inOrder('en').find((card) => card.title.toLowerCase() === wanted)?.id;
}

/** Without pictures, and with the text alone of links that lead to files of ours. */
function forModel(markdown: string): string {
  return markdown.replace(/^!\[[^\]]*\]\([^)]*\)\n*/gm, '').replace(/\[([^\]]+)\]\((?!https?:)[^)]*\)/g, '$1');
}
