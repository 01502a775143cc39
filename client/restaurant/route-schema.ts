import * as v from 'valibot';
import type { Recipe, Stage, Step, StepPlace } from '../../server/engine/simulation/recipe.ts';
import type { Range } from '../../server/engine/text-range.ts';
import { categories } from '../../server/knowledge/knowledge-schema.ts';
import type { RouteAnswer, RouteCode, RouteItem, RouteKey } from '../../server/lsp/route-answer.ts';

/** Longer than any text of code that is shown. */
const text = v.pipe(v.string(), v.maxLength(2000));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Code may say any of them, as in `sleep(86400)`. */
const milliseconds = v.pipe(v.number(), v.finite(), v.minValue(0));

const position = v.object({ line: count, character: count });

export const rangeSchema: v.GenericSchema<Range> = v.object({ start: position, end: position });

/** In what the language server sends, `path` is a URI. */
const place: v.GenericSchema<StepPlace> = v.object({ path: text, range: rangeSchema });

const facts = {
  text: v.exactOptional(text),
  place: v.exactOptional(place),
  category: v.exactOptional(v.picklist(categories)),
  isStreamed: v.exactOptional(v.boolean()),
};
const timed = { ...facts, milliseconds, isWritten: v.exactOptional(v.boolean()) };

const step: v.GenericSchema<Step> = v.lazy(() =>
  v.variant('kind', [
    v.object({ kind: v.literal('wait'), ...timed }),
    v.object({ kind: v.literal('block'), ...timed }),
    v.object({ kind: v.literal('compute'), lock: v.picklist(['shared', 'held', 'released']), ...timed }),
    v.object({
      kind: v.literal('thread'),
      pool: v.picklist(['limiter', 'executor', 'own', 'processes']),
      steps,
      ...facts,
    }),
    v.object({ kind: v.literal('gather'), branches: v.array(steps), ...facts }),
  ]),
);
const steps = v.array(step);

const stage: v.GenericSchema<Stage> = v.object({
  role: v.picklist(['dependency', 'path operation', 'background task', 'clean-up', 'middleware']),
  name: text,
  runsOn: v.picklist(['event loop', 'thread pool', 'own thread']),
  steps,
  place: v.exactOptional(place),
  part: v.exactOptional(v.picklist(['before', 'after', 'after the answer'])),
});

export const recipeSchema: v.GenericSchema<Recipe> = v.object({ stages: v.array(stage) });

export const routeKeySchema: v.GenericSchema<RouteKey> = v.object({
  uri: text,
  name: text,
  method: v.exactOptional(text),
  route: v.exactOptional(text),
});

export const codeSchema: v.GenericSchema<RouteCode> = v.object({
  uri: text,
  firstLine: count,
  lines: v.pipe(v.array(v.string()), v.maxLength(60)),
});

export const routeSchema: v.GenericSchema<RouteAnswer> = v.object({
  key: routeKeySchema,
  method: v.nullable(text),
  route: v.nullable(text),
  recipe: recipeSchema,
  code: codeSchema,
  afterFix: v.exactOptional(
    v.object({ title: text, at: v.object({ uri: text, range: rangeSchema }), recipe: recipeSchema, code: codeSchema }),
  ),
});

/** Reads an answer of the language server about a path operation; undefined for anything else. */
export function routeFrom(given: unknown): RouteAnswer | undefined {
  const result = v.safeParse(routeSchema, given);
  return result.success ? result.output : undefined;
}

/** A path operation in a list. */
export type ListedRoute = Omit<RouteItem, 'range'>;

const listed: v.GenericSchema<readonly ListedRoute[]> = v.array(
  v.object({
    key: routeKeySchema,
    method: v.nullable(v.string()),
    route: v.nullable(v.string()),
    blocks: v.boolean(),
  }),
);

/** Reads the language server's list of path operations; empty for anything else. */
export function listedRoutesFrom(given: unknown): readonly ListedRoute[] {
  const result = v.safeParse(listed, given);
  return result.success ? result.output : [];
}
