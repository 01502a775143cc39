import { type ComponentChild, type ComponentChildren, h } from 'preact';
import type { FormerReport } from './former-report.ts';
import { withInlineCode } from './inline-code.ts';
import type { TeamReport } from './team-report.ts';

/** The sentence of a key below `report.`. */
export type Say = (key: string, params?: Readonly<Record<string, string>>) => string;

/** What the parts of the page are made from. */
export interface PageParts {
  readonly report: TeamReport;
  readonly former: FormerReport | undefined;
  readonly say: Say;
  readonly dateOf: (made: string) => string;
  /** Indices of the findings that freeze the loop, those first that hold up the most operations. */
  readonly worst: readonly number[];
}

/** A part of the page with its heading. */
export function section(id: string, title: string, ...children: readonly ComponentChildren[]): ComponentChild {
  return h('section', { 'aria-labelledby': id }, h('h2', { id }, title), ...children);
}

export function paragraph(text: string): ComponentChild {
  return h('p', {}, ...withInlineCode(text));
}

/** Where something stands in the code. */
export function place(path: string, line: number): ComponentChild {
  return h('span', { class: 'quiet place' }, `${path}:${line + 1}`);
}
