import { useMemo } from 'preact/hooks';
import { limits, type PageState } from '../../restaurant/page-state.ts';
import { type Show, showOf } from '../../restaurant/show.ts';
import { concurrentRestaurant, parallelRestaurant, type StoryRestaurant } from '../../restaurant/story.ts';
import { InlineText } from './inline-text.tsx';
import { NumberField } from './number-field.tsx';
import { usePage } from './page-context.ts';
import { TwoRestaurants } from './two-restaurants.tsx';
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
  const clock = useClock(Math.max(...shows.map(({ simulation }) => simulation.trace.end)), progress);
  const titles = useMemo(() => [say('burgers.concurrent'), say('burgers.parallel')] as const, [say]);
  const caption = (key: string) => (
    <p>
      <InlineText text={say(key)} />
    </p>
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
      <TwoRestaurants
        clock={clock}
        shows={shows}
        titles={titles}
        speed={speed}
        captions={[caption('burgers.concurrent.what'), caption('burgers.parallel.what')]}
      />
    </>
  );
}
