import type { ComponentChildren } from 'preact';
import { useCallback, useMemo } from 'preact/hooks';
import { momentAt } from '../../restaurant/narration.ts';
import { paintScene } from '../../restaurant/paint-scene.ts';
import { showNumber, showTime } from '../../restaurant/say.ts';
import type { Show } from '../../restaurant/show.ts';
import type { Surface } from '../../restaurant/surface.ts';
import type { Clock } from './clock.ts';
import { ClockText } from './clock-text.tsx';
import { usePage } from './page-context.ts';
import { Picture } from './picture.tsx';
import { Telling } from './telling.tsx';

export interface RestaurantSideProps {
  readonly clock: Clock;
  readonly show: Show;
  readonly side: 'left' | 'right';
  readonly title: string;
  readonly children?: ComponentChildren;
}

/** A guest takes so much of the whole time to walk from one place to the next. */
const walkPart = 1 / 120;

const heightOf = (width: number) => Math.max(260, width * 0.66);

/** One of the two restaurants: the picture, how far it has come, and what is told of it. */
export function RestaurantSide({ clock, show, side, title, children }: RestaurantSideProps) {
  const { say, isStill } = usePage();
  const paint = useCallback(
    (surface: Surface, width: number, height: number) => {
      const followed = show.moments[momentAt(show.moments, clock.time)]?.told.customer;
      paintScene(surface, show.scene, clock.time, {
        width,
        height,
        say,
        isStill,
        walk: clock.end * walkPart,
        ...(followed !== undefined && { followed }),
      });
    },
    [show, clock, say, isStill],
  );
  const customers = useMemo(() => String(show.simulation.summary.customers), [show]);
  const progress = () => {
    const { served, waiting, meanWait, longestWait } = show.growth.at(clock.time);
    return say('burgers.progress', {
      served: showNumber(say.language, served),
      customers,
      waiting: showNumber(say.language, waiting),
      mean: showTime(say, meanWait),
      longest: showTime(say, longestWait),
    });
  };
  return (
    <figure class={`side ${side}`} data-side={side}>
      <figcaption>
        <h2>{title}</h2>
        {children}
      </figcaption>
      <Picture name={`scene-${side}`} clock={clock} heightOf={heightOf} label={title} paint={paint} />
      <p class="progress">
        <ClockText clock={clock} text={progress} />
      </p>
      <Telling clock={clock} show={show} name={title} />
    </figure>
  );
}
