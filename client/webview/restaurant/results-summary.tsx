import { useEffect, useState } from 'preact/hooks';
import { counted, showTime } from '../../restaurant/say.ts';
import type { Show } from '../../restaurant/show.ts';
import { usePage } from './page-context.ts';

/** Milliseconds for which the figures must stay the same before they are said. */
const rest = 600;

/**
 * What the table of results says of the two that are shown, for those who do not see it. Who drags a slider changes it many times a
 * second: it is said when that is over.
 */
export function ResultsSummary({
  shows,
  titles,
}: {
  readonly shows: readonly [Show, Show];
  readonly titles: readonly [string, string];
}) {
  const { say } = usePage();
  const [said, setSaid] = useState('');
  const [left, right] = [shows[0].simulation.summary, shows[1].simulation.summary];
  const text = say('burgers.results.summary', {
    ...counted('customers', left.customers),
    left: titles[0],
    right: titles[1],
    leftTotal: showTime(say, left.total),
    rightTotal: showTime(say, right.total),
    leftMedian: showTime(say, left.latency.median),
    rightMedian: showTime(say, right.latency.median),
  });
  useEffect(() => {
    const timer = setTimeout(() => setSaid(text), rest);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <p role="status" class="unseen">
      {said}
    </p>
  );
}
