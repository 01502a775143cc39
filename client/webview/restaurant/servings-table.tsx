import type { Serving } from '../../restaurant/page-state.ts';
import { counted, type Say, showNumber, showTime } from '../../restaurant/say.ts';
import type { PlannedServing } from '../../restaurant/servings.ts';
import { InlineText } from './inline-text.tsx';
import { usePage } from './page-context.ts';
import type { Served } from './use-servings.ts';

export interface ServingsTableProps {
  readonly planned: readonly PlannedServing[];
  readonly served: ReadonlyMap<Serving, Served>;
  readonly left: Serving;
  readonly right: Serving;
  readonly customers: number;
}

/** All ways to serve, side by side, each of which can be shown left or right. */
export function ServingsTable({ planned, served, left, right, customers }: ServingsTableProps) {
  const { say, dispatch } = usePage();
  const choice = (side: 'left' | 'right', serving: Serving) => (
    <input
      type="radio"
      name={`side-${side}`}
      checked={(side === 'left' ? left : right) === serving}
      aria-label={plain(say(`burgers.side.show.${side}`, { serving: say(`burgers.serving.${serving}`) }))}
      onChange={() => dispatch({ type: 'show', side, serving })}
    />
  );
  const heading = (key: string) => <th scope="col">{say(key)}</th>;
  return (
    <div class="results">
      <h2 id="results">{say('burgers.results', counted('customers', customers))}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached with the keyboard */}
      <section class="table" tabIndex={0} aria-labelledby="results">
        <table>
          <thead>
            <tr>
              {heading('burgers.side.left')}
              {heading('burgers.side.right')}
              {heading('burgers.serving')}
              {heading('burgers.results.total')}
              {heading('burgers.results.throughput')}
              {heading('burgers.results.median')}
              {heading('burgers.results.percentile95')}
              {heading('burgers.results.stalls')}
              {heading('burgers.results.longest stall')}
              {heading('burgers.results.queue')}
            </tr>
          </thead>
          <tbody>
            {planned.map(({ serving, sameAs }) => (
              <tr key={serving} data-serving={serving}>
                <td>{choice('left', serving)}</td>
                <td>{choice('right', serving)}</td>
                <th scope="row">
                  <InlineText text={say(`burgers.serving.${serving}`)} />
                  {sameAs && (
                    <small>
                      {' '}
                      <InlineText text={say('burgers.serving.same', { other: say(`burgers.serving.${sameAs}`) })} />
                    </small>
                  )}
                </th>
                <Figures served={served.get(serving)} say={say} />
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p class="hint">{say('burgers.results.workers')}</p>
    </div>
  );
}

function Figures({ served, say }: { readonly served: Served | undefined; readonly say: Say }) {
  if (!served) return <td colSpan={7}>…</td>;
  const { total, throughput, latency, stalls, poolQueue } = served.simulation.summary;
  const { language } = say;
  return (
    <>
      <td data-figure="total">{showTime(say, total)}</td>
      <td data-figure="throughput">{showNumber(language, throughput, 1)}</td>
      <td data-figure="median">{showTime(say, latency.median)}</td>
      <td data-figure="percentile95">{showTime(say, latency.percentile95)}</td>
      <td data-figure="stalls">{showNumber(language, stalls.count)}</td>
      <td data-figure="longest stall">{stalls.count > 0 ? showTime(say, stalls.longest) : '–'}</td>
      <td data-figure="queue">{poolQueue.longest > 0 ? showNumber(language, poolQueue.longest) : '–'}</td>
    </>
  );
}

/** Without the signs that mark code. */
export function plain(text: string): string {
  return text.replaceAll('`', '');
}
