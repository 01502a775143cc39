import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { PageAction } from '../../restaurant/page-reducer.ts';
import type { MessageFromPage, QuotedCard } from '../../restaurant/restaurant-message.ts';
import { type Say, sayIn } from '../../restaurant/say.ts';
import type { Theme } from './theme.ts';

/** What every part of the page needs. */
export interface PageContext {
  readonly say: Say;
  readonly theme: Theme;
  readonly isStill: boolean;
  readonly cards: readonly QuotedCard[];
  readonly post: (message: MessageFromPage) => void;
  readonly dispatch: (action: PageAction) => void;
}

const nothing: PageContext = {
  say: sayIn('en'),
  theme: {
    palette: { paper: '', ink: '', soft: '', accent: '', second: '', work: '', wait: '', block: '' },
    fonts: { text: '', code: '' },
  },
  isStill: true,
  cards: [],
  post: () => {},
  dispatch: () => {},
};

export const PageContextOf = createContext(nothing);

export function usePage(): PageContext {
  return useContext(PageContextOf);
}
