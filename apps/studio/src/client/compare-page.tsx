import { firstWords } from '@textgrad/runs/views'
import { useEffect, useMemo, useState } from 'react'

import type { StepRow, TrialRow } from '../model/step-row.ts'
import type { WireEvaluation } from '../model/wire.ts'
import { useAsked } from './ask.ts'
import { Compared } from './compared.tsx'
import { CurvesPlot } from './curves-plot.tsx'
import { FiguresCompared } from './figures-compared.tsx'
import { scoredWords, statusWords } from './figures.ts'
import { MetricsCompared } from './metrics-compared.tsx'
import { addressOf, type RunPlace } from './place.ts'
import { useWidth } from './plot.tsx'
import { ResultsCompared } from './results-compared.tsx'
import { bestOf } from './summary.ts'
import { Plain } from './text.tsx'
import { useRun, type FollowedRun } from './use-run.ts'

/** One of the two that are compared. */
export interface Side {
  readonly name: string
  readonly place: RunPlace
  readonly run: FollowedRun
  /** The candidate that is looked at: the best of the step, or of the run. */
  readonly trial: TrialRow | undefined
  readonly evaluation: WireEvaluation | undefined
  /** The address of its evaluation. */
  readonly address: string
}

/** Two runs, or two steps of runs, beside each other: the second is what the first became. */
export function ComparePage({ sides: [a, b] }: { sides: readonly [RunPlace, RunPlace] }) {
  const first = useSide('A', a)
  const second = useSide('B', b)
  const [isShort, setShort] = useState(false)
  const sides = [first, second] as const
  const areThere = sides.every(({ run }) => run.error === undefined)
  useEffect(() => {
    document.title = `${a.run} and ${b.run} · textgrad studio`
  }, [a.run, b.run])
  return (
    <>
      <h1>Compare</h1>
      <div className="sides">
        {sides.map((side) => (
          <Named key={side.name} side={side} />
        ))}
      </div>
      {areThere && (
        <>
          <label className="only">
            <input type="checkbox" checked={isShort} onChange={({ target }) => setShort(target.checked)} />{' '}
            Only what changed
          </label>
          <Differences sides={sides} isShort={isShort} />
        </>
      )}
    </>
  )
}

function Differences({ sides, isShort }: Sides) {
  const [a, b] = sides
  return (
    <>
      <FiguresCompared sides={sides} isShort={isShort} />
      {a.place.run !== b.place.run && <Trajectories sides={sides} />}
      <MetricsCompared sides={sides} isShort={isShort} />
      <Values sides={sides} isShort={isShort} />
      <ResultsCompared sides={sides} />
      <Configurations sides={sides} isShort={isShort} />
    </>
  )
}

function useSide(name: string, place: RunPlace): Side {
  const run = useRun(place.run)
  const { rows } = run.fold
  const trial = useMemo(() => trialOf(rows, place.step), [rows, place.step])
  const address = `/runs/${encodeURIComponent(place.run)}/events/${trial?.number ?? 1}`
  const { answer } = useAsked<WireEvaluation>(address)
  return { name, place, run, trial, address, evaluation: trial && answer }
}

function trialOf(rows: readonly StepRow[], step: number | undefined): TrialRow | undefined {
  if (step === undefined) return bestOf(rows)?.trial
  return rows.find(({ number }) => number === step)?.trials[0]
}

function Named({ side: { name, place, run, trial } }: { side: Side }) {
  const { head, fold, error } = run
  const status = fold.end?.status ?? head?.run.status
  return (
    <section aria-label={name}>
      <h2>
        {name} <a href={addressOf(place)}>{place.run}</a>
      </h2>
      {error !== undefined && <p className="remark">{error}</p>}
      {head && (
        <p>
          <Plain text={firstWords(head.run.task, 120)} />{' '}
          {status !== undefined && <span className={`state ${status}`}>{statusWords(status)}</span>}
        </p>
      )}
      {!trial && run.connection === 'live' && <Missing step={place.step} isOver={fold.end !== undefined} />}
      {trial && (
        <p className="quiet">
          {place.step === undefined ? 'Its best candidate' : stepWords(place.step)},{' '}
          {scoredWords(trial.score)}
        </p>
      )}
    </section>
  )
}

