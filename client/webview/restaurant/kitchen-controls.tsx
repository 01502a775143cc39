import { plainSteps, type Recipe } from '../../../server/engine/simulation/recipe.ts';
import { defaultDurations } from '../../../server/engine/step-durations.ts';
import { type Category, categories } from '../../../server/knowledge/knowledge-schema.ts';
import { type KitchenSettings, limits, startState } from '../../restaurant/page-state.ts';
import { NumberField } from './number-field.tsx';
import { usePage } from './page-context.ts';

/** How the customers come, and what the kitchen has. */
export function KitchenControls({ kitchen, recipe }: { readonly kitchen: KitchenSettings; readonly recipe: Recipe }) {
  const { say, dispatch } = usePage();
  const change = (changes: Partial<KitchenSettings>) => dispatch({ type: 'kitchen', changes });
  const { perSecond, workers, poolSize, cores, durations } = kitchen;
  const used = new Set(
    plainSteps(recipe).flatMap(({ category, isWritten }) => (category && !isWritten ? [category] : [])),
  );
  const duration = (category: Category) => (
    <NumberField
      key={category}
      label={say(`burgers.category.${category}`)}
      value={durations[category] ?? defaultDurations[category]}
      limits={limits.milliseconds}
      onChange={(milliseconds) => change({ durations: { ...durations, [category]: milliseconds } })}
    />
  );
  return (
    <section class="kitchen" aria-labelledby="kitchen">
      <h2 id="kitchen">{say('burgers.kitchen')}</h2>
      <div class="fields">
        <div class="field">
          <label for="arrival">{say('burgers.kitchen.arrival')}</label>
          <select
            id="arrival"
            value={perSecond === null ? 'together' : 'rate'}
            onChange={({ currentTarget }) => change({ perSecond: currentTarget.value === 'rate' ? 20 : null })}
          >
            <option value="together">{say('burgers.kitchen.together')}</option>
            <option value="rate">{say('burgers.kitchen.rate')}</option>
          </select>
        </div>
        {perSecond !== null && (
          <NumberField
            label={say('burgers.kitchen.perSecond')}
            value={perSecond}
            limits={limits.perSecond}
            onChange={(value) => change({ perSecond: value })}
          />
        )}
        <NumberField
          label={say('burgers.kitchen.workers')}
          value={workers}
          limits={limits.workers}
          onChange={(value) => change({ workers: value })}
        />
        <NumberField
          label={say('burgers.kitchen.poolSize')}
          value={poolSize}
          limits={limits.poolSize}
          onChange={(value) => change({ poolSize: value })}
        />
        <NumberField
          label={say('burgers.kitchen.cores')}
          value={cores}
          limits={limits.cores}
          onChange={(value) => change({ cores: value })}
        />
      </div>
      {used.size > 0 && (
        <fieldset>
          <legend>{say('burgers.kitchen.durations')}</legend>
          <div class="fields">{categories.filter((category) => used.has(category)).map(duration)}</div>
        </fieldset>
      )}
      <button type="button" onClick={() => change({ ...startState.kitchen, customers: kitchen.customers })}>
        {say('burgers.kitchen.reset')}
      </button>
    </section>
  );
}
