import { code } from '@textgrad/code'
import { gradient, optimize, TGD, validateConfig } from '@textgrad/core'
import { openai } from '@textgrad/engines'
import { tempDir } from '@textgrad/host'

/** Seconds that a test may take. */
const limit = 5

await using folder = await tempDir()
const config = await validateConfig(code.config, {
  file: await folder.write(
    'pairs.py',
    `def pairs(numbers, total):
    """How many pairs of numbers add up to the total."""
    return sum(
        a + b == total for i, a in enumerate(numbers) for b in numbers[:i]
    )
`,
  ),
  tests: await folder.write(
    'pairs_tests.py',
    `from pairs import pairs

assert pairs([1, 2, 3, 4], 5) == 2
assert pairs([2, 2, 2], 4) == 3
assert pairs(list(range(50000)), 49999) == 25000


@given(numbers={"type": "list", "of": {"type": "integer"}}, total={"type": "integer"}, cases=30)
def test_against_the_definition(numbers, total):
    from itertools import combinations
    assert pairs(numbers, total) == sum(a + b == total for a, b in combinations(numbers, 2))
`,
  ),
  // Time counts, and what takes longer than this does not pass.
  objective: 'runtime',
  cpuSeconds: limit,
})
const engine = openai({ model: 'gpt-5-mini' })
await using problem = await code.setup(config, { engine })
const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))

const run = optimize(problem, {
  strategy,
  seed: 1,
  steps: 1,
  emit(event) {
    if (event.type !== 'artifact' || event.artifact.kind !== 'table') return
    const [, status, seconds] = event.artifact.rows.find(([test]) => test === 'test-3')!
    const speed = Number(seconds) < limit / 5 ? 'in less than a fifth of the limit' : 'slowly'
    console.log(`${event.artifact.title}; 50000 numbers: ${status}, ${speed}`)
  },
})
for await (const { best } of run) console.log(best.candidate['program'])
