import { describe, expect, it } from 'vitest'

import { fn } from '../graph/fn.ts'
import { feedback } from '../graph/gradient.ts'
import { variable } from '../graph/variable.ts'
import { Momentum } from '../optimizers/momentum.ts'
import type { RunEvent } from '../run/event.ts'
import { optimize } from '../run/optimize.ts'
import type { Problem } from '../run/problem.ts'
import { random } from '../run/random.ts'
import { promptText, scripted } from '../testing/scripted.ts'
import { feedbackAgreement } from './feedback-agreement.ts'
import { halved, type FeedbackQuality } from './feedback-quality.ts'
import { always } from './gate.ts'
import { gradient, type GradientOptions } from './gradient.ts'

/** What is said of a text has four sentences that name it. */
const saidOf = (text: string) => [1, 2, 3, 4].map((n) => `Of ${text} this is point ${n}.`)

const problem: Problem = {
  start: { text: 'v0' },
  metrics: [{ name: 'length', direction: 'maximize' }],
  build({ text }) {
    const parameter = variable(text!, { name: 'text', role: 'a text' })
    const loss = fn(
      { name: 'judge', role: 'judgement', backward: ({ result }) => [feedback(result, { goal: 'points' })] },
      ([value]: readonly [string]) => saidOf(value).join(' '),
    )
    return {
      parameters: [parameter],
      loss: (_, call) => loss([parameter], call),
      async evaluate() {
        return { score: 1, metrics: {}, feasible: true, feedback: [feedback(`Evaluated: ${text}.`)] }
      },
    }
  },
  async [Symbol.asyncDispose]() {},
}

/** What the optimizer is told in each step, with momentum and everything accepted. */
async function told(options: GradientOptions, seed = 1, steps = 6) {
  // The language model is simulated: it writes the number of the step.
  const engine = scripted({
    reply: ({ about, path }) => `<${about!.tag}>v${/step-(\d+)/.exec(path!)![1]}</${about!.tag}>`,
  })
  const strategy = gradient(({ parameters }) => new Momentum(parameters, { engine }), options)
  for await (const _ of optimize(problem, { strategy, gate: always, seed, steps })) continue
  return engine.calls.map((call) => ({ prompt: promptText(call), feedback: call.about!.feedback }))
}

const sentences = (text: string) => text.split('\n').filter((one) => one.startsWith('Of '))

describe('the quality of feedback', () => {
  it('is whole as it is, with its facts and what was said before', async () => {
    const asked = await told({})
    expect(asked.map(({ feedback: [one] }) => one!.text)).toEqual(
      ['v0', 'v1', 'v2', 'v3', 'v4', 'v5'].map((text) => saidOf(text).join(' ')),
    )
    expect(asked[1]!.feedback[0]!.data).toEqual({ goal: 'points' })
    expect(asked[1]!.prompt).toContain('Evaluated: v0.')
  })

  it('has half of its sentences when it is degraded, drawn by the seed', async () => {
    const asked = await told({ quality: 'degraded' })
    const kept = asked.map(({ feedback: [one] }) => sentences(one!.text))
    for (const [step, some] of kept.entries()) {
      expect(some).toHaveLength(2)
      for (const one of some) expect(saidOf(`v${step}`)).toContain(one)
    }
    expect(new Set(kept.map((some) => some.join().replaceAll(/v\d/g, ''))).size).toBeGreaterThan(1)
    expect(await told({ quality: 'degraded' })).toEqual(asked)
    expect(await told({ quality: 'degraded' }, 2)).not.toEqual(asked)
    expect(JSON.stringify(asked)).not.toMatch(/points|Evaluated/)
  })

  it('is that of an earlier version when it is random, as soon as there is one', async () => {
    const asked = await told({ quality: 'random' }, 1, 8)
    const heard = asked.map(({ feedback: [one] }) => Number(/^Of v(\d)/.exec(one!.text)![1]))
    expect(heard.slice(0, 2)).toEqual([0, 0])
    expect(heard.slice(1).every((version, place) => version <= place)).toBe(true)
    expect(new Set(heard).size).toBeGreaterThan(2)
    expect(await told({ quality: 'random' }, 1, 8)).toEqual(asked)
  })

  it('is nothing when there is none, neither now nor from before', async () => {
    const asked = await told({ quality: 'none' })
    expect(asked).toHaveLength(6)
    expect(asked.map(({ feedback: all }) => all)).toEqual(
      asked.map(() => [{ kind: 'feedback', text: 'There is no feedback.' }]),
    )
    expect(JSON.stringify(asked)).not.toMatch(/point|Evaluated/)
  })

  it('leaves about half of an odd number of sentences', () => {
    const counts = Array.from(
      { length: 400 },
      (_, seed) => halved('One. Two!\nThree?', random(seed)).split('\n').filter(Boolean).length,
    )
    expect(new Set(counts)).toEqual(new Set([1, 2]))
    expect(counts.filter((count) => count === 2).length / 400).toBeCloseTo(0.5, 1)
  })

  it('has to be one that there is, and not one that the graph shows anyway', () => {
    const make = () => new Momentum([], { engine: scripted() })
    expect(() => gradient(make, { quality: 'bad' as FeedbackQuality })).toThrow(
      'Expected a quality of feedback of as-is, degraded, random, none, got bad',
    )
    expect(() => gradient(make, { quality: 'none', mode: 'graph' })).toThrow(TypeError)
  })
})

describe('the agreement of feedback', () => {
  it('is measured on the same input, as metrics', async () => {
    const events: RunEvent[] = []
    let asked = 0
    // The language model is simulated: it says one of two things.
    const engine = scripted({
      reply: () => (asked++ % 2 === 0 ? 'The value 12.5 is low' : 'The value 99 is low'),
    })
    const judged: Problem = {
      ...problem,
      build(candidate) {
        const objective = problem.build(candidate)
        const loss = fn(
          { name: 'worded', role: 'judgement' },
          ([value]: readonly [string]) => `it is ${value}`,
        )
        return { ...objective, loss: (_, call) => loss([objective.parameters[0]!], call) }
      },
    }
    const strategy = feedbackAgreement({ engine, samples: 4 })
    const running = optimize(judged, {
      strategy,
      seed: 1,
      steps: 9,
      emit: (event) => void events.push(event),
    })
    expect(await Array.fromAsync(running)).toEqual([])
    expect(engine.count('backward')).toBe(4)
    // Of six pairs two are the same; the others share 4 of 7 words (12 and 5 are two), and no number.
    expect(events.filter(({ type }) => type === 'metric')).toMatchObject([
      { name: 'agreement of words', value: (2 + 4 * (4 / 7)) / 6 },
      { name: 'agreement of citations', value: 2 / 6 },
    ])
  })

  it('needs two samples', () => {
    expect(() => feedbackAgreement({ samples: 1 })).toThrow(
      'Expected samples to be a whole number from 2 up, got 1',
    )
  })
})
