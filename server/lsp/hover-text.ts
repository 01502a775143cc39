import type { CardCatalogue } from '../cards/card-catalogue.ts';
import type { ChainStep } from '../engine/finding.ts';
import type { HoverSubject } from '../engine/hover-subject.ts';
import { formatMessage, type Language } from '../messages/format-message.ts';
import { codeSpan } from './markdown-text.ts';

/** Steps that a hover lists before it leaves out the middle. */
const shownSteps = 6;

/** The hover for a subject as Markdown: first this code, then the card in brief. */
export function hoverText(
  subject: HoverSubject,
  language: Language,
  cards: CardCatalogue,
  linkTo: (step: ChainStep) => string,
): string {
  const say = (key: string, params: Record<string, string> = {}) => formatMessage(language, key, params);
  const parts: string[] = [];
  if (subject.kind === 'callable') {
    const where = say(placeKey(subject), { role: subject.role ?? '', function: subject.name });
    if (subject.blocker === undefined) parts.push(`${where} ${say('hover.clear')}`);
    else {
      const blocks = say(subject.place === 'event loop' ? 'hover.blocked' : 'hover.waits', {
        blocker: subject.blocker,
      });
      parts.push(`${where} ${blocks}`, chainText(subject.chain, linkTo));
    }
  } else {
    parts.push(say(`hover.call.${subject.place}`, { name: subject.name }));
    if (subject.chain.length > 1) parts.push(chainText(subject.chain, linkTo));
  }
  const isFineHere = subject.place === 'thread pool' || subject.place === 'process';
  if (subject.replacement !== undefined && !isFineHere)
    parts.push(say('hover.replacement', { replacement: subject.replacement }));
  const card = cards.brief(subject.card, language);
  if (card !== undefined) parts.push('---', card);
  return parts.join('\n\n');
}

/** The message that says where a callable runs. */
function placeKey({ role, place, isAsync, name }: HoverSubject): string {
  if (role === 'thread function') return `hover.handed over.${place}`;
  if (place === 'event loop') return isAsync ? 'hover.event loop' : 'hover.event loop def';
  return name.endsWith('__init__') ? 'hover.init thread pool' : 'hover.thread pool';
}

function chainText(chain: readonly ChainStep[], linkTo: (step: ChainStep) => string): string {
  const shown = chain.length > shownSteps ? [...chain.slice(0, 3), undefined, ...chain.slice(2 - shownSteps)] : chain;
  return shown
    .map((step, index) =>
      step === undefined
        ? `${index + 1}. …`
        : `${index + 1}. ${codeSpan(step.text)} — [${codeSpan(step.function)}](${linkTo(step)})`,
    )
    .join('\n');
}