function Missing({ step, isOver }: { step: number | undefined; isOver: boolean }) {
  const what = step === undefined ? 'It has no candidate' : `There is no candidate in step ${step}`
  return (
    <p className="remark">
      {what}
      {isOver ? '.' : ' yet.'}
    </p>
  )
}

const stepWords = (step: number): string => (step === 0 ? 'The start' : `The best candidate of step ${step}`)

interface Sides {
  readonly sides: readonly [Side, Side]
  /** Whether what is the same is left out. */
  readonly isShort: boolean
}

/** The best score so far of both over the steps. */
function Trajectories({ sides }: Pick<Sides, 'sides'>) {
  const { ref, width } = useWidth()
  const curves = sides.map(({ name, place, run }) => ({
    name: `${name}: best so far of ${place.run}`,
    points: bestSoFar(run.fold.rows),
  }))
  const drawn = curves.filter(({ points }) => points.length > 0)
  return (
    <section aria-labelledby="trajectories">
      <h2 id="trajectories">Trajectories</h2>
      <div ref={ref}>
        {width > 0 && (
          <CurvesPlot
            curves={{
              kind: 'curves',
              name: 'scores',
              x: { label: 'step' },
              y: { label: 'score' },
              curves: drawn,
            }}
            title="The best score so far of both runs by step"
            size={{ width, height: 280 }}
            isCounted
          />
        )}
      </div>
    </section>
  )
}

/** A line of steps: a point before and at each change, and the last one. */
function bestSoFar(rows: readonly StepRow[]): (readonly [number, number])[] {
  const points: (readonly [number, number])[] = []
  let top = Number.NEGATIVE_INFINITY
  for (const { number, trials } of rows) {
    const kept = trials.filter(({ verdict }) => verdict === 'kept' || verdict === 'start')
    const best = Math.max(...kept.map(({ score }) => score ?? Number.NEGATIVE_INFINITY))
    if (best <= top) continue
    if (Number.isFinite(top)) points.push([number, top])
    points.push([number, best])
    top = best
  }
  const last = rows.at(-1)
  if (last && Number.isFinite(top)) points.push([last.number, top])
  return points
}

function Values({ sides: [a, b], isShort }: Sides) {
  if (!a.evaluation || !b.evaluation) return null
  const names = [...new Set([a, b].flatMap(({ evaluation }) => Object.keys(evaluation!.candidate)))]
  return (
    <section aria-labelledby="values">
      <h2 id="values">Values</h2>
      {names.map((name) => (
        <div key={name} className="parameter">
          <p className="role">
            <b>
              <Plain text={name} />
            </b>
          </p>
          <Compared
            before={a.evaluation!.candidate[name] ?? ''}
            after={b.evaluation!.candidate[name] ?? ''}
            from={a.address}
            own={b.address}
            isShort={isShort}
            words={{ same: 'The same in both', changed: 'From A to B' }}
            heading="h3"
          />
        </div>
      ))}
    </section>
  )
}

const addressOfConfig = ({ place }: Side): string => `/runs/${encodeURIComponent(place.run)}/config`

function Configurations({ sides: [a, b], isShort }: Sides) {
  const [before, after] = [a.run.head?.config, b.run.head?.config]
  if (before === undefined || after === undefined || a.place.run === b.place.run) return null
  if (before === after && (isShort || before === 'null')) return null
  return (
    <section aria-labelledby="configuration">
      <h2 id="configuration">Configuration</h2>
      <Compared
        {...{ before, after, isShort, from: addressOfConfig(a), own: addressOfConfig(b) }}
        words={{ same: 'The same in both', changed: 'From A to B' }}
        heading="h3"
      />
    </section>
  )
}
