import { code } from '@textgrad/code'
import { gradient, optimize, TGD, validateConfig } from '@textgrad/core'
import { tempDir } from '@textgrad/host'

await using folder = await tempDir()
const config = await validateConfig(code.config, {
  file: await folder.write(
    'median.py',
    `def median(xs):
    ys = sorted(xs)
    middle = len(ys) // 2
    if len(ys) % 2 == 0:
        return ys[middle]
    return (ys[middle - 1] + ys[middle]) / 2
`,
  ),
  tests: await folder.write(
    'median_tests.py',
    `from median import median

assert median([3, 1, 2]) == 2
assert median([4, 1, 3, 2]) == 2.5
`,
  ),
})
await using engine = code.rules(config)
await using problem = await code.setup(config, { engine })
const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))

for await (const { step, best } of optimize(problem, { strategy, seed: 1 })) {
  const diff = best.evaluation.artifacts?.find(({ name }) => name === 'diff')
  console.log(`${step} score ${best.evaluation.score}`)
  if (diff?.kind === 'text') console.log(diff.text)
}
