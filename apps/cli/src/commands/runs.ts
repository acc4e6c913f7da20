import type { RunInfo } from '@textgrad/runs'

import { command, type Command } from '../command.ts'
import { screenOf } from '../screen.ts'
import { storeFlags, storeToRead } from '../store.ts'
import { fit, number, oneLine } from '../words.ts'

export const runs: Command = command({
  name: 'runs',
  description: 'List the runs that are kept, the newest last',
  flags: { ...storeFlags, json: { type: 'boolean', description: 'Print a JSON line per run' } },
  example: 'textgrad runs',
  async run(values) {
    const screen = screenOf(process.stdout)
    await using store = await storeToRead(values)
    const all = await Promise.all(((await store?.runs()) ?? []).map((id) => store!.info(id)))
    if (values['json']) for (const info of all) screen.write(JSON.stringify(lineOf(info)))
    else if (all.length === 0) screen.write('No runs are kept here yet: textgrad run keeps them')
    else for (const line of table(all, screen.columns)) screen.write(line)
  },
})

/** A run as programs read it. */
export function lineOf({ id, plan, started, status, best, ...info }: RunInfo) {
  const { spent, maybe, steps, attempts, reason, pid } = info
  return {
    id,
    task: plan.task,
    status,
    started: new Date(started).toISOString(),
    steps,
    best: best ?? null,
    spent,
    maybePaid: maybe,
    attempts,
    ...(reason !== undefined && { reason }),
    ...(pid !== undefined && { pid }),
    ...(plan.forkOf !== undefined && { forkOf: plan.forkOf }),
  }
}

function table(all: readonly RunInfo[], columns: number): string[] {
  const head = ['id', 'task', 'status', 'steps', 'score', 'calls', 'cost', 'best']
  const rows = all.map(({ id, plan, status, steps, best, spent }) => [
    id,
    plan.task,
    status,
    String(steps),
    best ? number(best.score) : '',
    String(spent.calls),
    costOf(spent),
    best ? oneLine(typeof best.value === 'string' ? best.value : JSON.stringify(best.value)) : '',
  ])
  const widths = head.map((_, place) => Math.max(...[head, ...rows].map((row) => row[place]!.length)))
  return [head, ...rows].map((row) => {
    const line = row.map((text, place) => text.padEnd(place < 7 ? widths[place]! : 0)).join('  ')
    return fit(line.trimEnd(), columns)
  })
}

/** Dollars, where anybody told a price. */
export function costOf({ dollars }: RunInfo['spent']): string {
  return dollars === 0 ? '' : `$${dollars.toFixed(4)}`
}
