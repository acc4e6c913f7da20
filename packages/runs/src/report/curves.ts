import type { Artifact } from '@textgrad/core'

import { axes } from './axes.ts'
import { drawCurves } from './drawn-curves.ts'
import { html, type Html } from './html.ts'

const size = { width: 380, height: 250 }

/** Curves over one pair of axes, told apart by colour, by dashes, and in the legend. */
export function curvesPlot(curves: Extract<Artifact, { kind: 'curves' }>, title: string): Html {
  const drawn = drawCurves(curves, { size })
  if (!drawn) return html`<p class="quiet">(no points)</p>`
  return html`<svg class="plot" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${title}">
      ${axes(drawn.frame)}
      ${drawn.curves.map(
        ({ className, path, dot }) =>
          (path !== undefined && html`<path class="${className}" d="${path}" />`) ||
          (dot && circle(className, dot)),
      )}
    </svg>
    <ul class="legend">
      ${drawn.curves.map(
        ({ name, className, dot }) =>
          html`<li>
            <svg class="key" viewBox="0 0 22 12">
              ${dot ? circle(className, { x: '11', y: '6' }) : html`<path class="${className}" d="M0 6H22" />`}</svg
            >${name}
          </li>`,
      )}
    </ul>`
}

const circle = (className: string, { x, y }: { readonly x: string; readonly y: string }): Html =>
  html`<circle class="${className}" cx="${x}" cy="${y}" r="3.5" />`
