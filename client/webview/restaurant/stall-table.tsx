import { stepText } from '../../restaurant/bar-text.ts';
import { showTime } from '../../restaurant/say.ts';
import type { Show } from '../../restaurant/show.ts';
import { usePage } from './page-context.ts';

/** So many are listed. */
const most = 20;

/** The stalls of a timeline in words. */
export function StallTable({ show, title }: { readonly show: Show; readonly title: string }) {
  const { say, post } = usePage();
  const { stalls, steps } = show;
  if (stalls.length === 0) return <p>{`${title}: ${say('burgers.timeline.none')}`}</p>;
  return (
    <>
      <table>
        <caption>{`${title}: ${say('burgers.stalls')}`}</caption>
        <thead>
          <tr>
            <th scope="col">{say('burgers.stalls.when')}</th>
            <th scope="col">{say('burgers.stalls.lasts')}</th>
            <th scope="col">{say('burgers.stalls.customer')}</th>
            <th scope="col">{say('burgers.stalls.code')}</th>
          </tr>
        </thead>
        <tbody>
          {stalls.slice(0, most).map(({ from, to, customer, step }) => {
            const place = steps[step]?.place;
            return (
              <tr>
                <td>{showTime(say, from)}</td>
                <td>{showTime(say, to - from)}</td>
                <td>{customer + 1}</td>
                <td>
                  {place ? (
                    <button
                      type="button"
                      class="link"
                      onClick={() => post({ type: 'openCode', uri: place.path, range: place.range })}
                    >
                      <code>{stepText(steps, step, say)}</code>
                    </button>
                  ) : (
                    stepText(steps, step, say)
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {stalls.length > most && <p>{say('burgers.stalls.more', { count: String(stalls.length - most) })}</p>}
    </>
  );
}
