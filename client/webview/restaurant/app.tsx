import { useEffect, useMemo, useReducer, useState } from 'preact/hooks';
import type { Language } from '../../../server/messages/language.ts';
import { reducePage, startPage } from '../../restaurant/page-reducer.ts';
import type { PageState } from '../../restaurant/page-state.ts';
import { type MessageFromPage, messageToPage } from '../../restaurant/restaurant-message.ts';
import { sayIn } from '../../restaurant/say.ts';
import { PageContextOf } from './page-context.ts';
import { RouteView } from './route-view.tsx';
import { StoryView } from './story-view.tsx';
import { currentTheme, isMotionReduced, onThemeChange } from './theme.ts';

export interface AppProps {
  readonly kept: PageState | undefined;
  /** Of a page that has kept nothing. */
  readonly language: Language | undefined;
  readonly post: (message: MessageFromPage) => void;
  readonly keep: (state: PageState) => void;
}

const views = ['story', 'route'] as const;

/** The whole page. */
export function App({ kept: before, language: first, post, keep }: AppProps) {
  const [page, dispatch] = useReducer(reducePage, undefined, () => startPage(before, first));
  const [look, setLook] = useState(() => ({ theme: currentTheme(), isStill: isMotionReduced() }));
  const { kept } = page;
  const { language, view } = kept;

  useEffect(() => {
    const take = ({ data }: MessageEvent) => {
      const message = messageToPage(data);
      if (message) dispatch({ type: 'message', message });
    };
    window.addEventListener('message', take);
    post({ type: 'ready', state: before ?? null });
    return () => window.removeEventListener('message', take);
  }, [post, before]);
  useEffect(() => keep(kept), [keep, kept]);
  useEffect(() => onThemeChange(() => setLook({ theme: currentTheme(), isStill: isMotionReduced() })), []);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  const say = useMemo(() => sayIn(language), [language]);
  const context = useMemo(
    () => ({ say, ...look, cards: page.cards[language], post, dispatch }),
    [say, look, page.cards, language, post],
  );
  const other = language === 'en' ? 'es' : 'en';
  const choose = (chosen: PageState['view']) => {
    if (chosen !== view) dispatch({ type: 'change', changes: { view: chosen, progress: 0 } });
  };
  const onTabKey = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const next = view === 'story' ? 'route' : 'story';
    choose(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <PageContextOf.Provider value={context}>
      <header>
        <h1>{say('burgers.title')}</h1>
        <div role="tablist" aria-label={say('burgers.views')} onKeyDown={onTabKey}>
          {views.map((name) => (
            <button
              key={name}
              type="button"
              role="tab"
              id={`tab-${name}`}
              aria-selected={view === name}
              aria-controls="view"
              tabIndex={view === name ? 0 : -1}
              onClick={() => choose(name)}
            >
              {say(`burgers.view.${name}`)}
            </button>
          ))}
        </div>
        <button
          type="button"
          data-language={other}
          lang={other}
          onClick={() => dispatch({ type: 'change', changes: { language: other } })}
        >
          {other === 'es' ? 'Español' : 'English'}
        </button>
      </header>
      <main>
        <div id="view" role="tabpanel" aria-labelledby={`tab-${view}`}>
          {page.isNotServed && view === 'story' && (
            <p class="note" role="status">
              {say('burgers.route.not served')}
            </p>
          )}
          {view === 'story' ? <StoryView kept={kept} /> : <RouteView page={page} />}
        </div>
      </main>
    </PageContextOf.Provider>
  );
}
