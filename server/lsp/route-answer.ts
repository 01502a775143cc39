import type { Recipe } from '../engine/simulation/recipe.ts';
import type { Range } from '../engine/text-range.ts';

/** How a path operation is asked for again after edits. */
export interface RouteKey {
  readonly uri: string;
  /** Qualified name of the function. */
  readonly name: string;
  /** As in the decorator. */
  readonly method?: string;
  readonly route?: string;
}

/** The text of a function with its decorators, at most 60 lines. */
export interface RouteCode {
  readonly uri: string;
  /** Counted from 0. */
  readonly firstLine: number;
  readonly lines: readonly string[];
}

/** A path operation and what the server does for a request to it. */
export interface RouteAnswer {
  readonly key: RouteKey;
  /** As it is shown: `GET`. */
  readonly method: string | null;
  /** The path of its requests, with the prefixes of routers: `/api/burgers`. `…` stands for a part that is not known. */
  readonly route: string | null;
  /** The paths of its places are URIs. */
  readonly recipe: Recipe;
  readonly code: RouteCode;
  /** What fixes make of it: only when it is asked for, and where they change the recipe. */
  readonly afterFix?: RouteAfterFix;
}

export interface RouteAfterFix {
  /** What is done, as plain text in the server's language. */
  readonly title: string;
  /** Where the first finding of them stands, and its fixes are offered. */
  readonly at: { readonly uri: string; readonly range: Range };
  readonly recipe: Recipe;
  readonly code: RouteCode;
}

/** A path operation in the list of them. */
export interface RouteItem {
  readonly key: RouteKey;
  /** As in `RouteAnswer`. */
  readonly method: string | null;
  readonly route: string | null;
  /** Of the function's name. */
  readonly range: Range;
  /** It blocks the event loop, itself or in what it calls. */
  readonly blocks: boolean;
}
