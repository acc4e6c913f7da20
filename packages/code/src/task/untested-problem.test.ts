import { gradient, optimize, reflexion, TGD } from '@textgrad/core'
import { promptText, scripted } from '@textgrad/core/testing'
import { tempDir, type TempDir } from '@textgrad/host'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { code } from '../task.ts'
import { untestedProblem } from './problem.ts'

const problem = {
  id: 'double',
  language: 'python',
  entryPoint: 'double',
  statement: 'Twice a number.',
  tests: {
    local: [
      { kind: 'call', id: 'two', call: { function: 'double', args: [2] }, expected: 4 },
      { kind: 'script', id: 'three', code: 'assert double(3) == 6' },
    ],
    hidden: [{ kind: 'call', id: 'big', call: { function: 'double', args: [7777] }, expected: 15554 }],
  },
}

let folder: TempDir
beforeAll(async () => {
  folder = await tempDir('untested-')
  await folder.write('problem.json', JSON.stringify(problem))
})
afterAll(() => folder[Symbol.asyncDispose]())

/** The language model is simulated: each program is another wrong one. */
const wrong =
  (make: typeof untestedProblem | typeof code.setup, optimizer: 'tgd' | 'reflexion') => async () => {
    const engine = scripted({
      reply({ purpose, about }, call) {
        const source = `def double(x):\n    return ${call}.5`
        if (purpose === 'forward') return `\`\`\`python\n${source}\n\`\`\``
        return purpose === 'update' ? `<${about!.tag}>${source}</${about!.tag}>` : 'Multiply.'
      },
    })
    const settings = {
      problems: `${folder.path}/problem.json`,
      first: 'model',
      critic: true,
      words: 'paper',
      sandbox: 'unsafe-local',
    } as const
    await using set = await make(settings, { engine })
    const strategy =
      optimizer === 'tgd'
        ? gradient(({ parameters }) => new TGD(parameters, { engine }))
        : reflexion({ engine })
    const tried: number[] = []
    for await (const { best } of optimize(set, { strategy, seed: 1, steps: 3 }))
      tried.push(best.evaluation.score)
    return { asked: engine.calls.map(({ purpose }) => purpose), tried, prompts: engine.calls.map(promptText) }
  }

const tested: typeof untestedProblem = (config, context) => code.setup(config, context)

it.each(['tgd', 'reflexion'] as const)(
  'asks as often as the task where every program fails: %s',
  { timeout: 60_000 },
  async (optimizer) => {
    const untested = await wrong(untestedProblem, optimizer)()
    const whole = await wrong(tested, optimizer)()
    expect(untested.asked).toEqual(whole.asked)
    expect(untested.asked).toHaveLength(7)
    expect(untested.tried).toEqual([0, 0, 0])
    expect(untested.prompts.join('\n')).toContain('This unit test fails. Output was None, but expected')
    expect(untested.prompts.join('\n')).not.toContain('7777')
  },
)
