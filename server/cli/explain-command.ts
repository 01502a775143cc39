import { importanceMarks } from '../cards/card.ts';
import type { CardCatalogue } from '../cards/card-catalogue.ts';
import { nearestName } from '../engine/nearest-name.ts';
import { allRules } from '../engine/rules/all-rules.ts';
import { readCards } from '../host/read-cards.ts';
import { formatMessage, type Language, plainMessage } from '../messages/format-message.ts';
import { rulePage } from '../rules-reference/rule-page.ts';
import { type CommandOptions, UsageError } from './command-options.ts';
import { colourChoices } from './command-table.ts';
import { type Colours, coloursFor } from './terminal-colours.ts';
import { TerminalMarkdown } from './terminal-markdown.ts';

/** The widest text that is easy to read, in columns. */
const widest = 100;

/** `loopwise explain`: the page of a rule or a concept card; without a name, a list of both. */
export async function runExplain(options: CommandOptions): Promise<number> {
  const { language } = options;
  const cards = await readCards(import.meta.dirname);
  const colours = coloursFor(options.choice('color', colourChoices, 'auto'), process.stdout);
  const [name] = options.positionals;
  if (name === undefined) {
    process.stdout.write(listOf(cards, language, colours));
    return 0;
  }
  const page = pageOf(name.toLowerCase(), cards, language);
  if (page === undefined) throw unknownName(name, cards, language);
  const width = Math.min(process.stdout.columns ?? widest, widest);
  process.stdout.write(new TerminalMarkdown(colours, width, (info) => claimOf(info, language)).render(page));
  return 0;
}

/** The page as Markdown; undefined where nothing has that name. */
function pageOf(name: string, cards: CardCatalogue, language: Language): string | undefined {
  const rule = allRules.find((known) => known.name === name);
  if (rule) {
    const note = formatMessage(language, 'explain.rule note', { card: rule.card });
    return `${rulePage(rule)}\n${note}\n`;
  }
  const card = cards.content(name, language);
  if (!card) return undefined;
  const parts = card.parts.map(({ heading, markdown }) => `## ${heading}\n\n${markdown}`);
  const related = formatMessage(language, 'explain.related', { cards: card.related.map(({ id }) => id).join(', ') });
  const importance = `${importanceMarks[card.importance]} ${formatMessage(language, `reader.importance.${card.importance}`)}`;
  return [`# ${card.title}`, importance, ...parts, related].join('\n\n');
}

/** What an example that is wrong on purpose claims to do. */
function claimOf(info: string, language: Language): string | undefined {
  const claim = /^python (blocks|loses|fails)$/.exec(info)?.[1];
  return claim === undefined ? undefined : formatMessage(language, `reader.claim.${claim}`);
}

function listOf(cards: CardCatalogue, language: Language, { bold, cyan }: Colours): string {
  const rules = allRules.map(({ name, documentation }) => [name, documentation.summary.replaceAll('`', '')] as const);
  const course = cards
    .inOrder(language)
    .map(({ id, title, importance }) => [id, `${importanceMarks[importance]} ${title.replaceAll('`', '')}`] as const);
  const width = Math.max(...[...rules, ...course].map(([name]) => name.length));
  const rows = (list: readonly (readonly [string, string])[]) =>
    list.map(([name, text]) => `  ${cyan(name.padEnd(width))}  ${text}`);
  return [
    bold(formatMessage(language, 'explain.rules')),
    ...rows(rules),
    '',
    bold(formatMessage(language, 'explain.cards')),
    ...rows(course),
    '',
    plainMessage(language, 'explain.hint'),
    '',
  ].join('\n');
}

function unknownName(name: string, cards: CardCatalogue, language: Language): UsageError {
  const names = [...allRules.map((rule) => rule.name), ...cards.inOrder(language).map(({ id }) => id)];
  const nearest = nearestName(name, names);
  return new UsageError(
    formatMessage(language, 'explain.unknown', { name, ...(nearest === undefined ? {} : { nearest }) }),
  );
}
