import { useCallback, useState } from 'preact/hooks';
import { binAt, type LatencyBin, paintHistogram } from '../../restaurant/latency-histogram.ts';
import { showTime } from '../../restaurant/say.ts';
import type { Surface } from '../../restaurant/surface.ts';
import { usePage } from './page-context.ts';
import { Picture } from './picture.tsx';
import { SideKey } from './side-key.tsx';
import { Tip } from './tip.tsx';

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
  const [pointed, setPointed] = useState<{ readonly bin: LatencyBin; readonly x: number; readonly y: number }>();
  const at = ({ currentTarget, clientX, clientY }: MouseEvent) => {
    const { left, width } = (currentTarget as Element).getBoundingClientRect();
    const bin = binAt(bins, width, clientX - left);
    return bin && { bin, x: clientX, y: clientY };
  };
  const label = say('burgers.histogram.of', { left: titles[0], right: titles[1] });
  return (
    <section class="histogram" aria-labelledby="histogram">
      <h2 id="histogram">{say('burgers.histogram')}</h2>
      <SideKey titles={titles} kind="bar" />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the table below tells the same without a pointer */}
      <div class="area" onMouseMove={(event) => setPointed(at(event))} onMouseLeave={() => setPointed(undefined)}>
        <Picture name="histogram" heightOf={heightOf} label={label} paint={paint} />
        {pointed && (
          <Tip x={pointed.x} y={pointed.y}>
            {showTime(say, pointed.bin.from)} – {showTime(say, pointed.bin.to)}
            {titles.map((title, side) => (
              <div>{`${title}: ${pointed.bin.counts[side] ?? 0}`}</div>
            ))}
          </Tip>
        )}
      </div>
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
