import type { RunEvent } from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import { StepReporter } from './step-reporter.ts'

const place = { step: 0, path: '' }
const best = { value: 'x', score: 0.5, metrics: {} }
const spent = { calls: 0, tokens: 0, dollars: 0, evaluations: 0 }
const asked = (at: number, usage: object): RunEvent => ({
  ...place,
  at,
  type: 'generate',
  purpose: 'forward',
  engine: 'e',
  messages: [],
  text: '',
  finish: 'stop',
  usage,
})
const ended = (step: number, at: number): RunEvent => ({
  ...place,
  step,
  at,
  type: 'step-end',
  accepted: [],
  best,
  spent,
})

/** All that is written on a screen of so many columns, one line after the other, before the bar. */
function linesAt(columns: number, ...events: readonly RunEvent[]): string[] {
  const lines: string[] = []
  const write = (text: string): void => void lines.push(...text.split('\n'))
  const reporter = new StepReporter(
    { columns, write, style: (_, text) => text, status() {} },
    { steps: 10, feedback: 1 },
  )
  for (const event of events) reporter.tell(event)
  return lines
}

/** The line that is redrawn, after these events of a run that began at 0. */
function statusAfter(limits: object, ...events: readonly RunEvent[]): string {
  let status = ''
  const reporter = new StepReporter(
    { columns: 120, write() {}, style: (_, text) => text, status: (text) => void (status = text) },
    { steps: 10, feedback: 0, limits },
  )
  const run = { task: 't', config: null, engine: 'e', version: '1' }
  reporter.tell({ ...place, at: 0, type: 'run-start', run, seed: 1, strategy: 's', metrics: [], start: {} })
  for (const event of events) reporter.tell(event)
  return status
}

describe('the progress of a run', () => {
  it('tells what is spent after every call, and how long it goes on', () => {
    const call = { inputTokens: 100, outputTokens: 20, dollars: 0.01 }
    expect(statusAfter({}, asked(500, call))).toBe('──────────────────────── 0/10  1 calls  $0.0100')
    expect(statusAfter({}, asked(500, call), ended(2, 3000), asked(4000, { ...call, calls: 2 }))).toBe(
      '━━━━━───────────────────  2/10  best 0.5000  3 calls  $0.0200  about 16 s left'.replace('  2/', ' 2/'),
    )
  })

  it('ends with the limit that is used up first', () => {
    const call = { inputTokens: 90, outputTokens: 10 }
    const events = [asked(10_000, call), ended(1, 20_000)]
    expect(statusAfter({}, ...events)).toMatch(/1 calls {2}cost unknown {2}about 3 min left$/)
    expect(statusAfter({ calls: 2 }, ...events)).toMatch(/about 20 s left$/)
    expect(statusAfter({ tokens: 100 }, ...events)).toMatch(/about 0 s left$/)
  })

  it('tells no cost where everything is free', () => {
    const rules = { inputTokens: 0, outputTokens: 0, evaluations: 3 }
    expect(statusAfter({}, asked(10, rules))).toMatch(/ 0\/10 {2}1 calls$/)
  })

  it.each([40, 77, 78, 200])('its steps fit into %s columns', (columns) => {
    const candidate = { value: 'C'.repeat(300) }
    const evaluation = { score: 0.5, metrics: {}, feasible: true, feedback: [] }
    const told = { ...place, at: 5, type: 'evaluation', id: 'c', parents: [], by: 'tgd' } as const
    const tried: RunEvent = { ...told, candidate, evaluation }
    const lines = linesAt(columns, tried, { ...tried, step: 1 }, ended(1, 9))
    expect(lines.filter((line) => line.includes('CCCCCCC'))).toHaveLength(2)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns)
    expect(lines.some((line) => line.includes('$0.0000'))).toBe(columns >= 78)
  })
})
