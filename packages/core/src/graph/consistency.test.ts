import { describe, expect, it } from 'vitest'

import { LlmCall } from '../llm/llm-call.ts'
import { readPoints } from '../prompts/consensus.ts'
import { rootCall } from '../run/call.ts'
import type { RunEvent } from '../run/event.ts'
import { scripted } from '../testing/scripted.ts'
import { constant, variable } from './variable.ts'

// The language model is simulated: its k-th sample is the k-th of `samples`.
async function sampled(samples: readonly string[], votes: string, consistency = { samples: samples.length }) {
  const events: RunEvent[] = []
  const engine = scripted({
    latency: 1,
    reply: ({ purpose, path }) => {
      if (purpose === 'reduce') return votes
      if (purpose === 'backward') return samples[Number(/-(\d)$/.exec(path!)?.[1])]!
      return 'answer'
    },
  })
  const call = rootCall({ emit: (event) => void events.push(event) })
  const system = variable('Answer.', { role: 'system prompt' })
  const answer = await new LlmCall({ engine, system }).forward(constant('q', { role: 'question' }), call)
  await answer.backward({ engine, call, consistency })
  return { engine, system, events }
}

describe('self-consistent gradients', () => {
  it('keep the points that enough samples make, with their votes and their use', async () => {
    const { engine, system } = await sampled(
      ['name the unit', 'name the unit and the sign', 'be funny'],
      '2: name the unit\n1: name the sign\n1: be funny',
    )
    expect(engine.peak).toBe(3)
    expect(engine.count('reduce')).toBe(1)
    expect(system.gradients).toEqual([
      expect.objectContaining({
        kind: 'feedback',
        text: 'name the unit (2 of 3 readers)',
        data: {
          samples: 3,
          satisfied: 0,
          points: [
            { votes: 2, text: 'name the unit' },
            { votes: 1, text: 'name the sign' },
            { votes: 1, text: 'be funny' },
          ],
        },
        context: expect.objectContaining({ outputRole: 'response of the language model' }),
      }),
    ])
  })

  it('are satisfied where most samples are, without a merging call', async () => {
    const { engine, system } = await sampled(['<SATISFIED/>', 'be funny', '<SATISFIED/>'], '')
    expect(system.gradients.map(({ kind }) => kind)).toEqual(['satisfied'])
    expect(engine.count('reduce')).toBe(0)
  })

  it('say nothing where no point has the votes, and tell how many agreed', async () => {
    const { system, events } = await sampled(['a', 'b', 'c'], '1: a\n1: b\n1: c')
    expect(system.gradients).toEqual([])
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'note', text: 'edge-0: 0 of 3 points have 2 of 3 votes; 0 satisfied' }),
    )
  })

  it('refuse settings that make no sense', async () => {
    await expect(sampled(['a'], '')).rejects.toThrow('Expected samples to be a whole number from 2 up, got 1')
    await expect(sampled(['a', 'b'], '', { samples: 2, votes: 3 } as never)).rejects.toThrow(
      'Expected votes to be a number from 1 to 2, got 3',
    )
  })
})

describe('readPoints', () => {
  it('reads lines of votes and points, whatever stands around them', () => {
    expect(readPoints('Here:\n- 3: the units\n* [2]: a: b\n`1`: c\nnothing\n12345: too many')).toEqual([
      { votes: 3, text: 'the units' },
      { votes: 2, text: 'a: b' },
      { votes: 1, text: 'c' },
    ])
  })
})
