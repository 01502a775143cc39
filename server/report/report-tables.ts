import { type ComponentChild, type ComponentChildren, h } from 'preact';
import { withInlineCode } from './inline-code.ts';
import { type PageParts, paragraph, place, section } from './page-parts.ts';
import type { ReportedCallable, ReportedFinding, ReportedOperation } from './team-report.ts';

/** A table that can be scrolled with the keyboard where it is wider than the page. */
export function table(
  label: string,
  heads: readonly string[],
  rows: readonly ComponentChild[],
  isNumeric = false,
): ComponentChild {
  return h(
    'div',
    { class: 'wide', role: 'group', tabindex: 0, 'aria-label': label },
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          heads.map((head, index) =>
            h('th', { scope: 'col', class: isNumeric && index > 0 ? 'number' : undefined }, head),
          ),
        ),
      ),
      h('tbody', {}, rows),
    ),
  );
}

/** All path operations and websockets, by their paths. */
export function operations(parts: PageParts): ComponentChild {
  const { report, say } = parts;
  const heads = ['method', 'path', 'function', 'declared', 'runs', 'state'].map((key) => say(`column.${key}`));
  const rows = report.operations.map((one: ReportedOperation) =>
    h(
      'tr',
      { class: one.frozenBy.length > 0 ? 'frozen' : undefined },
      h('td', {}, one.method ?? ''),
      h('td', {}, h('code', {}, one.path ?? '')),
      ...whereItIs(one, parts),
    ),
  );
  return section(
    'operations',
    say('operations'),
    rows.length > 0 ? table(say('operations'), heads, rows) : paragraph(say('operations.none')),
  );
}

/** The other functions that FastAPI calls. */
export function others(parts: PageParts): ComponentChild {
  const { report, say } = parts;
  if (report.others.length === 0) return null;
  const heads = ['role', 'function', 'declared', 'runs', 'state'].map((key) => say(`column.${key}`));
  const rows = report.others.map((one) =>
    h(
      'tr',
      { class: one.frozenBy.length > 0 ? 'frozen' : undefined },
      h('td', {}, say('role', { role: one.role })),
      ...whereItIs(one, parts),
    ),
  );
  return section('others', say('others'), table(say('others'), heads, rows));
}

function whereItIs(one: ReportedCallable, parts: PageParts): readonly ComponentChild[] {
  return [
    h('td', {}, h('code', {}, one.function), ' ', place(one.file, one.line)),
    h('td', {}, h('code', {}, one.declared)),
    h('td', {}, parts.say(`runs.${one.runsOn}`)),
    h('td', {}, state(one, parts)),
  ];
}

function state({ frozenBy, runsOn, waitsFor }: ReportedCallable, { say, worst }: PageParts): ComponentChildren {
  if (frozenBy.length > 0) {
    const links = frozenBy.flatMap((index, at) => [
      at > 0 ? ', ' : ' ',
      h('a', { href: `#finding-${index}` }, say('state.see', { number: String(worst.indexOf(index) + 1) })),
    ]);
    return [h('span', { class: 'state is-frozen' }, `✖ ${say('state.frozen')}`), ...links];
  }
  if (runsOn === 'event loop') return h('span', { class: 'state is-free' }, `✔ ${say('state.free')}`);
  const waits =
    waitsFor === null
      ? null
      : h('span', { class: 'quiet waits' }, ' ', ...withInlineCode(say('state.waits', { blocker: waitsFor })));
  return [h('span', { class: 'state is-thread' }, `≡ ${say('state.thread')}`), waits];
}

/** The findings that freeze no loop. */
export function findings({ report, worst, say }: PageParts): ComponentChild {
  const rest = report.findings.filter((_, index) => !worst.includes(index));
  if (rest.length === 0) return null;
  const heads = ['rule', 'place', 'message'].map((key) => say(`column.${key}`));
  const rows = rest.map((finding: ReportedFinding) =>
    h(
      'tr',
      {},
      h('td', {}, h('code', {}, finding.rule)),
      h('td', {}, h('code', {}, finding.function), ' ', place(finding.path, finding.line)),
      h('td', {}, ...withInlineCode(finding.message)),
    ),
  );
  return section('findings', say('findings'), table(say('findings'), heads, rows));
}
