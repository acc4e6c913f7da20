import { optimize, variable, type Problem, type RunEvent, type Strategy } from '@textgrad/core'
import { expect, test } from 'vitest'

import { acceptedAfter, finalOf, startOf, triedBy } from './read-run.ts'

/** A word, worth its length. */
const words: Problem = {
  start: { word: 'five' },
  metrics: [{ name: 'letters', direction: 'maximize' }],
  build({ word = '' }) {
    const text = variable(word, { name: 'word', role: 'word' })
    const { length } = word
    return {
      parameters: [text],
      loss: async () => text,
      evaluate: async () => ({ score: length, metrics: { letters: length }, feasible: true, feedback: [] }),
    }
  },
  async [Symbol.asyncDispose]() {},
}

/** Proposes one word after the other. */
const saying = (...said: readonly string[]): Strategy => ({
  name: 'saying',
  next: async ({ step, pool }) =>
    said.slice(step - 1, step).map((word) => ({
      candidate: { word },
      parents: [pool.at(-1)!.id],
      by: 'saying',
    })),
})

test('a run tells what it tried, and what it went on from', async () => {
  const events: RunEvent[] = []
  const strategy = saying('three', 'one', 'thirteen', 'three')
  const emit = (event: RunEvent): void => void events.push(event)
  for await (const _ of optimize(words, { strategy, seed: 1, steps: 9, emit })) continue
  // In whichever order its events are read.
  for (const told of [events, events.toReversed()]) {
    expect(triedBy(told).map(({ candidate }) => candidate['word'])).toEqual([
      'five',
      'three',
      'one',
      'thirteen',
    ])
    const after = [0, 1, 2, 3, 4, 9].map((steps) => acceptedAfter(told, steps).candidate['word'])
    expect(after).toEqual(['five', 'three', 'three', 'thirteen', 'thirteen', 'thirteen'])
    expect(finalOf(told).evaluation.score).toBe(8)
    expect(startOf(told).metrics).toEqual({ letters: 4 })
  }
})
