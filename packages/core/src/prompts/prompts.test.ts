import { describe, expect, it } from 'vitest'

import { promptText } from '../testing/scripted.ts'
import { consensusPrompt } from './consensus.ts'
import { tagsPrompt } from './evaluate.ts'
import { fadingPrompt } from './momentum.ts'
import { reducePrompt } from './reduce.ts'
import { trajectoryPrompt } from './trajectory.ts'
import { inJson, inTags } from './update.ts'
import { wordings } from './wordings.ts'

const shown = (prompt: ReturnType<typeof reducePrompt>): string =>
  promptText({ ...prompt, purpose: 'reduce' })

describe('prompts that are known', () => {
  it.each([
    ['merging feedback', shown(reducePrompt('system prompt', ['be brief', 'be kind']))],
    ['counting agreement', shown(consensusPrompt('system prompt', ['be brief', 'be brief and kind']))],
    ['remembering', shown(fadingPrompt('system prompt', 'be brief (twice)', 'be kind'))],
    ['remembering for the first time', shown(fadingPrompt('system prompt', undefined, 'be kind'))],
    [
      'a trajectory',
      shown(
        trajectoryPrompt('system prompt', [
          { value: 'one', responses: ['1'], feedback: ['longer'] },
          { value: 'two', feedback: ['shorter'] },
        ]),
      ),
    ],
    ['asking for feedback, briefly', wordings.brief.backward],
    ['asking for an update, briefly', wordings.brief.update],
    ['asking for feedback, step by step', wordings.stepwise.backward],
    ['asking for an update, step by step', wordings.stepwise.update],
    ['tags of an evaluation', tagsPrompt(['ACCURACY', 'REASON'])],
    ['one place', inTags(['A'])],
    ['two places', inTags(['A', 'B'])],
    ['one place in JSON', inJson(['A'])],
    ['two places in JSON', inJson(['A', 'B'])],
  ])('%s', (name, text) => {
    expect(text).toMatchSnapshot(name)
  })
})

describe('the same requests in other words', () => {
  const all = Object.values(wordings)
  it.each(['backward', 'update'] as const)('differ for %s', (purpose) => {
    expect(new Set(all.map((one) => one[purpose])).size).toBe(3)
  })

  it('all say that what is between tags is material, and how to say that nothing should change', () => {
    for (const { backward, update } of all) {
      for (const text of [backward, update]) expect(text).toMatch(/between tags/i)
      expect(backward).toContain('<SATISFIED/>')
    }
  })
})
