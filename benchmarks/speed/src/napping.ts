import { setTimeout as sleep } from 'node:timers/promises'

import type { Problem, Task } from '@textgrad/core'

import { noSettings } from './no-settings.ts'

/** A task whose evaluation waits for so many milliseconds as its text begins with: a job that takes a worker, and hardly a processor. */
export const napping: Task<null> = {
  name: 'napping',
  summary: 'Waits',
  config: noSettings,
  async setup() {
    return problem
  },
}

const problem: Problem = {
  start: { text: '0' },
  metrics: [{ name: 'length', direction: 'maximize' }],
  build: ({ text = '' }) => ({
    parameters: [],
    loss: () => Promise.reject(new Error('A nap has no loss')),
    async evaluate() {
      const milliseconds = Number.parseFloat(text)
      if (milliseconds > 0) await sleep(milliseconds)
      return { score: text.length, metrics: { length: text.length }, feasible: true, feedback: [] }
    },
  }),
  async [Symbol.asyncDispose]() {},
}
