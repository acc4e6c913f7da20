import type { Artifact } from '@textgrad/core'

import { curvesPlot } from './curves.ts'
import { count } from './figures.ts'
import { gridPlot } from './grid.ts'
import { html, type Html } from './html.ts'
import { rowsTable } from './table.ts'
import { excerpt, folded, fullText } from './value.ts'

function artifactView(artifact: Artifact): Html {
  const title = artifact.title ?? artifact.name
  if (artifact.kind === 'structure') {
    const size = count(artifact.text.length, 'character')
    return folded(`${title}: ${artifact.format}, ${size}`, fullText(artifact.text, 'record'))
  }
  const caption = html`<figcaption>${title}</figcaption>`
  return html`<figure class="artifact ${artifact.kind}">
    ${!isPicture(artifact) && caption}${content(artifact, title)}${isPicture(artifact) && caption}
  </figure>`
}

/** The pictures of a candidate, which stand beside the text on it. */
export function picturesView(artifacts: readonly Artifact[]): Html | false {
  const pictures = artifacts.filter(isPicture)
  return pictures.length > 0 && html`<div class="pictures">${pictures.map(artifactView)}</div>`
}

/** All other artifacts: plots and tables side by side, structures folded below. */
export function artifactsView(artifacts: readonly Artifact[]): Html {
  const rest = artifacts.filter((artifact) => !isPicture(artifact))
  const plots = rest.filter(({ kind }) => kind !== 'structure')
  const structures = rest.filter(({ kind }) => kind === 'structure')
  return html`${plots.length > 0 && html`<div class="artifacts">${plots.map(artifactView)}</div>`}${structures.map(artifactView)}`
}

function isPicture({ kind }: Artifact): boolean {
  return kind === 'svg'
}

function content(artifact: Exclude<Artifact, { kind: 'structure' }>, title: string): Html {
  switch (artifact.kind) {
    case 'svg':
      return html`<img src="${svgAddress(artifact.svg)}" alt="${title}" />`
    case 'text':
      return excerpt(artifact.text, 'code')
    case 'curves':
      return curvesPlot(artifact, title)
    case 'grid':
      return gridPlot(artifact, title)
    case 'table':
      return rowsTable(artifact)
    default:
      return html`<p class="quiet">This kind of artifact can not be shown here.</p>`
  }
}

/** As the source of an image: there no script of it runs and nothing that it names is loaded. */
function svgAddress(svg: string): string {
  const named = /<svg[^>]*\sxmlns\s*=/.test(svg)
    ? svg
    : svg.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"')
  const safe = named.toWellFormed().replaceAll(/[^ !$&(-;=?-Z_a-z~]/gu, encodeURIComponent)
  return `data:image/svg+xml,${safe.replaceAll("'", '%27')}`
}
