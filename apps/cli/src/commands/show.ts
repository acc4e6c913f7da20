import type { Spend } from '@textgrad/core'
import { findingsInWords, type RunInfo } from '@textgrad/runs'

import { command, type Command } from '../command.ts'
import { screenOf } from '../screen.ts'
import { namedRun, notesOn, ofRun, storeFlags } from '../store.ts'
import { number, oneLine } from '../words.ts'
import { costOf, lineOf } from './runs.ts'

export const show: Command = command({
  name: 'show',
  description: 'Say what a run was to do, how far it came, what it spent and what its best is',
  ...ofRun,
  flags: { ...storeFlags, json: { type: 'boolean', description: 'Print one JSON line' } },
  example: 'textgrad show 260314-093005-k7qx',
  async run(values) {
    const { store, id } = await namedRun(values)
    await using opened = store
    const info = await opened.info(id)
    const notes = (await notesOn(opened, id)).map(({ step, at, text }) => ({ step, at, text }))
    const screen = screenOf(process.stdout)
    if (values['json']) {
      const found = opened.findings(id)
      screen.write(JSON.stringify({ ...lineOf(info), plan: info.plan, findings: found, notes }))
      return
    }
    const found = opened.findings(id)
    const facts: Fact[] = [...planFacts(info), ...stateFacts(info), ['Found', findingsInWords(found)]]
    for (const [name, value] of facts) if (value) screen.write(`${name.padEnd(12)}${oneLine(value)}`)
    for (const { step, text } of notes) screen.write(`${'Note'.padEnd(12)}step ${step}: ${oneLine(text)}`)
    for (const [name, text] of bestOf(info)) {
      screen.write(screen.style('bold', `\n${name}:`))
      for (const line of text.split('\n')) screen.write(oneLine(line))
    }
  },
})

type Fact = readonly [name: string, value: string | undefined]

/** What the run was to do. */
function planFacts({ id, plan, started }: RunInfo): Fact[] {
  const { task, config, engines = [], optimizer, seed, options = {}, limits = {}, forkOf, forks } = plan
  return [
    ['Run', id],
    ['Began', new Date(started).toISOString()],
    ['Task', task],
    ['Config', JSON.stringify(config)],
    ['Engine', engines.join(', ') || 'the rules of the task'],
    ['Optimizer', optimizer],
    ['Seed', seed?.toString()],
    ['Options', listed(options)],
    ['Limits', listed(limits)],
    ['Forked', forkOf && `from ${forkOf} after step ${forks?.at(-1)?.after}`],
  ]
}

/** How it is. */
function stateFacts({ status, reason, pid, attempts, steps, best, spent, maybe }: RunInfo): Fact[] {
  const why = reason ?? (pid === undefined ? undefined : `by the process ${pid}`)
  return [
    ['Status', why === undefined ? status : `${status} (${why})`],
    ['Processes', attempts > 1 ? String(attempts) : undefined],
    ['Steps', String(steps)],
    ['Score', best && number(best.score)],
    ['Metrics', best && listed(best.metrics)],
    ['Spent', spendOf(spent)],
    ['Maybe paid', maybe.calls + maybe.evaluations > 0 ? `${spendOf(maybe)} of that` : undefined],
  ]
}

/** The best candidate, in full. */
function bestOf({ best }: RunInfo): (readonly [name: string, text: string])[] {
  if (!best) return []
  return typeof best.value === 'string' ? [['Best', best.value]] : Object.entries(best.value)
}

function listed(record: object): string {
  return Object.entries(record)
    .map(([name, value]) => `${name} ${typeof value === 'number' ? number(value) : wordsOf(value)}`)
    .join(', ')
}

function wordsOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function spendOf(spend: Spend): string {
  const { calls, tokens, evaluations } = spend
  const parts = [`${calls} calls`, `${tokens} tokens`, costOf(spend), `${evaluations} evaluations`]
  return parts.filter((part) => part !== '').join(', ')
}
