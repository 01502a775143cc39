// The script of the page that shows the burger restaurant.
import { render } from 'preact';
import { isLanguage } from '../../server/messages/language.ts';
import { type PageState, pageStateFrom } from '../restaurant/page-state.ts';
import type { MessageFromPage } from '../restaurant/restaurant-message.ts';
import { App } from './restaurant/app.tsx';

declare function acquireVsCodeApi(): {
  postMessage(message: MessageFromPage): void;
  getState(): unknown;
  setState(state: PageState): void;
};

const vscode = acquireVsCodeApi();
const { lang } = document.documentElement;

render(
  <App
    kept={pageStateFrom(vscode.getState())}
    language={isLanguage(lang) ? lang : undefined}
    post={(message) => vscode.postMessage(message)}
    keep={(state) => vscode.setState(state)}
  />,
  document.body,
);
