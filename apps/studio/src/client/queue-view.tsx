import type { Needs } from '@textgrad/core'
import { count, figure } from '@textgrad/runs/views'

import type { QueueLine } from '../model/queues.ts'
import { Plain } from './text.tsx'

/** The jobs that want the same: how far they are, who takes them, and what is wrong. */
export function QueueView({ queue }: { queue: QueueLine }) {
  const { task, version, needs } = queue
  const wanted = [...(version === '' ? [] : [`version ${version}`]), ...needWords(needs)]
  return (
    <article className="queue">
      <h3>
        <Plain text={task} />{' '}
        <span className="quiet">
          <Plain text={wanted.join(', ')} />
        </span>
      </h3>
      <Progress queue={queue} />
      <Remarks queue={queue} />
      <dl className="facts">
        {factsOf(queue).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <Plain text={value} />
            </dd>
          </div>
        ))}
      </dl>
    </article>
  )
}

function Progress({ queue }: { queue: QueueLine }) {
  const parts = partsOf(queue)
  const all = sum(parts.map(({ number }) => number))
  const words = parts.map(({ name, number }) => `${figure(number)} ${name}`)
  let from = 0
  return (
    <>
      <svg className="progress" role="img" aria-label={words.join(', ')} width="100%" height="14">
        <rect className="rest" width="100%" height="100%" />
        {parts.map(({ name, number }) => {
          const x = from
          from += all === 0 ? 0 : (100 * number) / all
          return (
            number > 0 && (
              <rect key={name} className={name} x={`${x}%`} width={`${from - x}%`} height="100%" />
            )
          )
        })}
      </svg>
      <p className="legend">
        {parts.map(({ name, number }) => (
          <span key={name}>
            <span className={`key ${name}`} aria-hidden="true" />
            {figure(number)} {name}
          </span>
        ))}
      </p>
    </>
  )
}

function partsOf({ waiting, active, runs }: QueueLine) {
  return [
    { name: 'done', number: sum(runs.map(({ done }) => done)) },
    { name: 'active', number: active },
    { name: 'waiting', number: waiting + sum(runs.map(({ held }) => held)) },
  ]
}

function Remarks({ queue }: { queue: QueueLine }) {
  const { workers, waiting, left, whyNone, refused, reasons } = queue
  return (
    <>
      {workers.length === 0 && waiting > 0 && (
        <p className="remark">
          <strong>No worker takes these jobs:</strong> <Plain text={`${whyNobody(whyNone)}.`} />
        </p>
      )}
      {left > 0 && (
        <p className="remark">
          <strong>Nobody waits for {figure(left)} of them:</strong> what wanted them is gone. They go when a
          worker comes to them, or by <code>textgrad queues --clear</code>.
        </p>
      )}
      {refused > 0 && (
        <div className="remark">
          <p>
            <strong>Refused: {figure(refused)}</strong>, the last of them because:
          </p>
          <ul>
            {reasons.map((reason, place) => (
              <li key={place} className="words">
                <Plain text={reason} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  )
}

/** Hosts, or runs, that are named, at most. */
const named = 12

function factsOf({ runs, workers }: QueueLine): readonly (readonly [string, string])[] {
  const open = sum(runs.map((run) => run.open))
  const held = sum(runs.map((run) => run.held))
  const back = held > 0 ? `, ${figure(held)} of them held back for now` : ''
  return [
    ['Waited for by', runs.length === 0 ? 'nobody' : `${count(runs.length, 'run')} on ${hostsOf(runs)}`],
    ...(runs.some(({ run }) => run !== undefined) ? [['Called', namesOf(runs)] as const] : []),
    ...(open > 0 ? [['Evaluations waited for', `${figure(open)}${back}`] as const] : []),
    [
      'Taken by',
      workers.length === 0 ? 'nobody' : `${count(workers.length, 'worker')} on ${hostsOf(workers)}`,
    ],
    ...(workers.length > 0
      ? [['Jobs at once', figure(sum(workers.map(({ atOnce }) => atOnce)))] as const]
      : []),
  ]
}

function hostsOf(all: readonly { readonly host: string }[]): string {
  return shortened([...new Set(all.map(({ host }) => host))], 'more host')
}

function namesOf(runs: QueueLine['runs']): string {
  return shortened(
    runs.flatMap(({ run }) => run ?? []),
    'more run',
  )
}

function shortened(all: readonly string[], more: string): string {
  const shown = all.slice(0, named).join(', ')
  return all.length > named ? `${shown} and ${count(all.length - named, more)}` : shown
}

/** What a machine has, or has to have, in words. */
export function needWords({ cores, memory, gpu }: Needs): string[] {
  return [
    ...(cores === undefined ? [] : [count(cores, 'core')]),
    ...(memory === undefined ? [] : [`${figure(Math.round(memory * 10) / 10)} GiB`]),
    ...(gpu === undefined ? [] : [`GPU ${gpu}`]),
  ]
}

/** Why no worker takes jobs, in words. */
export function whyNobody(whyNone: string): string {
  return whyNone === '' ? 'there is none' : `there are ${whyNone}`
}

/** Tells a queue apart from the others. */
export function keyOf({ task, version, needs }: QueueLine): string {
  return JSON.stringify([task, version, needs])
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0)
}
