import type { RunStatus } from '@textgrad/core'

import { factsList } from './facts.ts'
import { instant } from './figures.ts'
import { html, type Html } from './html.ts'
import type { RunModel } from './model.ts'
import { folded, fullText } from './value.ts'

const statusWords: Readonly<Record<RunStatus, string>> = {
  done: 'Finished',
  target: 'Finished: the target was reached',
  patience: 'Stopped: the last steps found nothing better',
  budget: 'Stopped: the budget is spent',
  aborted: 'Aborted before its end',
  failed: 'Failed',
}

/** What the run was, and how it ended. */
export function head(model: RunModel, title: string): Html {
  const { run, strategy, seed, time } = model
  const facts: readonly (readonly [string, string])[] = [
    ['Task', run.task || 'not named'],
    ['Engine', run.engine || 'not named'],
    ['Strategy', strategy],
    ['Seed', String(seed)],
    ['Version', run.version || 'not recorded'],
    ['Started', time ? instant(time.from) : 'not recorded'],
  ]
  return html`<header class="head">
    <p class="kicker">textgrad run</p>
    <h1>${title}</h1>
    ${status(model)} ${factsList(facts)}
    ${
      isGiven(run.config) &&
      folded('Configuration', fullText(JSON.stringify(run.config, undefined, 2), 'code'))
    }
  </header>`
}

/** The heading of a report that was given no title. */
export function titleOf({ run }: RunModel): string {
  return run.task || 'Unnamed task'
}

function status({ end }: RunModel): Html {
  if (!end) return html`<p class="status">In progress: these events hold no end of the run.</p>`
  return html`<p class="status ${end.status}">
    ${statusWords[end.status] ?? end.status}${end.reason === undefined ? '.' : html`. <q>${end.reason}</q>`}
  </p>`
}

function isGiven(config: RunModel['run']['config']): boolean {
  return config !== null && config !== undefined && Object.keys(config).length > 0
}
