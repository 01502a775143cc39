import {
  isBeforeAnswer,
  type Recipe,
  type Stage,
  type Step,
  type StepPlace,
} from '../../../server/engine/simulation/recipe.ts';
import { type Say, showTime } from '../../restaurant/say.ts';
import { InlineText } from './inline-text.tsx';
import { usePage } from './page-context.ts';

/** What the server does for one request, in order; each step leads to its code. @param recipe With the durations that hold. */
export function RecipeList({ recipe }: { readonly recipe: Recipe }) {
  const { say } = usePage();
  const last = recipe.stages.findLastIndex(isBeforeAnswer);
  return (
    <section class="recipe" aria-labelledby="recipe">
      <h2 id="recipe">{say('burgers.recipe')}</h2>
      <ol>
        {recipe.stages.map((stage, index) => (
          <>
            <li>
              <StageItem stage={stage} />
            </li>
            {index === last && <li class="response">{say('burgers.recipe.response')}</li>}
          </>
        ))}
      </ol>
    </section>
  );
}

function StageItem({ stage }: { readonly stage: Stage }) {
  const { say } = usePage();
  const { role, name, runsOn, steps, place, part } = stage;
  const roleName = role === 'clean-up' ? say('burgers.role.clean-up') : say(`role.${role}`);
  const shownRole = part ? `${roleName}, ${say(`burgers.part.${part}`)}` : roleName;
  return (
    <>
      <PlaceLink place={place}>
        <InlineText text={say(`burgers.stage.${runsOn}`, { name: `\`${name}\``, role: shownRole })} />
      </PlaceLink>
      <Steps steps={steps} isOnLoop={runsOn === 'event loop'} />
    </>
  );
}

function Steps({ steps, isOnLoop }: { readonly steps: readonly Step[]; readonly isOnLoop: boolean }) {
  const { say } = usePage();
  if (steps.length === 0) return <p class="empty">{say('burgers.recipe.empty')}</p>;
  return (
    <ol>
      {steps.map((step) => (
        <li
          class={`step ${step.kind}${isOnLoop && (step.kind === 'block' || step.kind === 'compute') ? ' holds-loop' : ''}`}
        >
          <PlaceLink place={step.place}>
            {step.text && <code>{step.text}</code>} {whatItDoes(step, isOnLoop, say)}
          </PlaceLink>
          {'milliseconds' in step && (
            <span class="duration">
              {showTime(say, step.milliseconds)}
              {step.isWritten ? ` (${say('burgers.do.written')})` : ''}
            </span>
          )}
          {step.kind === 'thread' && <Steps steps={step.steps} isOnLoop={false} />}
          {step.kind === 'gather' && (
            <ul>
              {step.branches.map((branch) => (
                <li>
                  <Steps steps={branch} isOnLoop={isOnLoop} />
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ol>
  );
}

function whatItDoes(step: Step, isOnLoop: boolean, say: Say): string {
  switch (step.kind) {
    case 'thread':
      return say(`burgers.do.thread.${step.pool}`);
    case 'wait':
    case 'gather':
      return say(`burgers.do.${step.kind}`);
    default:
      return say(`burgers.do.${step.kind}.${isOnLoop ? 'loop' : 'thread'}`);
  }
}

function PlaceLink({
  place,
  children,
}: {
  readonly place: StepPlace | undefined;
  readonly children: preact.ComponentChildren;
}) {
  const { post } = usePage();
  if (!place) return <span>{children}</span>;
  const open = () => post({ type: 'openCode', uri: place.path, range: place.range });
  return (
    <button type="button" class="link" onClick={open}>
      {children}
    </button>
  );
}
