import { type ComponentChild, h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { formatMessage, type Language } from '../messages/format-message.ts';
import { changesSince, type FormerReport, operationTitle } from './former-report.ts';
import { type PageParts, paragraph, place, type Say, section } from './page-parts.ts';
import { reportStyle } from './report-style.ts';
import { findings, operations, others, table } from './report-tables.ts';
import type { FormerTotals, TeamReport } from './team-report.ts';
import { trendChart } from './trend-chart.ts';

/** What is shown beside a report. */
export interface PageOptions {
  readonly language: Language;
  /** The report that it is compared with. */
  readonly former: FormerReport | undefined;
}

/** How many operations are named below what freezes them; the table has all. */
const mostNamed = 40;

/** The report as one HTML file that needs nothing else: no script, no request. All text of the project is escaped. */
export function reportPage(report: TeamReport, { language, former }: PageOptions): string {
  const say: Say = (key, params) => formatMessage(language, `report.${key}`, params);
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' });
  const parts = {
    report,
    former,
    say,
    dateOf: (made: string) => format.format(new Date(made)),
    worst: worstFirst(report),
  };
  const title = say('title', { project: report.project });
  const page = h(
    'html',
    { lang: language },
    h(
      'head',
      {},
      h('meta', { charset: 'utf-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('meta', {
        'http-equiv': 'Content-Security-Policy',
        content: "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
      }),
      h('title', {}, title),
      h('style', { dangerouslySetInnerHTML: { __html: reportStyle } }),
    ),
    h(
      'body',
      {},
      h('a', { class: 'skip', href: '#freezes' }, say('skip')),
      h('header', {}, h('h1', {}, title), h('p', { class: 'quiet' }, madeFrom(parts)), paragraph(say('lead'))),
      h(
        'main',
        {},
        figures(parts),
        trend(parts),
        changes(parts),
        freezes(parts),
        operations(parts),
        others(parts),
        findings(parts),
      ),
    ),
  );
  return `<!doctype html>\n${renderToString(page)}\n`;
}

function worstFirst({ operations, others }: TeamReport): readonly number[] {
  const counts = new Map<number, number>(
    others.flatMap(({ frozenBy }) => frozenBy.map((index) => [index, 0] as const)),
  );
  for (const index of operations.flatMap(({ frozenBy }) => frozenBy)) counts.set(index, (counts.get(index) ?? 0) + 1);
  return [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || a - b);
}

function madeFrom({ report, say, dateOf }: PageParts): string {
  const fastapi = report.fastapi.join(', ');
  const params = { date: dateOf(report.made), files: String(report.files) };
  return say('made', fastapi === '' ? params : { ...params, fastapi });
}

// Numbers

function figures({ report: { totals }, former, say, dateOf }: PageParts): ComponentChild {
  const figure = (key: 'operations' | 'frozen' | 'onLoop' | 'inThreads') => {
    const before = former?.totals[key];
    const isBad = key === 'frozen' && totals.frozen > 0;
    return h(
      'div',
      { class: isBad ? 'bad' : undefined },
      h('dt', {}, say(`figure.${key}`)),
      h('dd', { class: 'number' }, String(totals[key])),
      former &&
        before !== undefined &&
        h('dd', { class: 'quiet' }, difference(totals[key] - before, dateOf(former.made), say)),
    );
  };
  return section(
    'figures',
    say('figures'),
    h('dl', { class: 'figures' }, figure('operations'), figure('frozen'), figure('onLoop'), figure('inThreads')),
  );
}

function difference(count: number, date: string, say: Say): string {
  if (count === 0) return say('difference.none', { date });
  return say(count > 0 ? 'difference.more' : 'difference.less', { count: String(Math.abs(count)), date });
}

function trend({ report, say, dateOf }: PageParts): ComponentChild {
  if (report.history.length === 0) return null;
  const points: readonly FormerTotals[] = [...report.history, { made: report.made, totals: report.totals }];
  const [first, last] = [points[0], points.at(-1)];
  const label = say('trend.chart', {
    first: String(first?.totals.frozen),
    from: dateOf(first?.made ?? report.made),
    last: String(last?.totals.frozen),
    to: dateOf(report.made),
  });
  const rows = points.map(({ made, totals }) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, dateOf(made)),
      ...[totals.operations, totals.frozen, totals.onLoop, totals.inThreads, totals.findings].map((count) =>
        h('td', { class: 'number' }, String(count)),
      ),
    ),
  );
  const heads = ['date', 'operations', 'frozen', 'onLoop', 'inThreads', 'findings'] as const;
  return section(
    'trend',
    say('trend'),
    trendChart(points, label, dateOf),
    table(
      say('trend'),
      heads.map((key) => say(`trend.${key}`)),
      rows,
      true,
    ),
  );
}

function changes({ report, former, say, dateOf }: PageParts): ComponentChild {
  if (!former) return null;
  const { frozen, mended } = changesSince(former, report);
  const date = dateOf(former.made);
  const list = (key: 'new' | 'mended', titles: readonly string[]) =>
    titles.length > 0 && [
      h('h3', {}, say(`changes.${key}`, { count: String(titles.length) })),
      h(
        'ul',
        { class: 'operations' },
        titles.map((title) => h('li', {}, h('code', {}, title))),
      ),
    ];
  const isQuiet = frozen.length === 0 && mended.length === 0;
  return section(
    'changes',
    say('changes', { date }),
    isQuiet ? paragraph(say('changes.none')) : [list('new', frozen), list('mended', mended)],
  );
}

// What freezes the loop

function freezes(parts: PageParts): ComponentChild {
  const { worst, say } = parts;
  if (worst.length === 0) return section('freezes', say('freezes'), paragraph(say('freezes.none')));
  return section(
    'freezes',
    say('freezes'),
    paragraph(say('freezes.order')),
    worst.map((index) => block(parts, index)),
  );
}

function block({ report, say, worst }: PageParts, index: number): ComponentChild {
  const finding = report.findings[index];
  if (!finding) return null;
  const held = report.operations.filter(({ frozenBy }) => frozenBy.includes(index));
  const named = held.slice(0, mostNamed);
  const more = held.length - named.length;
  return h(
    'article',
    { class: 'block', id: `finding-${index}`, 'aria-labelledby': `title-${index}` },
    h(
      'h3',
      { id: `title-${index}` },
      `${worst.indexOf(index) + 1}. `,
      h('code', {}, finding.function),
      ' ',
      place(finding.path, finding.line),
    ),
    paragraph(finding.message),
    finding.chain.length > 1 && [
      paragraph(say('chain')),
      h(
        'ol',
        {},
        finding.chain.map((step) =>
          h(
            'li',
            {},
            h('code', {}, step.text),
            ' ',
            h('span', { class: 'quiet' }, step.function, ' '),
            place(step.path, step.line),
          ),
        ),
      ),
    ],
    paragraph(say(holdsKey(held.length), { count: String(held.length) })),
    h(
      'ul',
      { class: 'operations' },
      named.map((operation) => h('li', {}, h('code', {}, operationTitle(operation)))),
    ),
    more > 0 && paragraph(say('holds.more', { count: String(more) })),
  );
}

function holdsKey(count: number): string {
  if (count === 0) return 'holds.none';
  return count === 1 ? 'holds.one' : 'holds';
}
