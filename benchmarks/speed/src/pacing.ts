import { monitorEventLoopDelay } from 'node:perf_hooks'

import { compose, type Engine, type EngineLayer } from '@textgrad/core'
import { openai, paced, retry, type PacedOptions } from '@textgrad/engines'

import type { Brain, SimOptions } from './sim/options.ts'
import { startSim } from './sim/sim.ts'
import type { Extent } from './suite.ts'
import type { Table } from './table.ts'

const calls = 1000
const perMinute = 500
const minute = 60_000
/** Milliseconds of a real minute that a model takes, in the middle, and that the first wait before a retry takes. */
const usual = { latency: 800, firstWait: 500 }
const required = { share: 0.98, refused: 0.01, failed: 0 }
/** What else the machine does can only make it worse. */
const mostTries = 3
const promptTokens = 6
const replyTokens = 60

/** How a provider limits, and what the client is told of it. */
interface Limit {
  readonly name: string
  readonly sim: SimOptions
  /** For minutes of 60 s. */
  readonly options: PacedOptions
}

/** Replies of 30 to 90 tokens, 60 in the middle: so much as the provider reckons with beforehand. */
const brain: Brain = ({ text }) => 'word'.repeat(replyTokens - 30 + ((Number(/\d+/.exec(text)) * 37) % 61))
const byRequests = { sim: { rpm: perMinute }, options: { requestsPerMinute: perMinute } }
const tokens = perMinute * (promptTokens + replyTokens)
const strict: Limit = { ...byRequests, name: 'bucket of a second', sim: { rpm: perMinute, burst: 1 / 60 } }
const byTokens: Limit = {
  name: 'tokens, sliding window',
  sim: { tpm: tokens, limitMode: 'sliding', replyTokens, brain },
  options: { tokensPerMinute: tokens },
}
const everyLimit: readonly Limit[] = [
  { ...byRequests, name: 'bucket of a minute' },
  strict,
  { ...byRequests, name: 'sliding window', sim: { rpm: perMinute, limitMode: 'sliding' } },
  { ...byRequests, name: 'fixed windows', sim: { rpm: perMinute, limitMode: 'fixed' } },
  byTokens,
]

interface Measured {
  /** From the first call until the last request arrived that was let in. */
  readonly seconds: number
  readonly requests: number
  readonly refused: number
  readonly failed: number
  readonly tries: number
}

/**
 * Whether `paced` uses what a provider permits and no more, however the provider enforces it; and what becomes of the same
 * calls with `retry` alone. In minutes of 30 s; with shorter ones, a model takes less time, too. The short form has minutes
 * of 6 s at two of the limits, and no calls with `retry` alone.
 */
export function pacing({ quick }: Extent): Promise<readonly Table[]> {
  return quick ? pacingIn(6_000, [strict]) : pacingIn(30_000)
}

/** The same in minutes of 60 s. */
export function pacingReal(): Promise<readonly Table[]> {
  return pacingIn(minute)
}

async function pacingIn(window: number, some?: readonly Limit[]): Promise<readonly Table[]> {
  const limits = some ?? everyLimit
  const stalls = monitorEventLoopDelay({ resolution: 5 })
  stalls.enable()
  const all = await Promise.all(limits.map((limit, index) => pacedFigures(limit, window, index)))
  stalls.disable()
  const alone = some ? undefined : await measure(strict, window, [])
  const ideal = ((calls - 1) * window) / perMinute / 1000
  const { share, refused, failed } = required
  return [
    {
      name: 'pacing',
      title:
        `${calls} calls at once where ${perMinute} are permitted in ${window / 1000} s, at every limit at the same time. ` +
        `At the permitted rate they take ${ideal.toFixed(2)} s. Required, in one of ${mostTries} tries: >= ${share * 100} % of that rate, ` +
        `<= ${refused * 100} % of requests answered 429, ${failed} failed. Everything here stood still for at most ` +
        `${Math.round(stalls.max / 1e6)} ms`,
      columns: ['limit', 'tries', 'requests', 'seconds', '% of the rate', '429s', '% 429', 'failed', 'kept'],
      rows: [
        ...all.map((measured, index) => [
          limits[index]!.name,
          ...figures(measured, window),
          isKept(measured, window),
        ]),
        ...(alone ? [[`${strict.name}, retry alone`, ...figures(alone, window), '']] : []),
      ],
    },
  ]
}

/** The limits start one after the other, so that their first requests are not in each other's way. */
async function pacedFigures(limit: Limit, window: number, turn: number): Promise<Measured> {
  await new Promise((resolve) => setTimeout(resolve, turn * 500))
  const faster = Object.entries(limit.options).map(([name, most]) => [name, (most * minute) / window])
  const options: PacedOptions = Object.fromEntries(faster)
  for (let tries = 1; ; tries++) {
    const measured = { ...(await measure(limit, window, [paced(options)])), tries }
    if (isKept(measured, window) || tries === mostTries) return measured
  }
}

async function measure(
  limit: Limit,
  limitWindowMs: number,
  layers: readonly EngineLayer[],
): Promise<Measured> {
  const scale = limitWindowMs / minute
  const latency = `lognormal:${usual.latency * scale},0.5`
  await using sim = await startSim({ ...limit.sim, limitWindowMs, latency })
  const server = openai({ model: 'sim-1', baseURL: sim.baseURL, apiKey: 'sim' })
  // The SDK is loaded with the first call.
  await ask(server, 0)
  sim.reset()
  const engine = compose(server, retry({ firstWait: usual.firstWait * scale }), ...layers)
  const started = Date.now()
  const outcomes = await Promise.allSettled(Array.from({ length: calls }, (_, index) => ask(engine, index)))
  const { requests, byStatus } = sim.stats()
  const letIn = sim.records().filter(({ status }) => status === 200)
  return {
    seconds: (Math.max(...letIn.map(({ at }) => Date.parse(at))) - started) / 1000,
    requests,
    refused: byStatus['429'] ?? 0,
    failed: outcomes.filter(({ status }) => status === 'rejected').length,
    tries: 1,
  }
}

function ask(engine: Engine, index: number): Promise<unknown> {
  const content = `question ${index}`
  return engine.generate({ purpose: 'forward', messages: [{ role: 'user', content }] })
}

/** How fast calls were let in that did not fail, as a part of what is permitted. */
function shareOf({ seconds, failed }: Measured, window: number): number {
  const permitted = (perMinute / window) * seconds * 1000
  return (calls - failed - 1) / permitted
}

function isKept(measured: Measured, window: number): boolean {
  const { requests, refused, failed } = measured
  return (
    shareOf(measured, window) >= required.share &&
    refused <= required.refused * requests &&
    failed <= required.failed
  )
}

function figures(measured: Measured, window: number): readonly number[] {
  const { tries, requests, seconds, refused, failed } = measured
  return [
    tries,
    requests,
    Number(seconds.toFixed(2)),
    percent(shareOf(measured, window)),
    refused,
    percent(refused / requests),
    failed,
  ]
}

function percent(share: number): number {
  return Number((share * 100).toFixed(1))
}
