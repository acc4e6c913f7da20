// Works on a run until it ends or is killed: `node killed.program.ts '{"store": ..., "baseURL": ..., "asked": ...}'`.
import { appendFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

import {
  budgeted,
  compose,
  constant,
  gradient,
  LlmCall,
  Module,
  optimize,
  programProblem,
  TextLoss,
  TGD,
  variable,
  type Engine,
} from '@textgrad/core'
import { openai, retry } from '@textgrad/engines'
import { openStore } from '@textgrad/runs'

import { concurrency, steps, type KilledOptions } from './killed.ts'

const options = JSON.parse(process.argv[2]!) as KilledOptions

/** Ends this process right before or right after a commit. */
function killAt({ commit, when }: NonNullable<KilledOptions['at']>): void {
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

/** Writes down the place of each request before it is sent. */
function watched(next: Engine): Engine {
  return {
    ...next,
    async generate(request) {
      appendFileSync(options.asked, `${request.path}\n`)
      return next.generate(request)
    },
  }
}

function problemFor(engine: Engine) {
  const questions = Array.from({ length: 3 * concurrency }, (_, index) => `question ${index}`)
  class Program extends Module {
    readonly answer = new LlmCall({ engine, system: variable('Answer.', { role: 'system prompt' }) })
  }
  return programProblem({
    program: () => new Program(),
    items: { train: questions.slice(concurrency), validation: questions.slice(0, concurrency) },
    predict: (program, item, call) => program.answer.forward(constant(item, { role: 'question' }), call),
    loss: (prediction, _item, call) => new TextLoss('Judge.', { engine }).forward(prediction, call),
    score: ({ value }) => String(value).length % 97,
  })
}

if (options.at) killAt(options.at)
const engine = compose(
  openai({ model: 'sim-1', baseURL: options.baseURL, apiKey: 'sim' }),
  retry({ attempts: 9, afterPaid: 8, firstWait: 2, longestWait: 10 }),
  budgeted(),
  watched,
)
await using store = await openStore(options.store)
await using run =
  options.run === undefined ? await store.start({ task: 'kills' }) : await store.resume(options.run)
console.log(run.id)
const running = optimize(problemFor(engine), {
  strategy: gradient(({ parameters }) => new TGD(parameters, { engine }), { batchSize: concurrency }),
  seed: 3,
  steps,
  journal: run.journal,
  budget: run.budget(),
  emit: run.emit,
})
let next = await running.next()
while (!next.done) next = await running.next()
const { best, status, steps: made } = next.value
console.log(JSON.stringify({ status, steps: made, best }))
