import { code } from '@textgrad/code'
import { gradient, optimize, TGD, validateConfig } from '@textgrad/core'
import { tempDir } from '@textgrad/host'

const call = (args: readonly number[], expected: number) =>
  ({ kind: 'call', id: `clamp(${args.join(', ')})`, call: { function: 'clamp', args }, expected }) as const

await using folder = await tempDir()
const problem = {
  id: 'clamp',
  language: 'python',
  entryPoint: 'clamp',
  statement: 'A number, or the nearest one from low to high.',
  tests: {
    // What the engine may see, and what only measures it.
    local: [call([5, 0, 9], 5), call([-3, 0, 9], 0), call([12, 0, 9], 9)],
    hidden: [call([0, 0, 9], 0), call([9, 0, 9], 9), call([-8, -7, -5], -7), call([-1, -7, -5], -5)],
  },
}
const config = await validateConfig(code.config, {
  problems: await folder.write('problem.json', JSON.stringify(problem)),
  file: await folder.write(
    'start.py',
    `def clamp(x, low, high):
    if x < low:
        return high
    if x > high:
        return low
    return x
`,
  ),
})
await using engine = code.rules(config)
await using whole = await code.setup(config, { engine })
const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))

for await (const { step, best } of optimize(whole, { strategy, seed: 1, steps: 6 })) {
  const { tests, 'hidden tests': hidden } = best.evaluation.metrics
  console.log(`${step} local ${tests!.toFixed(2)} hidden ${hidden!.toFixed(2)}`)
}
