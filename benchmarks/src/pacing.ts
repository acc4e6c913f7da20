import { compose, type Engine, type EngineLayer } from '@textgrad/core'
import { openai, paced, retry } from '@textgrad/engines'

import type { SimOptions } from './sim/options.ts'
import { startSim } from './sim/sim.ts'
import type { Table } from './table.ts'

const calls = 1000
const perWindow = 500
/** A minute, and what models take, ten times as fast. */
const windowMs = 6000
const latency = 'lognormal:80,0.5'
const perMs = perWindow / windowMs
const required = { share: 0.98, refused: 0.01, failed: 0 }

type Row = Table['rows'][number]

const limits: readonly { readonly name: string; readonly options: SimOptions }[] = [
  { name: 'bucket of a minute', options: { limitMode: 'bucket' } },
  { name: 'bucket of a second', options: { limitMode: 'bucket', burst: 1 / 60 } },
  { name: 'sliding window', options: { limitMode: 'sliding' } },
  { name: 'fixed windows', options: { limitMode: 'fixed' } },
]

interface Measured {
  /** From the first call until the last request arrived that was let in. */
  readonly seconds: number
  readonly requests: number
  readonly refused: number
  readonly failed: number
}

/**
 * Whether `paced` uses what a provider permits, and no more: against the simulator, however that enforces its limit; and
 * what becomes of the same calls without it.
 */
export async function pacing(): Promise<readonly Table[]> {
  const requestsPerMinute = perMs * 60_000
  const rows: Row[] = []
  for (const { name, options } of limits) {
    const measured = await measure(options, [retry(), paced({ requestsPerMinute })])
    rows.push([name, ...figuresOf(measured), isKept(measured)])
  }
  const alone = await measure({ limitMode: 'bucket', burst: 1 / 60 }, [retry()])
  rows.push(['bucket of a second, retry alone', ...figuresOf(alone), ''])
  const { share, refused, failed } = required
  return [
    {
      name: 'pacing',
      title:
        `${calls} calls at once where ${perWindow} are permitted per minute, with minutes of ${windowMs / 1000} s. ` +
        `Required: >= ${share * 100} % of the permitted rate, <= ${refused * 100} % of requests answered 429, ` +
        `${failed} failed`,
      columns: ['limit', 'requests', 'seconds', '% of the rate', '429s', '% 429', 'failed', 'kept'],
      rows,
    },
  ]
}

async function measure(options: SimOptions, layers: readonly EngineLayer[]): Promise<Measured> {
  await using sim = await startSim({ rpm: perWindow, limitWindowMs: windowMs, latency, ...options })
  const server = openai({ model: 'sim-1', baseURL: sim.baseURL })
  // The SDK is loaded with the first call.
  await ask(server, 'first of all')
  sim.reset()
  const engine = compose(server, ...layers)
  const started = Date.now()
  const outcomes = await Promise.allSettled(
    Array.from({ length: calls }, (_, index) => ask(engine, `question ${index}`)),
  )
  const { requests, byStatus } = sim.stats()
  const letIn = sim.records().filter(({ status }) => status === 200)
  return {
    seconds: (Math.max(...letIn.map(({ at }) => Date.parse(at))) - started) / 1000,
    requests,
    refused: byStatus['429'] ?? 0,
    failed: outcomes.filter(({ status }) => status === 'rejected').length,
  }
}

function ask(engine: Engine, content: string): Promise<unknown> {
  return engine.generate({ purpose: 'forward', messages: [{ role: 'user', content }] })
}

/** Of the permitted rate: what was let in without failing, over the time that it took. */
function shareOf({ seconds, failed }: Measured): number {
  return (calls - failed - 1) / (seconds * 1000) / perMs
}

function isKept(measured: Measured): boolean {
  const { requests, refused, failed } = measured
  return (
    shareOf(measured) >= required.share && refused <= required.refused * requests && failed <= required.failed
  )
}

function figuresOf(measured: Measured): readonly number[] {
  const { seconds, requests, refused, failed } = measured
  return [
    requests,
    Number(seconds.toFixed(2)),
    percent(shareOf(measured)),
    refused,
    percent(refused / requests),
    failed,
  ]
}

function percent(share: number): number {
  return Number((share * 100).toFixed(1))
}
