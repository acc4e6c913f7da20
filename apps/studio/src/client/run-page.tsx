import { firstWords } from '@textgrad/runs/views'
import { useCallback, useEffect, useMemo, useState } from 'react'

import type { RunFold } from '../model/run-fold.ts'
import type { Ending, StepRow } from '../model/step-row.ts'
import { ask } from './ask.ts'
import { Branch } from './branch.tsx'
import { NoRun } from './no-run.tsx'
import { Notes } from './notes.tsx'
import { NothingYet } from './nothing-yet.tsx'
import { addressOf, go } from './place.ts'
import type { Beside } from './results-view.tsx'
import { RunControls } from './run-controls.tsx'
import { RunHeader } from './run-header.tsx'
import { RunOnWorkers } from './run-on-workers.tsx'
import { StepKeys } from './step-keys.tsx'
import { StepView } from './step-view.tsx'
import { StepsAloud } from './steps-aloud.tsx'
import { StepsTable } from './steps-table.tsx'
import { bestOf } from './summary.ts'
import { Tiles } from './tiles.tsx'
import { Trajectory } from './trajectory.tsx'
import { useRun, type FollowedRun } from './use-run.ts'
import { useTalk, type HeardTalk } from './use-talk.ts'
import { Waiting } from './waiting.tsx'
import { WholeRun } from './whole-run.tsx'

/** A run, as it happens and afterwards. */
export function RunPage({ id, step }: { id: string; step?: number }) {
  const [again, setAgain] = useState(0)
  const run = useRun(id, again)
  const { fold, error, connection } = run
  const { rows } = fold
  const isWhole = useWhole(connection)
  const best = useMemo(() => (isWhole ? bestOf(rows)?.step : undefined), [rows, isWhole])
  const choose = useCallback(
    (number: number) => go(addressOf({ run: id, step: number }), { replace: true }),
    [id],
  )
  const chosen = step ?? best ?? (isWhole ? rows[0]?.number : undefined)
  useNeighbours(id, rows, chosen)
  const heard = useTalk(id, fold.end)
  const title = titleOf(id, run, heard)
  useEffect(() => {
    document.title = title
  }, [title])
  if (error !== undefined) {
    return <NoRun id={id} error={error} />
  }
  return (
    <>
      <RunHeader id={id} run={run} />
      <RunControls
        id={id}
        heard={heard}
        end={endOf(run, heard)}
        resumed={() => setAgain((count) => count + 1)}
      />
      {heard.talk?.isRunning && <RunOnWorkers id={id} />}
      <Waiting id={id} heard={heard} />
      <Figures run={run} heard={heard} isWhole={isWhole} />
      <Steps {...{ id, run, heard, chosen, choose, best, isWhole }} />
    </>
  )
}

interface FiguresProps {
  readonly run: FollowedRun
  readonly heard: HeardTalk
  /** Whether all that was told is there. */
  readonly isWhole: boolean
}

function Figures({ run: { fold, head }, heard: { talk }, isWhole }: FiguresProps) {
  // A process that died tells no end.
  const isRunning = fold.end === undefined && (talk?.isRunning ?? head?.run.status === 'running')
  return (
    <Tiles
      rows={fold.rows}
      end={fold.end}
      before={isWhole ? undefined : head?.run}
      isRunning={isRunning}
      // Nobody knows how long a person thinks.
      ends={talk?.question ? undefined : head?.ends}
    />
  )
}

function titleOf(id: string, { head }: FollowedRun, { talk }: HeardTalk): string {
  // A person who is elsewhere sees it in the row of tabs.
  const waits = talk?.question ? 'Waits for you · ' : ''
  return `${waits}${head ? `${firstWords(head.run.task, 40)} ` : ''}${id} · textgrad studio`
}

interface StepsProps {
  readonly id: string
  readonly run: FollowedRun
  readonly heard: HeardTalk
  readonly chosen: number | undefined
  readonly choose: (step: number) => void
  /** The step with the best candidate. */
  readonly best: number | undefined
  /** Whether all that was told is there. */
  readonly isWhole: boolean
}

const interrupted: Ending = { status: 'interrupted' }

/** How a run ended: a process that died tells no end. */
function endOf({ fold }: FollowedRun, { talk }: HeardTalk): Ending {
  return fold.end ?? (talk?.isRunning === false ? interrupted : undefined)
}

/** The way of a run: as a picture, as a table, and one step of it. */
function Steps({ id, run, isWhole, ...props }: StepsProps) {
  const { heard, chosen, choose, best } = props
  const { fold, head } = run
  const { rows } = fold
  const end = endOf(run, heard)
  // Where there is no room side by side, what it was before is shown when a person wants it.
  const beside = useState(() => matchMedia('(min-width: 701px)').matches)
  const row = rows.find(({ number }) => number === chosen)
  const hasViews = head?.hasViews === true && rows.length > 0
  return (
    <>
      <section aria-labelledby="trajectory">
        <h2 id="trajectory">Trajectory</h2>
        {rows.some(({ trials }) => trials.length > 0) ? (
          <Trajectory rows={rows} step={chosen} choose={choose} />
        ) : (
          <NothingYet end={end} isWhole={isWhole} />
        )}
        <StepsAloud rows={rows} isWhole={isWhole} />
        {hasViews && <WholeRun address={`/runs/${encodeURIComponent(id)}`} version={rows.length} />}
      </section>
      {rows.length > 0 && (
        <section aria-labelledby="steps">
          <h2 id="steps">Steps</h2>
          <StepKeys rows={rows} chosen={chosen} choose={choose} />
          <StepsTable run={id} fold={fold} rows={rows} step={chosen} end={end} />
        </section>
      )}
      {row && <Shown {...{ id, fold, row, end, best, heard, beside }} />}
      {chosen !== undefined && !row && isWhole && (
        <p className="remark part">
          There is no step {chosen}
          {end ? '.' : ' yet.'}
        </p>
      )}
    </>
  )
}

interface ShownProps extends Pick<StepsProps, 'id' | 'best' | 'heard'> {
  readonly fold: RunFold
  readonly row: StepRow
  readonly end: Ending
  readonly beside: Beside
}

/** The step that is chosen, and what a person can say of it and do from there. */
function Shown({ id, fold, row, end, best, heard, beside }: ShownProps) {
  const { number } = row
  const metrics = fold.start?.metrics ?? []
  return (
    <>
      <StepView key={number} run={id} {...{ fold, row, end, metrics, best, beside }} />
      <Notes key={`notes-${number}`} id={id} step={number} heard={heard} />
      <Branch key={`branch-${number}`} id={id} step={number} fold={fold} />
    </>
  )
}

/** Whether all that was told is there: it stays, where the connection is lost after that. */
function useWhole(connection: FollowedRun['connection']): boolean {
  const [isWhole, set] = useState(false)
  if (connection === 'live' && !isWhole) set(true)
  return isWhole
}

/** Asks for the candidates of the steps beside the one that is shown, so that leafing waits for nothing. */
function useNeighbours(id: string, rows: readonly StepRow[], chosen: number | undefined): void {
  useEffect(() => {
    const place = rows.findIndex(({ number }) => number === chosen)
    if (place === -1) return
    for (const row of [rows[place + 1], rows[place - 1]]) {
      const number = row?.trials[0]?.number
      // What can not be had is told when it is looked at.
      if (number !== undefined) ask(`/runs/${encodeURIComponent(id)}/events/${number}`).catch(() => undefined)
    }
  }, [id, rows, chosen])
}
