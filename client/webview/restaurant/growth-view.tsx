import { useCallback } from 'preact/hooks';
import { paintGrowth } from '../../restaurant/growth-chart.ts';
import { showTime } from '../../restaurant/say.ts';
import type { Show } from '../../restaurant/show.ts';
import type { Surface } from '../../restaurant/surface.ts';
import type { Clock } from './clock.ts';
import { usePage } from './page-context.ts';
import { Picture } from './picture.tsx';
import { SideKey } from './side-key.tsx';

export interface GrowthViewProps {
  readonly clock: Clock;
  readonly shows: readonly [Show, Show];
  readonly titles: readonly [string, string];
}

const heightOf = () => 150;

/** How many customers both restaurants have served, as time goes by. */
export function GrowthView({ clock, shows, titles }: GrowthViewProps) {
  const { say } = usePage();
  const [left, right] = shows;
  const paint = useCallback(
    (surface: Surface, width: number, height: number) =>
      paintGrowth(surface, [left.growth, right.growth], { width, height, time: clock.time, end: clock.end }, say),
    [left, right, clock, say],
  );
  const first = Math.min(left.simulation.summary.total, right.simulation.summary.total);
  const label = say('burgers.growth', {
    left: titles[0],
    right: titles[1],
    customers: String(left.simulation.summary.customers),
    leftServed: String(left.growth.at(first).served),
    rightServed: String(right.growth.at(first).served),
    time: showTime(say, first),
  });
  return (
    <div class="growth">
      <SideKey titles={titles} kind="line" />
      <Picture name="growth" clock={clock} heightOf={heightOf} label={label} paint={paint} />
    </div>
  );
}
