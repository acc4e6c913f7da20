import { describe, expect, it } from 'vitest'

import { number } from '../codec.ts'
import { feedback } from '../graph/gradient.ts'
import { sum } from '../graph/sum.ts'
import { constant, variable } from '../graph/variable.ts'
import { TextLoss } from '../losses/text-loss.ts'
import { scripted } from '../testing/index.ts'
import { LlmCall } from './llm-call.ts'
import { Module } from './module.ts'

class Answering extends Module {
  readonly plan = new LlmCall({ engine: scripted(), system: variable('Plan.', { role: 'planner' }) })
  readonly steps = [new LlmCall({ engine: scripted(), system: variable('Do.', { role: 'worker' }) })]
  readonly fixed = new LlmCall({ engine: scripted(), system: 'Fixed.' })
  readonly limit = variable(3, { role: 'limit', codec: number })
  readonly again = this.limit
  readonly fact = constant('known', { role: 'fact' })
}

describe('Module', () => {
  it('finds the trainable variables of its parts by their path, each once', () => {
    expect([...new Answering().namedParameters().keys()]).toEqual(['plan.system', 'steps.0.system', 'limit'])
  })

  it('saves its parameters and loads them into another of its kind', async () => {
    const tuned = new Answering()
    tuned.limit.value = 7
    tuned.plan.system!.value = 'Plan well.'
    const saved = JSON.parse(JSON.stringify(tuned.save())) as never
    const fresh = new Answering()
    await fresh.load(saved)
    expect(fresh.save()).toEqual(tuned.save())
    expect(fresh.limit.value).toBe(7)
  })

  it('changes nothing when something does not fit, and says what', async () => {
    const module = new Answering()
    const { parameters, ...head } = module.save()
    const { limit: _, ...others } = parameters
    await expect(module.load({ ...head, parameters: { ...others, extra: 'x' } })).rejects.toThrow(
      'The saved parameters do not fit: limit is missing, extra is no parameter of this module',
    )
    await expect(
      module.load({ ...head, parameters: { ...parameters, 'plan.system': 'new', limit: 'many' } }),
    ).rejects.toThrow('Expected a number')
    await expect(module.load({ ...head, version: 2, parameters })).rejects.toThrow('version 1, got 2')
    await expect(module.load('nonsense')).rejects.toThrow('that a module saved')
    expect(module.plan.system!.value).toBe('Plan.')
  })

  it('zeroes the gradients of all its parameters; losses are modules too (D29)', async () => {
    const loss = new TextLoss(variable('Judge.', { role: 'instruction' }), { engine: scripted() })
    await sum([loss.instruction]).backward({ gradient: feedback('stricter') })
    expect(loss.parameters()[0]?.gradients).toHaveLength(1)
    loss.zeroGrad()
    expect(loss.instruction.gradients).toEqual([])
  })
})
