import { count, figure } from '@textgrad/runs/views'
import { useState } from 'react'

import type { RunFold } from '../model/run-fold.ts'
import { stateOf, type Ending, type StepRow, type TrialRow } from '../model/step-row.ts'
import type { Metric, StepDetail, WireUpdate } from '../model/wire.ts'
import { useAsked } from './ask.ts'
import { CallsTable } from './calls-table.tsx'
import { FeedbackOf } from './feedback.tsx'
import { GraphView } from './graph-view.tsx'
import { compareAddress } from './place.ts'
import { ResultsView, type Beside } from './results-view.tsx'
import { Plain, Text } from './text.tsx'
import { TrialView } from './trial-view.tsx'

interface Props {
  readonly run: string
  readonly fold: RunFold
  readonly row: StepRow
  readonly end: Ending
  readonly metrics: readonly Metric[]
  /** The step with the best candidate. */
  readonly best: number | undefined
  readonly beside: Beside
}

/** How much of each kind is asked for, of a step that tells much. */
const most = 10_000

/** One step: what was said, what changed, what it is worth, and what the models were asked. */
export function StepView({ run, fold, row, end, metrics, best, beside }: Props) {
  const address = `/runs/${encodeURIComponent(run)}`
  const [isAll, setAll] = useState(false)
  const path = `${address}/steps/${row.number}`
  const { answer, error } = useAsked<StepDetail>(isAll ? `${path}?limit=${most}` : path, row.to)
  const [place, setPlace] = useState(0)
  const trial = row.trials[place] ?? row.trials[0]
  return (
    <section className="step" aria-labelledby="step" data-step={row.number}>
      <h2 id="step">{row.number === 0 ? 'Start' : `Step ${row.number}`}</h2>
      <About run={run} row={row} end={end} best={best} />
      {row.trials.length > 1 && <Trials trials={row.trials} chosen={place} choose={setPlace} />}
      {error !== undefined && <p className="remark">{error}</p>}
      {trial && (
        <TrialView
          key={trial.number}
          {...{ run, fold, row, trial, metrics, ...(answer && { detail: answer }) }}
        />
      )}
      <GraphView address={`${address}/steps/${row.number}`} run={address} version={row.to} />
      {answer && (
        <Told
          {...{ address, detail: answer, fold, trial, beside }}
          {...(!isAll && { showAll: () => setAll(true) })}
        />
      )}
    </section>
  )
}

/** How a step went, and ways to look at it beside others. */
function About({ run, row, end, best }: Pick<Props, 'run' | 'row' | 'end' | 'best'>) {
  const { number, trials, closed } = row
  return (
    <p className="quiet spread">
      {number > 0 && <span>{stateOf(row, end)}</span>}
      {trials.length > 0 ? (
        <Comparisons run={run} step={number} best={best} />
      ) : (
        <span>no candidate was tried{closed || end ? '' : ' yet'}</span>
      )}
    </p>
  )
}

/** Ways to look at a step beside others. */
function Comparisons({ run, step, best }: { run: string; step: number; best: number | undefined }) {
  const others = [
    { name: 'the start', other: 0 },
    ...(best === undefined ? [] : [{ name: 'the best', other: best }]),
  ].filter(({ other }, place, all) => other !== step && all.findIndex((one) => one.other === other) === place)
  return others.map(({ name, other }) => (
    <a key={other} href={compareAddress({ run, step: other }, { run, step })}>
      Compare with {name}
    </a>
  ))
}

interface ToldProps {
  readonly address: string
  readonly detail: StepDetail
  readonly fold: RunFold
  readonly trial: TrialRow | undefined
  readonly beside: Beside
  /** Asks for what was left out; missing where that was done. */
  readonly showAll?: () => void
}

/** What a step tells besides its candidate. */
function Told({ address, detail, fold, trial, beside, showAll }: ToldProps) {
  const { gradients, updates, remarks, calls, left } = detail
  const parameters = fold.start?.parameters ?? []
  const parent = trial?.parent === undefined ? undefined : fold.known(trial.parent)
  const between = trial ? gradients.filter(({ variable }) => !parameters.includes(variable)) : gradients
  return (
    <>
      {between.length > 0 && (
        <details open={!trial}>
          <summary>{trial ? 'Feedback on what was computed' : 'Feedback'}</summary>
          <FeedbackOf gradients={between} all={gradients} address={address} />
        </details>
      )}
      <Updates updates={updates} address={address} />
      {trial && (
        <ResultsView
          trial={trial}
          told={detail}
          parent={parent && { id: parent.trial.id, step: parent.step }}
          run={address}
          beside={beside}
        />
      )}
      {remarks.map(({ number, kind, text }) => (
        <div key={number} className={`remark ${kind === 'note' ? '' : 'warning'}`}>
          <b>{{ warning: 'Warning', finding: 'Found', note: 'Note' }[kind]}</b>
          <Text text={text} address={`${address}/events/${number}`} />
        </div>
      ))}
      <CallsTable calls={calls} address={address} />
      {left > 0 && <Left left={left} {...(showAll && { showAll })} />}
    </>
  )
}

/** How much more a step told than is shown. */
function Left({ left, showAll }: { left: number; showAll?: () => void }) {
  return (
    <p className="quiet">
      {count(left, 'event')} more of this step {left === 1 ? 'is' : 'are'} not shown.{' '}
      {showAll && (
        <button type="button" onClick={showAll}>
          Show more
        </button>
      )}
    </p>
  )
}

interface TrialsProps {
  readonly trials: readonly TrialRow[]
  readonly chosen: number
  readonly choose: (place: number) => void
}

/** More candidates of a step than this can not be chosen. */
const listed = 200

function Trials({ trials, chosen, choose }: TrialsProps) {
  return (
    <label className="trials">
      Candidate{' '}
      <select value={chosen} onChange={({ target }) => choose(Number(target.value))}>
        {trials.slice(0, listed).map(({ number, score, verdict, words }, place) => (
          <option key={number} value={place}>
            {figure(score)} · {verdict} · {words}
          </option>
        ))}
        {trials.length > listed && (
          <option disabled>{count(trials.length - listed, 'worse one')} are not listed</option>
        )}
      </select>
    </label>
  )
}

const outcomes: Readonly<Record<WireUpdate['outcome'], string>> = {
  changed: 'changed',
  unchanged: 'unchanged: the reply was the old value',
  skipped: 'skipped: no feedback asked for a change',
  unusable: 'unusable reply: the old value stays',
}

/** Updates that say more than what changed. */
function Updates({ updates, address }: { updates: readonly WireUpdate[]; address: string }) {
  const telling = updates.filter(({ outcome, detail }) => outcome !== 'changed' || detail !== undefined)
  return telling.map(({ number, role, outcome, detail }) => (
    <div key={number} className="remark">
      <b>
        <Plain text={role} />
      </b>{' '}
      {outcomes[outcome]}
      {detail !== undefined && <Text text={detail} address={`${address}/events/${number}`} />}
    </div>
  ))
}
