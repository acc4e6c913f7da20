import type { Artifact } from '@textgrad/core'

import { artifactsView, picturesView } from './artifact.ts'
import { html, type Html } from './html.ts'

/** What a domain shows of the run as a whole. */
export function viewsView(views: readonly Artifact[]): Html | false {
  if (views.length === 0) return false
  return html`<section>
    <h2>The whole run</h2>
    ${picturesView(views)}${artifactsView(views)}
  </section>`
}
