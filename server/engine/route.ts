import type { Finding, Fix, Place } from './finding.ts';
import type { FrameworkCallable } from './framework-callable.ts';
import { definitionOf, type FunctionCode } from './function-code.ts';
import { rangeOf } from './line-index.ts';
import type { NotebookModule } from './notebook-module.ts';
import type { Recipe } from './simulation/recipe.ts';
import type { Range } from './text-range.ts';

/** A path operation. */
export interface Route {
  readonly path: string;
  /** Qualified name of the function. */
  readonly name: string;
  /** As in `FrameworkCallable`. */
  readonly method: string | undefined;
  readonly route: string | undefined;
  /** Of the function's name. */
  readonly range: Range;
  /** Of the function with its decorators. */
  readonly definition: Range;
}

/** A path operation in a list of them. */
export interface ListedRoute extends Route {
  /** Whether it certainly blocks the event loop, itself or in what it calls. */
  readonly blocks: boolean;
}

/** A path operation with what the server does for a request to it. */
export interface RouteRecipe extends Route {
  readonly recipe: Recipe;
  readonly code: FunctionCode;
}

/** A path operation in a few words. */
export interface RouteSummary {
  readonly place: Place;
  /** The findings in its function that freeze the loop. */
  readonly freezing: readonly Finding[];
  /** Functions that FastAPI calls before it, each once, and how many of them freeze the loop. */
  readonly dependencies: number;
  readonly freezingDependencies: number;
}

/** A path operation as fixes leave it. */
export interface MendedRoute {
  /** The first of those that are mended. */
  readonly finding: Finding;
  /** Those that were put together, and how many of them could be. */
  readonly fixes: readonly Fix[];
  readonly count: number;
  readonly recipe: Recipe;
  readonly code: FunctionCode;
  /** The notebooks that they change, as they leave them: `recipe` and `code` have their places. */
  readonly notebooks: ReadonlyMap<string, NotebookModule>;
}

export function routeOf({ node: { module, facts }, method, route }: FrameworkCallable): Route {
  const { lineStarts } = module.facts;
  return {
    path: module.path,
    name: facts.qualifiedName,
    method,
    route,
    range: rangeOf(lineStarts, facts.nameSpan),
    definition: rangeOf(lineStarts, definitionOf(facts)),
  };
}
