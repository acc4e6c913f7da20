import type { Needs } from '@textgrad/core'
import type { QueueSeen, QueuesSeen, WorkerSeen } from '@textgrad/workers'

import type { Screen } from './screen.ts'
import { columns, fit, number, oneLine } from './words.ts'

/** The queues and the workers as tables, and what is wrong with them in words; a screen's line each. */
export function queueLines(seen: QueuesSeen, screen: Screen): string[] {
  const { queues, workers, address, queue } = seen
  const title = `Queue ${queue} at ${oneLine(address)}`
  return [
    screen.style('bold', fit(title, screen.columns)),
    ...(seen.state === 'gone' ? [screen.style('red', goneWords(seen))] : []),
    ...queueTable(queues, screen),
    ...queues.flatMap(remarksOf).map((remark) => screen.style('yellow', remark)),
    '',
    ...workerTable(workers, queues.length > 0, screen),
  ]
}

function goneWords({ at }: QueuesSeen): string {
  return `Redis is gone; as it was seen last, at ${new Date(at).toLocaleTimeString('sv')}`
}

function queueTable(queues: readonly QueueSeen[], screen: Screen): string[] {
  if (queues.length === 0) return ['No run wants anything of workers, and no jobs lie there']
  const head = ['task', 'version', 'needs', 'waiting', 'active', 'done', 'refused', 'runs', 'workers']
  const rows = queues.map((one) => [
    oneLine(one.task),
    oneLine(one.version),
    needsText(one.needs),
    String(one.waiting + sum(one.runs.map(({ held }) => held))),
    String(one.active),
    String(sum(one.runs.map(({ done }) => done))),
    String(one.refused),
    String(one.runs.length),
    takersOf(one),
  ])
  return table([head, ...rows], screen)
}

/** Who takes the jobs: how many, how many jobs at once, and where. */
function takersOf({ workers }: QueueSeen): string {
  if (workers.length === 0) return 'none'
  const hosts = [...new Set(workers.map(({ host }) => oneLine(host)))].join(', ')
  return `${workers.length}, ${sum(workers.map(({ atOnce }) => atOnce))} at once: ${hosts}`
}

function remarksOf(one: QueueSeen): string[] {
  const name = [one.task, one.version, needsText(one.needs)].filter((part) => part !== '').join(' ')
  const jobs = `jobs of ${oneLine(name)}`
  const { runs, workers, waiting, left, reasons } = one
  const isDeserted = workers.length === 0 && waiting > 0
  const hosts = [...new Set(runs.map(({ host }) => oneLine(host)))].join(', ')
  return [
    ...(isDeserted
      ? [`No worker takes ${jobs}: there ${oneLine(one.whyNone) ? `are ${oneLine(one.whyNone)}` : 'is none'}`]
      : []),
    ...(isDeserted && runs.length > 0
      ? [`${runs.length === 1 ? 'The run' : 'The runs'} on ${hosts} will wait until one does`]
      : []),
    ...(left > 0 ? [`Nobody waits for ${left} of the ${jobs}: --clear removes them`] : []),
    ...reasons.map((reason) => `Refused, of the ${jobs}: ${oneLine(reason)}`),
  ]
}

function workerTable(workers: readonly WorkerSeen[], isWanted: boolean, screen: Screen): string[] {
  if (workers.length === 0) return ['No workers are there: textgrad worker starts one']
  const head = ['host', 'tasks', 'version', 'has', 'at once', 'running', 'done', 'refused', 'takes jobs']
  const rows = workers.map((one) => [
    oneLine(one.host),
    oneLine(one.tasks.join(', ')),
    oneLine(one.version ?? 'any'),
    hasText(one.has),
    String(one.concurrency),
    String(one.running),
    String(one.done),
    String(one.refused),
    takesText(one, isWanted),
  ])
  return table([head, ...rows], screen)
}

function takesText({ takes }: WorkerSeen, isWanted: boolean): string {
  if (takes > 0) return 'yes'
  return isWanted ? 'none of these' : 'none is wanted'
}

/** As it is typed after --needs. */
function needsText({ cores, memory, gpu }: Needs): string {
  return [
    ...(cores === undefined ? [] : [`cores=${cores}`]),
    ...(memory === undefined ? [] : [`memory=${memory}`]),
    ...(gpu === undefined ? [] : [`gpu=${gpu}`]),
  ].join(',')
}

function hasText({ cores, memory, gpu }: Needs): string {
  return [
    ...(cores === undefined ? [] : [`${number(cores)} cores`]),
    ...(memory === undefined ? [] : [`${memory.toFixed(1)} GiB`]),
    ...(gpu === undefined ? [] : [gpu]),
  ].join(', ')
}

function table(rows: readonly (readonly string[])[], screen: Screen): string[] {
  return columns(rows).map((line) => fit(line, screen.columns))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0)
}
