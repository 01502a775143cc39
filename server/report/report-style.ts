/** The style of the report: light, dark and print; states have a sign and a word, never a colour alone. */
export const reportStyle = `
:root {
  color-scheme: light dark;
  --text: #1f2328; --quiet: #59636e; --back: #ffffff; --panel: #f6f8fa; --line: #d1d9e0;
  --frozen: #b3261e; --frozen-back: #fdecea; --free: #0f6b3c; --thread: #0b57a4; --mark: #b3261e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e6edf3; --quiet: #9da7b1; --back: #0d1117; --panel: #161b22; --line: #3d444d;
    --frozen: #ff9a90; --frozen-back: #3a1613; --free: #6fdd8b; --thread: #79c0ff; --mark: #ff9a90;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 76rem; padding: 1.5rem 1.25rem 4rem;
  color: var(--text); background: var(--back);
  font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
h1 { margin: 0 0 0.25rem; font-size: 1.7rem; line-height: 1.25; }
h2 { margin: 2.4rem 0 0.6rem; font-size: 1.25rem; }
h3 { margin: 0 0 0.3rem; font-size: 1.02rem; }
p { margin: 0.3rem 0; max-width: 70ch; }
.quiet { color: var(--quiet); }
code { font: 0.92em ui-monospace, "Cascadia Code", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
a { color: var(--thread); }
a:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--thread); outline-offset: 2px; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 0.5rem; padding: 0.4rem 0.8rem; background: var(--back); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: 0.8rem; margin: 0.6rem 0; padding: 0; }
.figures > div { padding: 0.8rem 1rem; border: 1px solid var(--line); border-radius: 8px; background: var(--panel); }
.figures dt { color: var(--quiet); }
.figures dd { margin: 0; }
.figures .number { font-size: 2rem; font-weight: 600; line-height: 1.2; }
.figures .bad .number { color: var(--frozen); }
.block { margin: 0.9rem 0; padding: 0.8rem 1rem; border: 1px solid var(--line); border-left: 6px solid var(--mark); border-radius: 6px; break-inside: avoid; }
.block ol, .block ul { margin: 0.3rem 0; padding-left: 1.6rem; }
td .place, td .waits { display: block; font-size: 0.92em; }
h3 .place { font-weight: 400; }
.operations { columns: 2 24rem; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 0.94rem; }
caption { text-align: left; color: var(--quiet); padding-bottom: 0.3rem; }
th, td { padding: 0.35rem 0.6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { white-space: nowrap; }
thead th { position: sticky; top: 0; background: var(--panel); }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; }
tr.frozen td { background: var(--frozen-back); }
.state { white-space: nowrap; }
.state.is-frozen { color: var(--frozen); font-weight: 600; }
.state.is-free { color: var(--free); }
.state.is-thread { color: var(--thread); }
.trend { max-width: 40rem; width: 100%; height: auto; }
.trend text { fill: var(--quiet); font: 12px system-ui, sans-serif; }
.trend .axis { fill: none; stroke: var(--line); }
.trend .line { fill: none; stroke: var(--mark); stroke-width: 2.5; }
.trend .dot { fill: var(--mark); }
@media (forced-colors: active) {
  .trend .line, .trend .axis { stroke: CanvasText; }
  .trend .dot, .trend text { fill: CanvasText; }
}
@media print {
  :root {
    --text: #000; --quiet: #444; --back: #fff; --panel: #fff; --line: #999;
    --frozen: #9c1c15; --frozen-back: #fff; --free: #000; --thread: #000; --mark: #9c1c15;
  }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  thead { display: table-header-group; }
  thead th { position: static; }
  tr, h2, h3 { break-inside: avoid; break-after: auto; }
  h2, h3 { break-after: avoid; }
  .wide { overflow: visible; }
  table { font-size: 8.5pt; }
  th, td { padding: 0.25rem 0.4rem; }
  .state { white-space: normal; }
  .skip { display: none; }
}
@page { margin: 14mm 12mm; }
`;
