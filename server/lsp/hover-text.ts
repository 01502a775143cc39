import type { CardCatalogue } from '../cards/card-catalogue.ts';
import type { ChainStep } from '../engine/finding.ts';
import type { CallableSubject, HoverSubject } from '../engine/hover-subject.ts';
import { formatMessage, type Language } from '../messages/format-message.ts';
import { codeSpan, linkTarget } from './markdown-text.ts';
import { shownSteps } from './shown-steps.ts';

/** Steps that a hover lists before it leaves out the middle. */
const mostSteps = 6;
const shownAtStart = 3;

/** How much a hover says. */
export type HoverLength = 'brief' | 'full' | 'off';

/** Where the links of a hover lead; undefined where the editor has no such command. */
export interface HoverLinks {
  readonly toStep: (step: ChainStep) => string;
  /** The line of a step as it is shown. */
  readonly lineOf: (step: ChainStep) => string;
  /** To the command that shows the whole path. */
  readonly toPath: string | undefined;
  /** To the burger restaurant, for what a path operation runs. */
  readonly toBurgers: string | undefined;
  /** To the command that opens a card. */
  readonly toCard: ((id: string) => string) | undefined;
  /** To the fixes of the finding that is spoken of. */
  readonly toFixes: string | undefined;
}

/** The hover for a subject as Markdown: first this code, then the card in brief or with its example, then what can be done. */
export function hoverText(
  subject: HoverSubject,
  language: Language,
  cards: CardCatalogue,
  links: HoverLinks,
  length: 'brief' | 'full' = 'brief',
): string {
  const say = sayIn(language);
  const parts = textOfCode(subject, language, links);
  const card = cards.cardFor(subject.trigger);
  const text = card === undefined ? undefined : cards[length](card, language);
  if (text !== undefined) parts.push('---', text);
  const actions = actionsOf(subject, card, links, say);
  const link = card !== undefined && !links.toCard ? cards.link(card, language) : undefined;
  if (link !== undefined) actions.push(link);
  if (actions.length > 0) parts.push(actions.join(' · '));
  return parts.join('\n\n');
}

/** What is said of this code alone, as Markdown paragraphs. */
export function textOfCode(
  subject: HoverSubject,
  language: Language,
  links: Pick<HoverLinks, 'toStep' | 'lineOf'>,
): string[] {
  const say = sayIn(language);
  const parts = [...sentences(subject, say)];
  if (subject.chain.length > (subject.kind === 'blocking call' ? 1 : 0))
    parts.push(chainText(subject.chain, language, links));
  if ((subject.kind === 'callable' || subject.kind === 'not run') && subject.decision) {
    const { behaviour, holds, version, source } = subject.decision;
    const isAsync: Record<string, string> = subject.isAsync ? { async: 'async def' } : {};
    const params = { function: subject.name, version, source, ...isAsync };
    parts.push(say(`version.${behaviour}.${holds ? 'since' : 'before'}`, params));
  }
  if (subject.kind === 'callable' && subject.obstacle) {
    const { key, params } = subject.obstacle;
    parts.push(say('hover.not def', { obstacle: say(key, params) }));
  }
  const isFineHere = subject.place === 'thread pool' || subject.place === 'process';
  if (
    (subject.kind === 'callable' || subject.kind === 'blocking call') &&
    subject.replacement !== undefined &&
    !isFineHere
  )
    parts.push(say('hover.replacement', { replacement: subject.replacement }));
  return parts;
}

type Say = (key: string, params?: Readonly<Record<string, string>>) => string;

function sayIn(language: Language): Say {
  return (key, params = {}) => formatMessage(language, key, params);
}

/** What is said of the code itself. */
function* sentences(subject: HoverSubject, say: Say): Generator<string> {
  if (subject.kind === 'blocking call') {
    yield say(`hover.call.${subject.place}`, { name: subject.name });
    return;
  }
  if (subject.kind === 'not run') return;
  const { blocker, place } = subject;
  const blocks =
    blocker === undefined ? undefined : say(place === 'event loop' ? 'hover.blocked' : 'hover.waits', { blocker });
  if (subject.kind === 'callable') {
    const { role, name, threads } = subject;
    const where = say(placeKey(subject), { role, function: name, threads });
    yield `${where} ${blocks ?? say('hover.clear')}`;
  } else {
    const { key, params } = subject.statement;
    const shown = Object.entries(params).map(([name, value]) => [name, /^\d+$/.test(value) ? value : codeSpan(value)]);
    yield [say(key, Object.fromEntries(shown)), ...(blocks ? [blocks] : [])].join(' ');
  }
}

function actionsOf(subject: HoverSubject, card: string | undefined, links: HoverLinks, say: Say): string[] {
  const actions: string[] = [];
  if (links.toFixes !== undefined) actions.push(`[${say('hover.fix')}](${links.toFixes})`);
  if (subject.chain.length > 1 && links.toPath !== undefined) actions.push(`[${say('path.show')}](${links.toPath})`);
  if (links.toBurgers !== undefined) actions.push(`[${say('burgers.show')}](${links.toBurgers})`);
  if (card !== undefined && links.toCard) actions.push(`[${say('card.open')}](${links.toCard(card)})`);
  return actions;
}

/** The message that says where a callable runs. */
function placeKey({ role, place, isAsync, name }: CallableSubject): string {
  if (role === 'thread function') return `hover.handed over.${place}`;
  if (place === 'event loop') return isAsync ? 'hover.event loop' : 'hover.event loop def';
  return name.endsWith('__init__') ? 'hover.init thread pool' : 'hover.thread pool';
}

/** The steps as a numbered list, with the first and the last of a long chain. */
function chainText(
  chain: readonly ChainStep[],
  language: Language,
  { toStep, lineOf }: Pick<HoverLinks, 'toStep' | 'lineOf'>,
): string {
  const lines = shownSteps(chain, language, lineOf, codeSpan).map(
    ({ step, name, action }, index) => `${index + 1}. [${codeSpan(name)}](${linkTarget(toStep(step))}) ${action}`,
  );
  const left = chain.length - mostSteps;
  const parts =
    left > 1
      ? [
          ...lines.slice(0, shownAtStart),
          `\n${formatMessage(language, 'path.more steps', { count: String(left) })}\n`,
          ...lines.slice(shownAtStart + left),
        ]
      : lines;
  return parts.join('\n');
}
