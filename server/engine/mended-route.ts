import { type Finding, type Fix, freezesLoop } from './finding.ts';
import type { FrameworkCallable } from './framework-callable.ts';
import type { Recipe } from './simulation/recipe.ts';

/** A finding with the fix to apply to it. */
export interface ChosenFix {
  readonly finding: Finding;
  readonly fix: Fix;
}

/** Whether a finding stands in a function that the recipe runs, and freezes the event loop there. */
export function freezesRequest({ stages }: Recipe, finding: Finding): boolean {
  const isStage = stages.some(({ name, place }) => name === finding.function && place?.path === finding.path);
  return isStage && freezesLoop(finding);
}

/**
 * Of fixes for several findings those that go together: what makes a function `def` mends all that is in it, and an `await` of another
 * fix would have no place there.
 *
 * @param isEdited Whether a fix edits the function that a finding stands in.
 */
export function compatibleFixes(
  offers: readonly ChosenFix[],
  isEdited: (finding: Finding, fix: Fix) => boolean,
): readonly ChosenFix[] {
  const defs: ChosenFix[] = [];
  const isFree = ({ fix }: ChosenFix) => !defs.some(({ finding }) => isEdited(finding, fix));
  for (const offer of offers.filter(makesDef)) if (isFree(offer)) defs.push(offer);
  return [...defs, ...offers.filter((offer) => !makesDef(offer) && isFree(offer))];
}

function makesDef({ fix }: ChosenFix): boolean {
  return fix.kind === 'make-def';
}

/** Whether the server does something else for a request, wherever its code stands and however it is written. */
export function isOtherRecipe(a: Recipe, b: Recipe): boolean {
  return withoutPlaces(a) !== withoutPlaces(b);
}

function withoutPlaces(recipe: Recipe): string {
  return JSON.stringify(recipe, (key, value) => (key === 'place' || key === 'text' ? undefined : value));
}

/**
 * The functions that must be followed to tell a recipe anew: those that it runs, and what is handed to threads, of which it may run more
 * than before.
 */
export function isPartOf({ stages }: Recipe): (callable: FrameworkCallable) => boolean {
  const names = new Set(stages.map(({ name, place }) => `${place?.path} ${name}`));
  return ({ node, role }) => role === 'thread function' || names.has(`${node.module.path} ${node.facts.qualifiedName}`);
}
