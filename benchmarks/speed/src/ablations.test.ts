import { feedbackQualities, random } from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import { stepwiseCritic, stepwiseEditor } from './ablation-models.ts'
import { found, reached } from './ablations.ts'
import { anyText, length, rightOnes } from './hidden-text-models.ts'
import { median } from './measure.ts'

// Every language model here is simulated by a script.
const target = anyText(random(1, 'target'))
const text = anyText(random(1, 'start'))

describe('the simulated models', () => {
  const ask = async (content: string, seed: number) =>
    (
      await stepwiseCritic(target).generate({
        purpose: 'evaluate',
        messages: [{ role: 'user', content }],
        seed,
      })
    ).text
  const edit = async (value: string, said: string) => {
    const about = { parameter: 'text', role: 'text', value, constraints: [], history: [], tag: 'T' }
    const feedback = [{ kind: 'feedback' as const, text: said }]
    const request = { purpose: 'update' as const, messages: [], about: { ...about, feedback } }
    return (await stepwiseEditor().generate(request)).text.slice('<T>'.length, -'</T>'.length)
  }

  it('lead to the target, four positions at a time', async () => {
    let now = text
    for (let step = 0; step < 5; step++) {
      const next = await edit(now, await ask(now, step))
      expect(rightOnes(next, target)).toBe(Math.min(length, rightOnes(now, target) + 4))
      now = next
    }
    expect(await ask(now, 9)).toBe('Every position is right.')
    expect(await edit(now, 'There is no feedback.')).toBe(now)
  })

  it('speak of one text: the same words spoil another', async () => {
    const said = await ask(text, 1)
    const next = await edit(text, said)
    expect(rightOnes(await edit(next, said), target)).toBeLessThan(rightOnes(next, target))
  })
})

describe('what feedback is worth', () => {
  it('falls from as it is over degraded and random to none', async () => {
    const medians = await Promise.all(feedbackQualities.map(async (one) => median(await reached(one, 10))))
    expect(medians).toEqual(medians.toSorted((a, b) => b - a))
    expect(new Set(medians).size).toBe(4)
    expect([medians[0], medians[3]! < 3]).toEqual([length, true])
  })
})

describe('what feedback makes up', () => {
  it('is found, and nothing else', async () => {
    const { invented, flagged, wronglyFlagged } = await found(0.5, 4)
    expect(invented).toBeGreaterThan(5)
    expect({ flagged, wronglyFlagged }).toEqual({ flagged: invented, wronglyFlagged: 0 })
  })
})
