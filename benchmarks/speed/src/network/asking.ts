import { appendFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

import {
  budgeted,
  compose,
  constant,
  feedback,
  LlmCall,
  type Call,
  type Engine,
  type Problem,
  type Strategy,
  type Task,
} from '@textgrad/core'

import { noSettings } from '../no-settings.ts'

/** A task whose evaluations ask a model about each item, draw numbers and tell events, as those of real tasks do. */
export const asking: Task<null> = {
  name: 'asking',
  summary: 'Asks about words',
  config: noSettings,
  async setup(_config, { engine }) {
    return problemOf(engine!)
  },
}

function problemOf(engine: Engine): Problem<string> {
  const ask = async (question: string, call: Call): Promise<string> => {
    const { value } = await new LlmCall({ engine }).forward(constant(question, { role: 'question' }), call)
    await call.emit({ type: 'note', text: `${question}: ${value}` })
    return value
  }
  return {
    start: { text: 'a' },
    metrics: [{ name: 'letters', direction: 'maximize' }],
    items: { train: ['one'], validation: ['two', 'three'] },
    build: ({ text = '' }) => ({
      parameters: [],
      loss: () => Promise.reject(new Error('Words have no loss')),
      async evaluate(items, call) {
        const answers: string[] = []
        for (const item of items) answers.push(await ask(`${text} ${item}`, call.child(item)))
        return {
          score: text.length + call.random.integer(1000) / 1000,
          metrics: { letters: text.length },
          feasible: true,
          feedback: [feedback(answers.join(', '))],
        }
      },
    }),
    async [Symbol.asyncDispose]() {},
  }
}

/** Proposes so many words in each step. */
export function words(perStep: number): Strategy {
  return {
    name: 'words',
    async next({ step, pool }, _problem, call) {
      return Array.from({ length: perStep }, (_, index) => ({
        candidate: { text: 'ab'.repeat(step) + call.random.integer(1e9).toString(36) + index },
        parents: [pool[0]!.id],
        by: 'words',
      }))
    },
  }
}

/** A simulated model: notes when it was asked at which place of the run, which is what would be paid. */
export function notedModel(file: string, milliseconds: number): Engine {
  const engine: Engine = {
    id: 'simulated/noted',
    async generate({ messages, path }) {
      note(file, path ?? '')
      await sleep(milliseconds)
      const text = `${JSON.stringify(messages.at(-1)?.content).length}`
      return { text, finish: 'stop', usage: { inputTokens: text.length } }
    },
  }
  return compose(engine, budgeted())
}

/** Adds a line to a file: the time, which is the same for all processes of a machine, and what happened. */
export function note(file: string, what: string): void {
  appendFileSync(file, `${performance.timeOrigin + performance.now()} ${what}\n`)
}
