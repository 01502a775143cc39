import type { CardCatalogue } from '../cards/card-catalogue.ts';
import type { ChainStep } from '../engine/finding.ts';
import type { HoverSubject } from '../engine/hover-subject.ts';
import { formatMessage, type Language } from '../messages/format-message.ts';
import { codeSpan, linkTarget } from './markdown-text.ts';
import { shownSteps } from './shown-steps.ts';

/** Steps that a hover lists before it leaves out the middle. */
const mostSteps = 6;
const shownAtStart = 3;

/** Where the links of a hover lead. */
export interface HoverLinks {
  readonly toStep: (step: ChainStep) => string;
  /** To the command that shows the whole path; undefined where the editor has none. */
  readonly toPath: string | undefined;
}

/** The hover for a subject as Markdown: first this code, then the card in brief. */
export function hoverText(subject: HoverSubject, language: Language, cards: CardCatalogue, links: HoverLinks): string {
  const say = (key: string, params: Record<string, string> = {}) => formatMessage(language, key, params);
  const parts: string[] = [];
  if (subject.kind === 'callable') {
    const where = say(placeKey(subject), { role: subject.role ?? '', function: subject.name });
    if (subject.blocker === undefined) parts.push(`${where} ${say('hover.clear')}`);
    else {
      const blocks = say(subject.place === 'event loop' ? 'hover.blocked' : 'hover.waits', {
        blocker: subject.blocker,
      });
      parts.push(`${where} ${blocks}`, chainText(subject.chain, language, links));
    }
  } else {
    parts.push(say(`hover.call.${subject.place}`, { name: subject.name }));
    if (subject.chain.length > 1) parts.push(chainText(subject.chain, language, links));
  }
  if (subject.obstacle) {
    const { key, params } = subject.obstacle;
    parts.push(say('hover.not def', { obstacle: say(key, params) }));
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

/** The steps as a numbered list, with the first and the last of a long chain. */
function chainText(chain: readonly ChainStep[], language: Language, { toStep, toPath }: HoverLinks): string {
  const lines = shownSteps(chain, language, codeSpan).map(
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
  const list = parts.join('\n');
  return toPath === undefined ? list : `${list}\n\n[${formatMessage(language, 'path.show')}](${toPath})`;
}
