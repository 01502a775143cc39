import type { Range } from '../../../server/engine/text-range.ts';
import type { EventKind, ToldEvent } from '../../restaurant/narration.ts';
import { momentAt } from '../../restaurant/narration.ts';
import type { CodeExcerpt } from '../../restaurant/route-schema.ts';
import { type Say, showTime } from '../../restaurant/say.ts';
import type { Show } from '../../restaurant/show.ts';
import type { Clock } from './clock.ts';
import { CodeView } from './code-view.tsx';
import { InlineText } from './inline-text.tsx';
import { usePage } from './page-context.ts';
import { useFollowed } from './player.tsx';

/** The card that explains an event best. */
const cardOf: Readonly<Record<EventKind, string>> = {
  comes: 'asynchronous-code',
  works: 'coroutines',
  waits: 'async-await',
  called: 'concurrent-burgers',
  thread: 'parallel-burgers',
  queue: 'behind-the-scenes',
  lock: 'cpu-bound',
  computes: 'cpu-bound',
  blocks: 'io-bound',
  served: 'burger-conclusion',
};

/** What has just happened: a sentence, the line of the code, and what a card says of it. */
export function Telling({ clock, show, name }: { readonly clock: Clock; readonly show: Show; readonly name: string }) {
  const { say, cards, post } = usePage();
  const at = useFollowed(clock, () => momentAt(show.moments, clock.time));
  const told = show.moments[at]?.told;
  const card = cards.find(({ id }) => id === (told ? cardOf[told.kind] : 'concurrency-parallelism'));
  return (
    <div class="telling">
      <p class="told">
        <InlineText text={told ? sentence(told, show, say) : say('burgers.told.start')} />
      </p>
      <CodeView code={show.code} name={name} active={told && activeLines(told, show)} />
      {card && (
        <aside class="quoted">
          <p>
            <InlineText text={card.introduction} />
          </p>
          <button type="button" class="link" onClick={() => post({ type: 'openCard', id: card.id })}>
            <InlineText text={card.title} />
          </button>
        </aside>
      )}
    </div>
  );
}

function sentence({ kind, customer, step, lasts }: ToldEvent, { steps }: Show, say: Say): string {
  return say(`burgers.told.${kind}`, {
    customer: String(customer + 1),
    text: steps[step]?.text ?? say('burgers.step.framework'),
    time: showTime(say, lasts),
  });
}

/** Where the code stands that runs; the first line where a customer comes in, the last where it goes. */
function activeLines({ kind, step }: ToldEvent, { steps, code }: Show): Range | undefined {
  const place = steps[step]?.place;
  if (place) return place.path === code.uri ? place.range : undefined;
  const only = (index: number): Range => {
    const line = code.firstLine + index;
    return { start: { line, character: 0 }, end: { line, character: 0 } };
  };
  if (kind === 'comes') return only(firstStatement(code));
  return kind === 'served' ? only(code.lines.length - 1) : undefined;
}

/** The line that begins the function. */
function firstStatement({ lines }: CodeExcerpt): number {
  return Math.max(
    0,
    lines.findIndex((line) => /^\s*(async\s+)?def\s/.test(line)),
  );
}
