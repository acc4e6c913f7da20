import { describe, expect, it } from 'vitest'

import { promptText } from '../testing/scripted.ts'
import { consensusPrompt } from './consensus.ts'
import { tagsPrompt } from './evaluate.ts'
import { fadingPrompt } from './momentum.ts'
import { reducePrompt } from './reduce.ts'
import { trajectoryPrompt } from './trajectory.ts'
import { inJson, inTags } from './update.ts'

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
    ['tags of an evaluation', tagsPrompt(['ACCURACY', 'REASON'])],
    ['one place', inTags(['A'])],
    ['two places', inTags(['A', 'B'])],
    ['one place in JSON', inJson(['A'])],
    ['two places in JSON', inJson(['A', 'B'])],
  ])('%s', (name, text) => {
    expect(text).toMatchSnapshot(name)
  })
})
