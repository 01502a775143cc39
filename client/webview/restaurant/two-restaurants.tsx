import type { ComponentChildren } from 'preact';
import { useCallback, useMemo } from 'preact/hooks';
import { describeMoment } from '../../restaurant/scene-description.ts';
import { type Show, stepTimes } from '../../restaurant/show.ts';
import type { Clock } from './clock.ts';
import { GrowthView } from './growth-view.tsx';
import { usePage } from './page-context.ts';
import { Player } from './player.tsx';
import { RestaurantSide } from './restaurant-side.tsx';

export interface TwoRestaurantsProps {
  readonly clock: Clock;
  readonly shows: readonly [Show, Show];
  readonly titles: readonly [string, string];
  readonly speed: number;
  /** What stands below each title. */
  readonly captions?: readonly [ComponentChildren, ComponentChildren];
}

/** Two restaurants beside each other that play together, and how many each has served. */
export function TwoRestaurants({ clock, shows, titles, speed, captions }: TwoRestaurantsProps) {
  const { say } = usePage();
  const steps = useMemo(() => stepTimes(shows), [shows]);
  const describe = useCallback(
    () => shows.map(({ scene }, side) => `${titles[side]}: ${describeMoment(scene.at(clock.time), say)}`).join(' '),
    [shows, titles, clock, say],
  );
  return (
    <Player clock={clock} steps={steps} speed={speed} describe={describe}>
      <div class="sides">
        <RestaurantSide clock={clock} show={shows[0]} side="left" title={titles[0]}>
          {captions?.[0]}
        </RestaurantSide>
        <RestaurantSide clock={clock} show={shows[1]} side="right" title={titles[1]}>
          {captions?.[1]}
        </RestaurantSide>
      </div>
      <GrowthView clock={clock} shows={shows} titles={titles} />
    </Player>
  );
}
