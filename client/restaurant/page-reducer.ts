import type { RouteAnswer } from '../../server/lsp/route-answer.ts';
import type { Language } from '../../server/messages/language.ts';
import { type KitchenSettings, type OpenedRoute, type PageState, type Serving, startState } from './page-state.ts';
import type { MessageToPage, QuotedCard } from './restaurant-message.ts';
import { plannedServings } from './servings.ts';

/** All that the page shows, but for the time that the clock shows. */
export interface Page {
  readonly kept: PageState;
  readonly cards: Readonly<Record<Language, readonly QuotedCard[]>>;
  /** Null: none is chosen, or the language server has not described it yet. */
  readonly route: RouteAnswer | null;
  /** The route that was chosen is no longer in the code; `route` is how it was. */
  readonly isGone: boolean;
  /** The user asked for a place that no path operation runs. */
  readonly isNotServed: boolean;
  /** Raised whenever something else is shown, from its beginning: what plays goes back to `kept.progress` then. */
  readonly run: number;
}

export type PageAction =
  | { readonly type: 'message'; readonly message: MessageToPage }
  | { readonly type: 'change'; readonly changes: Partial<PageState> }
  | { readonly type: 'kitchen'; readonly changes: Partial<KitchenSettings> }
  | { readonly type: 'show'; readonly side: 'left' | 'right'; readonly serving: Serving };

/**
 * @param kept What the page has kept, where there is anything.
 * @param language Of a page that has kept nothing.
 */
export function startPage(kept: PageState | undefined, language: Language = startState.language): Page {
  return {
    kept: kept ?? { ...startState, language },
    cards: { en: [], es: [] },
    route: null,
    isGone: false,
    isNotServed: false,
    run: 0,
  };
}

export function reducePage(page: Page, action: PageAction): Page {
  switch (action.type) {
    case 'change':
      return keep(page, action.changes);
    case 'kitchen':
      return keep(page, { kitchen: { ...page.kept.kitchen, ...action.changes } });
    case 'show':
      return keep(page, { [action.side]: action.serving });
    case 'message':
      return take(page, action.message);
  }
}

function take(page: Page, message: MessageToPage): Page {
  switch (message.type) {
    case 'start':
      return keep({ ...page, cards: message.cards }, { language: message.language });
    case 'story':
      return keep({ ...page, isNotServed: message.notServed }, { view: 'story' });
    case 'open':
      return opened(page, message.route);
    case 'update':
      return updated(page, message.route);
  }
}

function opened(page: Page, route: RouteAnswer): Page {
  const { recipe, code } = route;
  const shown = { ...page, route, isGone: false, isNotServed: false, run: page.run + 1 };
  return keep(shown, {
    view: 'route',
    route: route.key,
    opened: { recipe, code },
    ...firstSides(route, page.kept),
    progress: 0,
  });
}

/** What is shown beside each other as long as the user does not choose. */
function firstSides(route: RouteAnswer, kept: PageState): Pick<PageState, 'left' | 'right'> {
  return { left: 'as it is', right: route.afterFix ? 'after the fix' : bestOther(route, kept) };
}

/** Without a fix, the way to serve that shows most: the truly asynchronous one, unless it is what there is. */
function bestOther(route: RouteAnswer, { kitchen }: PageState): Serving {
  const planned = plannedServings(route, route.recipe, kitchen);
  const other = (['truly async', 'as def'] as const).find(
    (serving) => planned.find((plan) => plan.serving === serving)?.sameAs === undefined,
  );
  return other ?? '4 workers';
}

function updated(page: Page, route: RouteAnswer | null): Page {
  if (!route) return { ...page, isGone: true };
  const { kept } = page;
  const before: OpenedRoute = kept.opened ?? { recipe: route.recipe, code: route.code };
  const shown = keep({ ...page, route, isGone: false }, { route: route.key, opened: before });
  const servingsOf = (now: RouteAnswer) =>
    plannedServings(now, before.recipe, kept.kitchen).map(({ serving }) => serving);
  const servings = servingsOf(route);
  const isThere = (serving: Serving) => servings.includes(serving);
  const wasThere = page.route !== null && servingsOf(page.route).includes('when opened');
  // The moment in which a fix shows: how it was stands beside how it is.
  if (page.route && isThere('when opened') && !wasThere)
    return keep({ ...shown, run: page.run + 1 }, { left: 'when opened', right: 'as it is', progress: 0 });
  if (isThere(kept.left) && isThere(kept.right) && !hasFirstSides(page)) return shown;
  // Code that is being typed may have no fix for a moment.
  return keep(shown, firstSides(route, kept));
}

function hasFirstSides({ route, kept }: Page): boolean {
  if (!route) return false;
  const { left, right } = firstSides(route, kept);
  return kept.left === left && kept.right === right;
}

function keep(page: Page, changes: Partial<PageState>): Page {
  return { ...page, kept: { ...page.kept, ...changes } };
}
