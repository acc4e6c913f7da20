import type { Artifact, RunEvent } from '@textgrad/core'

import { bestView } from './report/best.ts'
import { foldRun } from './report/fold.ts'
import { head, titleOf } from './report/head.ts'
import { html } from './report/html.ts'
import type { PersonsNote } from './report/model.ts'
import { page } from './report/page.ts'
import { stepsView } from './report/step.ts'
import { tiles } from './report/tiles.ts'
import { trajectoryView } from './report/trajectory.ts'
import { viewsView } from './report/views.ts'

export interface ReportOptions {
  /** The heading (default: the name of the task). */
  readonly title?: string
  /** What its domain shows of the run as a whole. */
  readonly views?: readonly Artifact[]
  /** What people noted on its steps. */
  readonly notes?: readonly PersonsNote[]
}

/**
 * One HTML file that tells a run: what it was to do, how the score went, the best candidate beside the start,
 * and every step with its feedback, changes, results, prompts and replies. It needs no network and no script.
 * The events may be those of a run under way, or of one that was aborted or failed; the same events give the
 * same bytes.
 * @throws TypeError if the run's start is not among the events.
 */
export function renderReport(events: readonly RunEvent[], options: ReportOptions = {}): string {
  const model = foldRun(events)
  const title = options.title ?? titleOf(model)
  return page(
    title,
    html`${head(model, title)}${tiles(model)}${trajectoryView(model)}${bestView(model)}${viewsView(options.views ?? [])}${stepsView(model, options.notes ?? [])}`,
  )
}
