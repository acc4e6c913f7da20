import type { Problem, Task } from '@textgrad/core'

/** A task whose evaluation takes no time: what is left is the way to it. */
export const nothing: Task<null> = {
  name: 'nothing',
  summary: 'Evaluates nothing',
  config: {
    '~standard': {
      version: 1,
      vendor: 'textgrad',
      validate: () => ({ value: null }),
      jsonSchema: { input: () => ({ type: 'null' }) },
    },
  },
  async setup() {
    return problem
  },
}

const problem: Problem = {
  start: { text: '' },
  metrics: [{ name: 'length', direction: 'maximize' }],
  build: ({ text = '' }) => ({
    parameters: [],
    loss: () => Promise.reject(new Error('Nothing has no loss')),
    evaluate: async () => ({
      score: text.length,
      metrics: { length: text.length },
      feasible: true,
      feedback: [],
    }),
  }),
  async [Symbol.asyncDispose]() {},
}
