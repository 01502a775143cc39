import * as v from 'valibot';
import { type Category, categories } from '../../server/knowledge/knowledge-schema.ts';
import type { RouteAnswer, RouteKey } from '../../server/lsp/route-answer.ts';
import { isLanguage, type Language } from '../../server/messages/language.ts';
import { codeSchema, recipeSchema, routeKeySchema } from './route-schema.ts';

/** What can be served, each with its own simulation. */
export const servings = [
  'as it is',
  'when opened',
  'after the fix',
  'as def',
  'offloaded',
  'truly async',
  '2 workers',
  '4 workers',
  '8 workers',
] as const;
export type Serving = (typeof servings)[number];

/** How the simulation is set. Times in milliseconds. */
export interface KitchenSettings {
  /** 1 to 500. */
  readonly customers: number;
  /** Requests a second, 1 to 1000; null: all come at the same moment. */
  readonly perSecond: number | null;
  /** Threads of the pool, 1 to 100. */
  readonly poolSize: number;
  /** 1 to 8, for every serving that does not say how many. */
  readonly workers: number;
  /** 1 to 64. */
  readonly cores: number;
  /** By category; the defaults hold for what is not named. */
  readonly durations: Readonly<Partial<Record<Category, number>>>;
}

export type OpenedRoute = Pick<RouteAnswer, 'recipe' | 'code'>;

/** What the page keeps while it is hidden and over a reload of the window. */
export interface PageState {
  readonly language: Language;
  readonly view: 'story' | 'route';
  readonly route: RouteKey | null;
  /** The route as it was when it was chosen. */
  readonly opened: OpenedRoute | null;
  /** Orders in the story, 1 to 100. */
  readonly orders: number;
  readonly kitchen: KitchenSettings;
  /** The two that are shown beside each other. */
  readonly left: Serving;
  readonly right: Serving;
  /** Times the ordinary speed. */
  readonly speed: number;
  /** Part of the whole time that has gone by, 0 to 1. */
  readonly progress: number;
}

export const speeds = [0.25, 0.5, 1, 2, 4] as const;

export const startState: PageState = {
  language: 'en',
  view: 'story',
  route: null,
  opened: null,
  orders: 24,
  kitchen: { customers: 50, perSecond: null, poolSize: 40, workers: 1, cores: 4, durations: {} },
  left: 'as it is',
  right: 'truly async',
  speed: 1,
  progress: 0,
};

const whole = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
const serving = v.picklist(servings);

/** Limits of what the user may set. */
export const limits = {
  orders: [1, 100],
  customers: [1, 500],
  perSecond: [1, 1000],
  poolSize: [1, 100],
  workers: [1, 8],
  cores: [1, 64],
  milliseconds: [0, 60_000],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;

export const pageStateSchema: v.GenericSchema<PageState> = v.object({
  language: v.custom<Language>(isLanguage),
  view: v.picklist(['story', 'route']),
  route: v.nullable(routeKeySchema),
  opened: v.nullable(v.object({ recipe: recipeSchema, code: codeSchema })),
  orders: whole(...limits.orders),
  kitchen: v.object({
    customers: whole(...limits.customers),
    perSecond: v.nullable(whole(...limits.perSecond)),
    poolSize: whole(...limits.poolSize),
    workers: whole(...limits.workers),
    cores: whole(...limits.cores),
    durations: v.record(v.picklist(categories), whole(...limits.milliseconds)),
  }),
  left: serving,
  right: serving,
  speed: v.picklist(speeds),
  progress: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
});

/** Reads what a page kept; undefined when it is not the state of one. */
export function pageStateFrom(given: unknown): PageState | undefined {
  const result = v.safeParse(pageStateSchema, given);
  return result.success ? result.output : undefined;
}
