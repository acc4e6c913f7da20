import { code } from '@textgrad/code'
import { gradient, optimize, TGD, validateConfig } from '@textgrad/core'
import { tempDir } from '@textgrad/host'

// A repository as you have it: a program, its tests, and the command that runs them.
await using folder = await tempDir()
await folder.write(
  'prices.py',
  `class Basket:
    def __init__(self, prices):
        self.prices = prices

    def total(self, discount=0):
        total = sum(self.prices)
        return total * (1 + discount)

    def dearest(self):
        return max(self.prices)
`,
)
await folder.write(
  'test_prices.py',
  `import unittest

from prices import Basket


class Baskets(unittest.TestCase):
    def test_total(self):
        self.assertEqual(Basket([1, 2]).total(), 3)

    def test_discount(self):
        self.assertEqual(Basket([10, 20]).total(0.5), 15)

    def test_dearest(self):
        self.assertEqual(Basket([1, 3, 2]).dearest(), 3)
`,
)
const config = await validateConfig(code.config, {
  repo: folder.path,
  file: 'prices.py',
  cmd: 'python3 -m unittest -q',
  // A patch to the file is written, rather than the file anew.
  form: 'patch',
})
await using engine = code.rules(config)
await using problem = await code.setup(config, { engine })
const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))

for await (const { step, best } of optimize(problem, { strategy, seed: 1, steps: 3 })) {
  console.log(`${step} score ${best.evaluation.score.toFixed(2)}`)
  console.log(best.candidate['program'])
}
