import { gradient, optimize, TGD } from '@textgrad/core'
import { promptText, scripted } from '@textgrad/core/testing'
import { expect, it } from 'vitest'

import type { DesignSettings } from './config.ts'
import { undockedProblem } from './undocked-problem.ts'

it('asks what the task asks, without docking', { timeout: 60_000 }, async () => {
  // The language model is simulated: it makes the molecule longer.
  const engine = scripted({
    reply: ({ purpose, about }) =>
      purpose === 'update' ? `<${about!.tag}>${about!.value}C</${about!.tag}>` : 'Make it longer.',
  })
  const config: DesignSettings = {
    start: 'pentane',
    objective: 'paper',
    bind: ['PPARA', 'NONE'],
    critic: true,
  }
  await using problem = await undockedProblem(config, { engine })
  const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))
  const costs: number[] = []
  for await (const { tried } of optimize(problem, { strategy, seed: 1, steps: 2 }))
    costs.push(...tried.map(({ evaluation }) => evaluation.metrics['vina']!))
  expect(costs).toEqual([-5, -5])
  expect(engine.calls.map(({ purpose }) => purpose)).toEqual(['evaluate', 'update', 'evaluate', 'update'])
  const prompts = engine.calls.map(promptText)
  expect(prompts[0]).toContain(
    'Docking score in the worse of PPARA (Peroxisome proliferator-activated receptor alpha), NONE: -5.00 kcal/mol.',
  )
  expect(prompts[1]).toContain('docks into PPARA with a score of -5.00 kcal/mol')
})

it('refuses what the task refuses', async () => {
  const context = { engine: scripted() }
  await expect(undockedProblem({ start: 'pentane', objective: 'paper' }, context)).rejects.toThrow(/bind/)
  await expect(undockedProblem({ start: 'no molecule' }, context)).rejects.toThrow(/not a molecule/)
})
