import { appendFileSync, existsSync, mkdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

import {
  budgeted,
  compose,
  constant,
  feedback,
  LlmCall,
  rootCall,
  type Call,
  type ConfigSchema,
  type Engine,
  type Evaluation,
  type Problem,
  type Task,
} from '@textgrad/core'

/** How the task is set up. */
export interface LettersConfig {
  /** Milliseconds of each evaluation. */
  readonly delay: number
  /** Asks the engine for each item. */
  readonly asks: boolean
  /** The first item fails while the others are being asked about. */
  readonly fails?: boolean
  /** Asks the engine while it is set up. */
  readonly asksAtSetup?: boolean
  /** Is not a number. */
  readonly isNaN?: boolean
  /** The process stops (SIGSTOP) at the end of an evaluation and makes this folder, unless it is there. */
  readonly stops?: string
}

/** Counts letters: each evaluation draws numbers, tells events and asks the engine, as those of real tasks do. */
export const letters: Task<LettersConfig> = {
  name: 'letters',
  summary: 'Counts letters',
  config: configSchema(),
  async setup(config, { engine }) {
    if (config.asksAtSetup) await ask(engine!, 'And who are you?', rootCall())
    return problem(async (items, text, call) => {
      const answers = await Promise.all(items.map((item) => count(item, text, { config, engine, call })))
      const { delay, stops } = config
      if (delay > 0) await sleep(delay, undefined, call.signal ? { signal: call.signal } : {})
      if (stops !== undefined) stopOnce(stops)
      return evaluation(text, answers, { config, call })
    })
  },
}

interface Counting {
  readonly config: LettersConfig
  readonly engine: Engine | undefined
  readonly call: Call
}

async function count(item: string, text: string, { config, engine, call }: Counting): Promise<string> {
  const place = call.child(item)
  if (config.fails && item === 'two') throw new Error('It can not be counted')
  const answer = config.asks ? await ask(engine!, `${text} ${item}`, place) : ''
  await place.emit({ type: 'note', text: `${item} was counted` })
  return answer
}

function stopOnce(folder: string): void {
  if (existsSync(folder)) return
  mkdirSync(folder)
  process.kill(process.pid, 'SIGSTOP')
}

function problem(
  evaluate: (items: readonly string[], text: string, call: Call) => Promise<Evaluation>,
): Problem<string> {
  return {
    start: { text: 'a' },
    metrics: [{ name: 'letters', direction: 'maximize' }],
    items: { train: ['one'], validation: ['two', 'three'] },
    build: ({ text = '' }) => ({
      parameters: [],
      loss: () => Promise.reject(new Error('The letters have no loss')),
      evaluate: (items, call) => evaluate(items, text, call),
    }),
    async [Symbol.asyncDispose]() {},
  }
}

async function ask(engine: Engine, question: string, call: Call): Promise<string> {
  const answer = await new LlmCall({ engine }).forward(constant(question, { role: 'question' }), call)
  return answer.value
}

function evaluation(
  text: string,
  answers: readonly string[],
  { config, call }: Pick<Counting, 'config' | 'call'>,
): Evaluation {
  const drawn = call.random.integer(1000)
  return {
    score: config.isNaN ? Number.NaN : text.length,
    metrics: { letters: text.length, drawn, unknown: config.isNaN ? Number.NaN : 0 },
    feasible: true,
    feedback: [feedback(`It has ${text.length} letters; ${answers.join(', ')}`)],
    // In an order of its own, as of all that is told.
    artifacts: [{ text, kind: 'text', name: 'counted' }],
    items: [{ id: 'all', score: text.length }],
  }
}

/** A simulated model that notes each request in a file: what was asked is what would be paid. */
export function notingEngine(file: string, delay = 0): Engine {
  const engine: Engine = {
    id: 'test/noting',
    async generate({ messages }) {
      const content = messages.at(-1)?.content
      const question = typeof content === 'string' ? content : JSON.stringify(content)
      appendFileSync(file, `${question}\n`)
      if (delay > 0) await sleep(delay)
      return { text: `${question.length}`, finish: 'stop', usage: { inputTokens: question.length } }
    },
  }
  return compose(engine, budgeted())
}

function configSchema(): ConfigSchema<LettersConfig> {
  return {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) => {
        const config = (value ?? {}) as Partial<LettersConfig>
        return typeof config.delay === 'number' && typeof config.asks === 'boolean'
          ? { value: config as LettersConfig }
          : { issues: [{ message: 'expected a delay and whether it asks' }] }
      },
      jsonSchema: { input: () => ({ type: 'object', properties: {} }) },
    },
  }
}
