import { type Finding, type Fix, freezesLoop } from './finding.ts';
import type { OfferedFixes } from './fixes/offered-fixes.ts';
import type { FrameworkCallable } from './framework-callable.ts';
import { codeOf, definitionOf } from './function-code.ts';
import { rangeOf } from './line-index.ts';
import type { LinkedProject } from './linked-project.ts';
import { RequestRecipes } from './request-recipe.ts';
import type { MendedRoute, RouteRecipe } from './route.ts';
import { operationNamed } from './serving-routes.ts';
import type { Recipe } from './simulation/recipe.ts';
import type { FunctionNode } from './value.ts';

/** A project as edits leave it. */
export interface EditedProject {
  readonly project: LinkedProject;
  readonly textOf: (path: string) => string | undefined;
  /** The notebooks that have changed. */
  readonly notebooks: MendedRoute['notebooks'];
}

/** What a path operation is mended with. */
export interface MendingContext {
  readonly findingsOf: (path: string) => readonly Finding[];
  readonly fixes: OfferedFixes;
  /** The function that a finding stands in. */
  readonly nodeOf: (finding: Finding) => FunctionNode | undefined;
  /** The project with edits, in which the calls of some callables are followed; undefined where they leave no valid Python. */
  readonly edited: (
    edits: Fix['edits'],
    isFollowed: (callable: FrameworkCallable) => boolean,
  ) => EditedProject | undefined;
}

/** A finding with the fix to apply to it. */
interface ChosenFix {
  readonly finding: Finding;
  readonly fix: Fix;
}

/**
 * A path operation as the preferred fixes of all that freezes its requests leave it, in its dependencies and background tasks too.
 * Undefined where there are none, or where the server does the same as before.
 */
export function mendedRoute(route: RouteRecipe, context: MendingContext): MendedRoute | undefined {
  const { findingsOf, fixes, nodeOf, edited } = context;
  const paths = new Set(route.recipe.stages.flatMap(({ place }) => place?.path ?? []));
  const offers = [...paths]
    .flatMap(findingsOf)
    .filter((finding) => freezesRequest(route.recipe, finding))
    .flatMap((finding) => fixes.of(finding).flatMap((fix) => (fix.preferred ? { finding, fix } : [])));
  const chosen = compatibleFixes(offers, (finding, fix) => isEdited(nodeOf(finding), fix));
  const finding = chosen[0]?.finding;
  if (!finding) return undefined;
  const { edits, count } = fixes.together(
    chosen.map((one) => one.finding),
    ({ preferred }) => preferred,
  );
  const after = edited(edits, isPartOf(route.recipe));
  const module = after?.project.modules.get(route.path);
  const callable = after && module && operationNamed(after.project, module, route);
  if (!callable) return undefined;
  const recipe = new RequestRecipes(after.project).recipeOf(callable.node);
  if (!isOtherRecipe(recipe, route.recipe)) return undefined;
  const code = codeOf(callable.node, after.textOf(route.path) ?? '');
  return { finding, fixes: chosen.map(({ fix }) => fix), count, recipe, code, notebooks: after.notebooks };
}

function isEdited(node: FunctionNode | undefined, fix: Fix): boolean {
  if (!node) return false;
  const { start, end } = rangeOf(node.module.facts.lineStarts, definitionOf(node.facts));
  const edits = fix.edits.get(node.module.path) ?? [];
  return edits.some(({ range }) => range.end.line >= start.line && range.start.line <= end.line);
}

/** Whether a finding stands in a function that the recipe runs, and freezes the event loop there. */
function freezesRequest({ stages }: Recipe, finding: Finding): boolean {
  const isStage = stages.some(({ name, place }) => name === finding.function && place?.path === finding.path);
  return isStage && freezesLoop(finding);
}

/**
 * Of fixes for several findings those that go together: what makes a function `def` mends all that is in it, and an `await` of another
 * fix would have no place there.
 *
 * @param isEdited Whether a fix edits the function that a finding stands in.
 */
function compatibleFixes(
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
function isOtherRecipe(a: Recipe, b: Recipe): boolean {
  return withoutPlaces(a) !== withoutPlaces(b);
}

function withoutPlaces(recipe: Recipe): string {
  return JSON.stringify(recipe, (key, value) => (key === 'place' || key === 'text' ? undefined : value));
}

/**
 * The functions that must be followed to tell a recipe anew: those that it runs, and what is handed to threads, of which it may run more
 * than before.
 */
function isPartOf({ stages }: Recipe): (callable: FrameworkCallable) => boolean {
  const names = new Set(stages.map(({ name, place }) => `${place?.path} ${name}`));
  return ({ node, role }) => role === 'thread function' || names.has(`${node.module.path} ${node.facts.qualifiedName}`);
}
