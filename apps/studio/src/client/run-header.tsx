import { firstWords, instant } from '@textgrad/runs/views'

import type { RunFold } from '../model/run-fold.ts'
import type { RunLine } from '../model/wire.ts'
import { useAsked } from './ask.ts'
import { statusWords } from './figures.ts'
import { Plain, Text } from './text.tsx'
import type { FollowedRun } from './use-run.ts'
import { useTicks } from './use-ticks.ts'

const connections = { loading: 'loading …', live: 'live', connecting: 'connecting again …' } as const

/** What a run is, and how it is now. */
export function RunHeader({ id, run }: { id: string; run: FollowedRun }) {
  const { head } = run
  return (
    <header className="head">
      <h1>
        <Plain text={head ? firstWords(head.run.task, 120) || 'Unnamed task' : id} />
      </h1>
      <Status id={id} run={run} />
      <Facts id={id} run={run} />
      {head && head.config !== 'null' && (
        <details>
          <summary>Configuration</summary>
          <Text text={head.config} address={`/runs/${encodeURIComponent(id)}/config`} />
        </details>
      )}
    </header>
  )
}

function Status({ id, run }: { id: string; run: FollowedRun }) {
  const { head, fold } = run
  const { end } = fold
  // How it is now: a process that died tells nothing.
  const ticks = useTicks(end ? undefined : 5000)
  const { answer } = useAsked<{ run: RunLine }>(`/runs/${encodeURIComponent(id)}`, ticks)
  const status = statusOf(end, answer?.run ?? head?.run)
  const reason = end?.reason ?? head?.run.reason
  const isOver = end !== undefined || status === 'interrupted'
  return (
    <p className="status" role="status">
      {status !== undefined && <span className={`state ${status}`}>{statusWords(status)}</span>}{' '}
      <Connection run={run} isOver={isOver} />
      {reason !== undefined && (
        <q>
          <Plain text={reason} />
        </q>
      )}
    </p>
  )
}

/** Whether the page hears of the run as it goes on, and why not. */
function Connection({ run, isOver }: { run: FollowedRun; isOver: boolean }) {
  const { connection, fold, trouble } = run
  return (
    <>
      <span
        className={`connection ${connection}`}
        data-connection={connection}
        data-last={fold.last}
        data-count={fold.count}
      >
        {isOver ? '' : connections[connection]}
      </span>
      {connection === 'connecting' && trouble !== undefined && <span>{trouble}</span>}
    </>
  )
}

function statusOf(end: RunFold['end'], line: RunLine | undefined): string | undefined {
  return end?.status ?? line?.status
}

function Facts({ id, run: { head, fold } }: { id: string; run: FollowedRun }) {
  const { start } = fold
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Run', id],
    ['Engine', start?.engine],
    ['Strategy', start?.strategy],
    ['Seed', start && String(start.seed)],
    ['Began', head && instant(head.run.started)],
    ['Forked from', head?.run.forkOf],
  ]
  return (
    <dl className="facts">
      {facts.map(
        ([name, value]) =>
          value !== undefined && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <Plain text={firstWords(value, 200)} />
              </dd>
            </div>
          ),
      )}
    </dl>
  )
}
