// Asks the server in argv[2] through undici's fetch as it is by default, and through the engine; then, as far as
// undici's clock knows, 400 s have gone.
import { createRequire } from 'node:module'

import { fetch } from 'undici'

import { openai } from './openai/openai.ts'

/** Of undici's own tests: it counts time itself, so that many requests need one timer. */
const timers = createRequire(import.meta.url)('undici/lib/util/timers.js') as {
  tick(milliseconds: number): void
}
const baseURL = process.argv[2]!
const question = { model: 'sim-1', messages: [{ role: 'user' as const, content: 'hello' }] }

async function viaFetch(): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  const init = { method: 'POST', headers, body: JSON.stringify(question) }
  const answer = await fetch(`${baseURL}/chat/completions`, init)
  return (await answer.text()).slice(0, 1)
}

async function viaEngine(): Promise<string> {
  const engine = openai({ model: 'sim-1', baseURL, apiKey: 'none' })
  return (await engine.generate({ purpose: 'forward', messages: question.messages })).finish
}

setTimeout(() => timers.tick(400_000), 1500)
const outcomes = await Promise.allSettled([viaFetch(), viaEngine()])
const told = outcomes.map((outcome) =>
  outcome.status === 'fulfilled'
    ? outcome.value
    : (outcome.reason as Error & { cause: { code: string } }).cause.code,
)
console.log(told.join(' '))
