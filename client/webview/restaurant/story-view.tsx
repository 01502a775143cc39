import { useCallback, useMemo } from 'preact/hooks';
import { limits, type PageState } from '../../restaurant/page-state.ts';
import { describeMoment } from '../../restaurant/scene-description.ts';
import { type Show, showOf, stepTimes } from '../../restaurant/show.ts';
import { concurrentRestaurant, parallelRestaurant, type StoryRestaurant } from '../../restaurant/story.ts';
import { GrowthView } from './growth-view.tsx';
import { InlineText } from './inline-text.tsx';
import { NumberField } from './number-field.tsx';
import { usePage } from './page-context.ts';
import { Player } from './player.tsx';
import { RestaurantSide } from './restaurant-side.tsx';
import { useClock } from './use-clock.ts';

/** The two restaurants of the course, with the same orders. */
export function StoryView({ kept }: { readonly kept: PageState }) {
  const { say, dispatch } = usePage();
  const { orders, speed, progress } = kept;
  const shows = useMemo((): [Show, Show] => {
    const serve = ({ recipe, code, settings }: StoryRestaurant) =>
      showOf(recipe, code, { ...settings, customers: orders });
    return [serve(concurrentRestaurant), serve(parallelRestaurant)];
  }, [orders]);
  const steps = useMemo(() => stepTimes(shows), [shows]);
  const clock = useClock(Math.max(...shows.map(({ simulation }) => simulation.trace.end)), progress);
  const titles = useMemo(() => [say('burgers.concurrent'), say('burgers.parallel')] as const, [say]);
  const describe = useCallback(
    () => shows.map(({ scene }, side) => `${titles[side]}: ${describeMoment(scene.at(clock.time), say)}`).join(' '),
    [shows, clock, say, titles],
  );
  return (
    <>
      <p class="lead">
        <InlineText text={say('burgers.story.intro')} />
      </p>
      <NumberField
        label={say('burgers.orders')}
        value={orders}
        limits={limits.orders}
        onChange={(value) => dispatch({ type: 'change', changes: { orders: value } })}
      />
      <Player clock={clock} steps={steps} speed={speed} describe={describe}>
        <div class="sides">
          <RestaurantSide clock={clock} show={shows[0]} side="left" title={titles[0]}>
            <p>
              <InlineText text={say('burgers.concurrent.what')} />
            </p>
          </RestaurantSide>
          <RestaurantSide clock={clock} show={shows[1]} side="right" title={titles[1]}>
            <p>
              <InlineText text={say('burgers.parallel.what')} />
            </p>
          </RestaurantSide>
        </div>
        <GrowthView clock={clock} shows={shows} titles={titles} />
      </Player>
    </>
  );
}
