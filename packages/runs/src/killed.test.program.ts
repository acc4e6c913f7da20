// Works on a run until it ends or is killed: `node killed.test.program.ts '{"store": ..., "url": ...}'`.
import { DatabaseSync } from 'node:sqlite'

import { EngineError, optimize, type Engine } from '@textgrad/core'

import { prompting, settings } from './prompting.test.support.ts'
import { openStore } from './store.ts'

interface Options {
  readonly store: string
  /** The address of a simulated model. */
  readonly url: string
  /** The run to resume. */
  readonly run?: string
  /** Kills itself right before or right after this commit, counted from 1. */
  readonly at?: { readonly commit: number; readonly when: 'before' | 'after' }
}

const options = JSON.parse(process.argv[2]!) as Options
/** How many calls are under way at once. */
const concurrency = 8

function killedAt({ commit, when }: NonNullable<Options['at']>): void {
  // oxlint-disable-next-line typescript/unbound-method -- it is called on what it belongs to
  const { exec } = DatabaseSync.prototype
  let commits = 0
  DatabaseSync.prototype.exec = function (sql: string): void {
    const isIt = sql === 'COMMIT' && ++commits === commit
    if (isIt && when === 'before') process.kill(process.pid, 'SIGKILL')
    exec.call(this, sql)
    if (isIt) process.kill(process.pid, 'SIGKILL')
  }
}

/** A model behind HTTP; a request names its path, so that each place is told apart. */
function engineAt(url: string): Engine {
  const waiting: (() => void)[] = []
  let free = concurrency
  const ask = async (body: object): Promise<any> => {
    for (let attempt = 0; attempt < 9; attempt++) {
      const response = await fetch(`${url}/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      if (response.ok) return response.json()
      await response.text()
    }
    throw new EngineError('the model does not answer', { kind: 'server' })
  }
  return {
    id: 'sim',
    async generate({ messages, path }) {
      if (free > 0) free--
      else await new Promise<void>((resolve) => waiting.push(resolve))
      try {
        const { choices, usage } = await ask({ model: 'sim-1', temperature: 0, user: path, messages })
        const { prompt_tokens: inputTokens, completion_tokens: outputTokens } = usage
        return { text: choices[0].message.content, finish: 'stop', usage: { inputTokens, outputTokens } }
      } finally {
        const next = waiting.shift()
        if (next) next()
        else free++
      }
    },
  }
}

if (options.at) killedAt(options.at)
await using store = await openStore(options.store)
await using run =
  options.run === undefined ? await store.start({ task: 'prompts' }) : await store.resume(options.run)
console.log(run.id)
const engine = engineAt(options.url)
const running = optimize(prompting(engine), {
  ...settings(engine),
  journal: run.journal,
  budget: run.budget(),
  emit: run.emit,
})
let next = await running.next()
while (!next.done) next = await running.next()
const { best, status, steps } = next.value
console.log(JSON.stringify({ status, steps, best }))
