import { colours, curveColours } from './colours.ts'

type Theme = keyof typeof colours

function variables(theme: Theme): string {
  const named = Object.entries(colours[theme]).map(([name, value]) => `--${name}:${value};`)
  const curves = curveColours[theme].map((value, index) => `--c${index}:${value};`)
  return [...named, ...curves].join('')
}

/** The style sheet of a report. */
export const style = `
:root { ${variables('light')} color-scheme: light dark;
  --sans: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
  --serif: 'Iowan Old Style', 'Palatino Linotype', Palatino, 'Book Antiqua', Georgia, serif;
  --mono: ui-monospace, 'SF Mono', SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; }
@media (prefers-color-scheme: dark) { :root { ${variables('dark')} } }
* { box-sizing: border-box; }
html { font: 16px/1.55 var(--sans); color: var(--text); background: var(--page); -webkit-text-size-adjust: 100%; }
body { margin: 0; }
main { max-width: 1100px; margin: 0 auto; padding: 40px 20px 80px; }
h1, h2 { font-family: var(--serif); font-weight: 600; line-height: 1.2; }
h1 { font-size: clamp(1.9rem, 5vw, 2.7rem); margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.5rem; margin: 56px 0 16px; }
h3 { font-size: 1.15rem; margin: 0; }
h4 { font-size: 0.8rem; font-weight: 600; color: var(--quiet); margin: 0 0 6px; }
h5 { font-size: 0.8rem; font-weight: 600; color: var(--quiet); margin: 12px 0 4px; }
p { margin: 0 0 6px; overflow-wrap: anywhere; }
.scroll + p { margin-top: 10px; }
ul, dl, dd, figure { margin: 0; padding: 0; }
li { list-style: none; overflow-wrap: anywhere; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.quiet, .via, .delta { color: var(--quiet); }
.number, .figure, .score, .delta { font-variant-numeric: tabular-nums; }

.kicker { color: var(--accent); font-weight: 600; font-size: 0.9rem; margin: 0 0 4px; }
.status { font-size: 1.05rem; margin: 10px 0 20px; }
.status q { quotes: none; color: var(--quiet); }
.status.failed, .status.aborted { font-weight: 600; }
.facts { display: flex; flex-wrap: wrap; gap: 6px 32px; margin-bottom: 12px; }
.facts dt { color: var(--quiet); font-size: 0.8rem; }
.facts dd { overflow-wrap: anywhere; }
.tiles { display: grid; grid-template-columns: repeat(4, 1fr); gap: 1px; margin-top: 28px;
  background: var(--line); border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
.tiles > div { background: var(--card); padding: 14px 16px; }
.tiles dt { color: var(--quiet); font-size: 0.8rem; }
.tiles .figure { font-size: 1.5rem; line-height: 1.3; }
.tiles .detail { color: var(--quiet); font-size: 0.8rem; line-height: 1.4; }

.plot { display: block; width: 100%; height: auto; font: 12px var(--sans); fill: var(--quiet); overflow: visible; }
.plot.wide { font-size: 13px; } .plot.narrow { display: none; }
td br + .quiet { font-size: 0.82rem; white-space: normal; }
.plot .label { fill: var(--text); }
.plot .grid { stroke: var(--line); }
.plot .axis { stroke: var(--axis); }
.plot text.target { fill: var(--accent); }
line.target { stroke: var(--accent); stroke-dasharray: 2 4; stroke-width: 1.5; }
path.best { fill: none; stroke: var(--accent); stroke-width: 2; stroke-linejoin: round; }
circle.kept { fill: var(--accent); stroke: var(--page); }
circle.other { fill: var(--page); stroke: var(--quiet); stroke-width: 1.5; }
path.off { fill: none; stroke: var(--quiet); stroke-width: 1.5; }
.curve { fill: none; stroke-width: 2; stroke-linejoin: round; }
${curveColours.light.map((_, index) => `.c${index} { stroke: var(--c${index}); }`).join(' ')}
.d1 { stroke-dasharray: 6 4; } .d2 { stroke-dasharray: 2 3; }
.c1 { stroke-dasharray: 8 3; } .c2 { stroke-dasharray: 3 3; } .c3 { stroke-dasharray: 10 3 2 3; }
circle.curve { stroke-dasharray: none; }
.band { stroke: none; opacity: 0.14; } ${curveColours.light.map((_, index) => `.band.c${index} { fill: var(--c${index}); }`).join(' ')}
.grid-map { display: block; width: 100%; height: auto; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin-top: 8px; color: var(--quiet); font-size: 0.85rem; }
.key { width: 22px; height: 12px; margin-right: 6px; vertical-align: -1px; }

details { margin: 8px 0; }
summary { cursor: pointer; color: var(--accent); font-size: 0.9rem; overflow-wrap: anywhere; }
details > details, details > .feedback { margin-left: 16px; }
details[open] > summary { margin-bottom: 6px; }
.value { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext; margin: 0 0 6px; tab-size: 4; }
.value.token { font-family: var(--mono); font-size: 0.95rem; }
.value.code, .value.record { font: 0.82rem/1.5 var(--mono); background: var(--card); border: 1px solid var(--line);
  border-radius: 6px; padding: 10px 12px; }
.value.record { white-space: pre; overflow: auto; max-height: 32rem; }
.value.prose { max-width: 72ch; }
ins { background: var(--tint); color: var(--on-tint); text-decoration: underline; text-decoration-thickness: 2px;
  text-underline-offset: 3px; border-radius: 2px; }
del { background: var(--removed); color: var(--on-removed); text-decoration: line-through; border-radius: 2px; }
.rows.rewritten ins, .rows.rewritten del { background: none; color: inherit; text-decoration: none; }
.change.rewritten ins, .change.rewritten del { display: block; background: none; text-decoration: none; margin-bottom: 10px;
  padding-left: 12px; border-left: 3px solid var(--line); }
.change.rewritten ins { color: inherit; border-color: var(--accent); }
.change.rewritten del::before { content: 'before'; } .change.rewritten ins::before { content: 'after'; }
.change.rewritten ins::before, .change.rewritten del::before { display: block; color: var(--quiet); font: 0.85rem var(--sans); }
.gap { color: var(--quiet); font-style: italic; }
.rows { display: grid; grid-template-columns: max-content 1fr; gap: 2px 14px; align-items: baseline; }
.rows dt { color: var(--quiet); font-size: 0.85rem; }

.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 340px), 1fr)); gap: 20px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 18px 20px; }
.card.winner { border-color: var(--accent); box-shadow: inset 0 3px 0 var(--accent); }
.card h3 { display: flex; justify-content: space-between; gap: 12px; margin-bottom: 12px; }
.card h4 { margin-top: 10px; }
.best > .scroll { margin-top: 20px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.92rem; }
th, td { text-align: left; padding: 7px 14px 7px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { color: var(--quiet); font-weight: 500; font-size: 0.82rem; }
tbody th { font-weight: 500; }
th.number, td.number { text-align: right; white-space: nowrap; padding-right: 22px; }
td.words { overflow-wrap: anywhere; min-width: 12rem; }

.artifacts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 320px), 1fr)); grid-auto-flow: dense; gap: 24px;
  margin: 14px 0; }
.artifacts th, .artifacts td { padding-top: 4px; padding-bottom: 4px; overflow-wrap: break-word; }
.artifacts .table { grid-column: 1 / -1; }
.artifacts .number { padding-right: 10px; }
.artifacts figure { min-width: 0; overflow-x: auto; }
.artifact figcaption { font-weight: 600; color: var(--quiet); font-size: 0.8rem; margin-bottom: 4px; }
.artifact.svg { background: #fff; border: 1px solid var(--line); border-radius: 8px; padding: 10px; margin-bottom: 12px; }
.artifact.svg img { display: block; min-width: min(100%, 340px); max-width: 100%; max-height: 360px; margin: 0 auto; object-fit: contain; }
.artifact.svg figcaption { color: #5b626b; font-weight: 400; text-align: center; margin: 6px 0 0; }
.artifact.curves, .artifact.grid { max-width: 520px; }

.step { border-top: 1px solid var(--line); padding: 26px 0 22px; content-visibility: auto; contain-intrinsic-size: auto 480px; }
.step > header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 18px; margin-bottom: 14px; }
.verdict { margin: 0; }
.verdict .score { font-size: 1.15rem; font-weight: 600; }
.mark { border-radius: 99px; padding: 2px 10px; font-size: 0.82rem; margin-left: 6px; border: 1px solid var(--axis); color: var(--quiet); }
.mark.kept { background: var(--accent); border-color: var(--accent); color: var(--page); font-weight: 600; }
.part { margin-bottom: 16px; }
.role { color: var(--quiet); font-size: 0.9rem; margin-bottom: 4px; }
.role b { color: var(--text); }
.outcome::before { content: '· '; }
.feedback li { border-left: 3px solid var(--accent); padding-left: 14px; margin-bottom: 10px; }
.feedback li.satisfied { border-left-color: var(--line); }
.via { font-size: 0.85rem; }
.parameter + .parameter, .part > .value + .role { margin-top: 14px; }
.metrics { display: flex; flex-wrap: wrap; gap: 2px 22px; margin-bottom: 6px; font-variant-numeric: tabular-nums; }
.metrics .name { color: var(--quiet); }
.remark { border-left: 3px solid var(--axis); padding-left: 14px; margin-bottom: 10px; }
.remark .value { display: inline; }
.computed dt { font-size: 0.9rem; color: var(--quiet); }
.computed > div { margin-bottom: 8px; }
@media (min-width: 760px) {
  .body { display: grid; grid-template-columns: minmax(0, 1fr) 320px; gap: 8px 36px; align-items: start; }
  .body > div:only-child { grid-column: 1 / -1; }
}
@media (max-width: 820px) {
  .plot.wide { display: none; }
  .plot.narrow { display: block; max-width: 560px; }
}
@media (max-width: 600px) {
  main { padding: 24px 16px 60px; }
  .tiles { grid-template-columns: 1fr 1fr; }
  th, td { padding-right: 10px; }
  th.number, td.number { padding-right: 10px; }
  td.words { min-width: 7rem; }
}
@media print { .step { content-visibility: visible; break-inside: avoid-page; } main { max-width: none; padding: 0; } }
`
