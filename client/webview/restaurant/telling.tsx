import type { Range } from '../../../server/engine/text-range.ts';
import type { RouteCode } from '../../../server/lsp/route-answer.ts';
import { stepText } from '../../restaurant/bar-text.ts';
import { momentAt, type ToldEvent } from '../../restaurant/narration.ts';
import { cardOf } from '../../restaurant/quoted-cards.ts';
import { type Say, showTime } from '../../restaurant/say.ts';
import type { Show } from '../../restaurant/show.ts';
import type { Clock } from './clock.ts';
import { CodeView } from './code-view.tsx';
import { InlineText } from './inline-text.tsx';
import { usePage } from './page-context.ts';
import { useFollowed } from './use-followed.ts';

/** What has just happened: a sentence, the line of the code, and what a card says of it. */
export function Telling({ clock, show, name }: { readonly clock: Clock; readonly show: Show; readonly name: string }) {
  const { say, cards, post } = usePage();
  const at = useFollowed(clock, () => momentAt(show.moments, clock.time));
  const told = show.moments[at]?.told;
  const card = cards.find(({ id }) => id === cardOf(told));
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

function sentence(told: ToldEvent, show: Show, say: Say): string {
  const { kind, customer, step, lasts } = told;
  const whole = wholeFunction(told, show);
  const worker = show.simulation.trace.customers[customer]?.worker;
  return say(`burgers.told.${kind}`, {
    ...(show.workers > 1 && worker !== undefined && { worker: String(worker + 1) }),
    customer: String(customer + 1),
    text: whole === undefined ? stepText(show.steps, step, say) : `${whole}()`,
    time: showTime(say, lasts),
  });
}

/** The function that a thread is asked for as a whole, not for one of its steps. */
function wholeFunction({ kind, step }: ToldEvent, { inThreads }: Show): string | undefined {
  return kind === 'thread' || kind === 'queue' ? inThreads.get(step) : undefined;
}

/** Where the code stands that runs: a function begins with its first line, and with its last one the customer goes. */
function activeLines(told: ToldEvent, show: Show): Range | undefined {
  const { kind, step } = told;
  const { steps, code } = show;
  const only = (index: number): Range => {
    const line = code.firstLine + index;
    return { start: { line, character: 0 }, end: { line, character: 0 } };
  };
  if (kind === 'comes') return only(firstStatement(code));
  if (kind === 'served') return only(code.lines.length - 1);
  const place = steps[step]?.place;
  if (place?.path !== code.uri) return undefined;
  const isOfThis =
    code.firstLine <= place.range.start.line && place.range.start.line < code.firstLine + code.lines.length;
  return isOfThis && wholeFunction(told, show) !== undefined ? only(firstStatement(code)) : place.range;
}

/** The line that begins the function. */
function firstStatement({ lines }: RouteCode): number {
  return Math.max(
    0,
    lines.findIndex((line) => /^\s*(async\s+)?def\s/.test(line)),
  );
}
