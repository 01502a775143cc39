import type { ComponentChildren } from 'preact';
import { useCallback, useMemo } from 'preact/hooks';
import { withDurations } from '../../../server/engine/simulation/recipe.ts';
import type { RouteAnswer, RouteCode } from '../../../server/lsp/route-answer.ts';
import { latencyBins } from '../../restaurant/latency-histogram.ts';
import type { Page } from '../../restaurant/page-reducer.ts';
import { limits, type PageState, type Serving } from '../../restaurant/page-state.ts';
import { routeTitle } from '../../restaurant/route-title.ts';
import { counted } from '../../restaurant/say.ts';
import { plannedServings } from '../../restaurant/servings.ts';
import { type Show, showOf } from '../../restaurant/show.ts';
import { HistogramView } from './histogram-view.tsx';
import { InlineText } from './inline-text.tsx';
import { KitchenControls } from './kitchen-controls.tsx';
import { NumberField } from './number-field.tsx';
import { usePage } from './page-context.ts';
import { RecipeList } from './recipe-list.tsx';
import { ResultsSummary } from './results-summary.tsx';
import { savedPicture } from './save-picture.ts';
import { plain, ServingsTable } from './servings-table.tsx';
import { TimelineSection } from './timeline-section.tsx';
import { TwoRestaurants } from './two-restaurants.tsx';
import { useClock } from './use-clock.ts';
import { type Served, useServings } from './use-servings.ts';

/** The user's own path operation, served in two ways side by side. */
export function RouteView({ page }: { readonly page: Page }) {
  const { say, post } = usePage();
  const { route, kept } = page;
  const choose = (label: string) => (
    <button type="button" data-action="choose" onClick={() => post({ type: 'chooseRoute' })}>
      {say(label)}
    </button>
  );
  if (!route) {
    const isComing = kept.route !== null && !page.isGone;
    return (
      <p class="lead">
        {say(isComing ? 'burgers.route.waiting' : 'burgers.route.none')} {choose('burgers.route.pick')}
      </p>
    );
  }
  return (
    <>
      <div class="route-head">
        <h2>{routeTitle(route)}</h2>
        {choose('burgers.route.choose')}
      </div>
      {page.isGone && (
        <p class="note" role="status">
          <InlineText text={say('burgers.route.gone', { name: `\`${route.key.name}\`` })} />
        </p>
      )}
      <ServedRoute route={route} kept={kept} run={page.run} isGone={page.isGone} />
    </>
  );
}

interface ServedRouteProps {
  readonly route: RouteAnswer;
  readonly kept: PageState;
  /** As in `Page`. */
  readonly run: number;
  readonly isGone: boolean;
}

function ServedRoute({ route, kept, run, isGone }: ServedRouteProps) {
  const { say, dispatch } = usePage();
  const { kitchen, opened } = kept;
  const planned = useMemo(
    () => plannedServings(route, opened?.recipe ?? route.recipe, kitchen),
    [route, opened, kitchen],
  );
  // With other durations, what was opened may come to the same as what there is, and is no longer planned.
  const plannedOr = (serving: Serving) => planned.find((plan) => plan.serving === serving)?.serving ?? 'as it is';
  const left = plannedOr(kept.left);
  const right = plannedOr(kept.right);
  const served = useServings(planned, [left, right]);
  const leftServed = served.get(left);
  const rightServed = served.get(right);
  const recipe = useMemo(() => withDurations(route.recipe, kitchen.durations), [route, kitchen.durations]);
  const isChanged = planned.some(({ serving }) => serving === 'when opened');
  const wasCode = opened?.code;
  const codeOf = useCallback(
    (serving: Serving): RouteCode =>
      (serving === 'after the fix' ? route.afterFix?.code : serving === 'when opened' ? wasCode : undefined) ??
      route.code,
    [route, wasCode],
  );
  return (
    <>
      {isChanged && <p class="note">{say('burgers.route.fixed')}</p>}
      {!isGone && <FixOffer route={route} />}
      <div class="rush">
        <NumberField
          label={say('burgers.kitchen.customers')}
          value={kitchen.customers}
          limits={limits.customers}
          hasSlider
          onChange={(customers) => dispatch({ type: 'kitchen', changes: { customers } })}
        />
      </div>
      {leftServed && rightServed && (
        <Comparison route={route} kept={kept} run={run} left={leftServed} right={rightServed} codeOf={codeOf}>
          <ServingsTable planned={planned} served={served} left={left} right={right} customers={kitchen.customers} />
          <div class="columns">
            <RecipeList recipe={recipe} />
            <KitchenControls kitchen={kitchen} recipe={route.recipe} />
          </div>
        </Comparison>
      )}
      <p class="model">
        <InlineText text={say('burgers.model')} />
      </p>
    </>
  );
}

function FixOffer({ route }: { readonly route: RouteAnswer }) {
  const { say, post } = usePage();
  const { afterFix } = route;
  if (!afterFix) return null;
  return (
    <p class="fix">
      {say('burgers.serving.after the fix')}: {afterFix.title}{' '}
      <button type="button" data-action="fix" onClick={() => post({ type: 'showFixes', ...afterFix.at })}>
        {say('burgers.route.fix')}
      </button>
    </p>
  );
}

interface ComparisonProps extends Omit<ServedRouteProps, 'isGone'> {
  readonly left: Served;
  readonly right: Served;
  readonly codeOf: (serving: Serving) => RouteCode;
  /** Stands between the restaurants and the charts. */
  readonly children: ComponentChildren;
}

function Comparison({ route, kept, run, left, right, codeOf, children }: ComparisonProps) {
  const { say, theme, post } = usePage();
  const leftShow = useShow(left, codeOf);
  const rightShow = useShow(right, codeOf);
  const shows = useMemo((): [Show, Show] => [leftShow, rightShow], [leftShow, rightShow]);
  const titles = useMemo(
    () =>
      [plain(say(`burgers.serving.${left.serving}`)), plain(say(`burgers.serving.${right.serving}`))] as [
        string,
        string,
      ],
    [say, left.serving, right.serving],
  );
  const end = Math.max(...shows.map(({ simulation }) => simulation.trace.end));
  const clock = useClock(end, kept.progress, run);
  const bins = useMemo(() => latencyBins(shows.map(({ simulation }) => simulation.trace)), [shows]);
  const save = (format: 'svg' | 'png') => {
    const title = say('burgers.save.title', {
      route: routeTitle(route),
      ...counted('customers', kept.kitchen.customers),
    });
    const message = savedPicture({ title, shows, titles, bins }, { format, name: route.key.name, theme, say });
    if (message) post(message);
  };
  return (
    <>
      <ResultsSummary shows={shows} titles={titles} />
      <TwoRestaurants clock={clock} shows={shows} titles={titles} speed={kept.speed} />
      {children}
      <TimelineSection clock={clock} shows={shows} titles={titles} end={end} />
      <HistogramView bins={bins} titles={titles} />
      <p class="save">
        {say('burgers.save')}:{' '}
        <button type="button" data-action="svg" onClick={() => save('svg')}>
          {say('burgers.save.svg')}
        </button>{' '}
        <button type="button" data-action="png" onClick={() => save('png')}>
          {say('burgers.save.png')}
        </button>
      </p>
    </>
  );
}

function useShow({ serving, recipe, settings, simulation }: Served, codeOf: (serving: Serving) => RouteCode): Show {
  const code = codeOf(serving);
  return useMemo(
    () => showOf(withDurations(recipe, settings.durations ?? {}), code, settings, simulation),
    [recipe, settings, simulation, code],
  );
}
