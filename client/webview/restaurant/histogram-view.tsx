import { useCallback } from 'preact/hooks';
import { type LatencyBin, paintHistogram } from '../../restaurant/latency-histogram.ts';
import { showTime } from '../../restaurant/say.ts';
import type { Surface } from '../../restaurant/surface.ts';
import { usePage } from './page-context.ts';
import { Picture } from './picture.tsx';
import { SideKey } from './side-key.tsx';

export interface HistogramViewProps {
  readonly bins: readonly LatencyBin[];
  readonly titles: readonly [string, string];
}

const heightOf = () => 240;

/** How many customers waited how long, left and right. */
export function HistogramView({ bins, titles }: HistogramViewProps) {
  const { say } = usePage();
  const paint = useCallback(
    (surface: Surface, width: number, height: number) => paintHistogram(surface, bins, { width, height }, say),
    [bins, say],
  );
  const label = say('burgers.histogram.of', { left: titles[0], right: titles[1] });
  return (
    <section class="histogram" aria-labelledby="histogram">
      <h2 id="histogram">{say('burgers.histogram')}</h2>
      <SideKey titles={titles} kind="bar" />
      <Picture name="histogram" heightOf={heightOf} label={label} paint={paint} />
      <details>
        <summary>{say('burgers.table')}</summary>
        <table>
          <caption>{label}</caption>
          <thead>
            <tr>
              <th scope="col">{say('burgers.histogram.time')}</th>
              <th scope="col">{titles[0]}</th>
              <th scope="col">{titles[1]}</th>
            </tr>
          </thead>
          <tbody>
            {bins.map(({ from, to, counts }) => (
              <tr>
                <th scope="row">
                  {showTime(say, from)} – {showTime(say, to)}
                </th>
                {counts.map((count) => (
                  <td>{count}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}
