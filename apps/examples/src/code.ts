import { bwrapSandbox, program, runner, testLoss, testsOfAsserts } from '@textgrad/code'
import { variable } from '@textgrad/core'

await using sandbox = await bwrapSandbox()
await using run = runner({ sandbox, limits: { cpuSeconds: 2 } })

const tests = testsOfAsserts(['assert median([3, 1, 2]) == 2', 'assert median([4, 1, 3, 2]) == 2.5'])
const source = variable('def median(xs):\n    return sorted(xs)[len(xs) // 2]', {
  role: 'a Python program',
  codec: program('python'),
})
const loss = await testLoss({ tests, runner: run })(source)
await loss.backward()
console.log(source.gradients[0]?.text)
