import { bwrapSandbox, SandboxError } from '@textgrad/code'
import { sharedPath } from '@textgrad/host/testing'
import { describe, expect, it } from 'vitest'

import { allBugs } from './repair-bugs.ts'
import { repaired } from './repair.ts'

const source = `def clamp(x, low, high):
    if x < low:
        return low
    elif x > high:
        return high
    return x
`
const problem = {
  id: 'clamp',
  language: 'python',
  entryPoint: 'clamp',
  statement: '',
  tests: { local: [], hidden: [] },
  solution: source,
} as const

const canRun = (await hasWalls()) && sharedPath('data/humaneval/HumanEval.jsonl.gz') !== undefined

/** Whether this machine has walls for programs, which not every container has. */
async function hasWalls(): Promise<boolean> {
  try {
    await using sandbox = await bwrapSandbox()
    return sandbox.name !== ''
  } catch (error) {
    if (error instanceof SandboxError && error.kind === 'unavailable') return false
    throw error
  }
}

describe('bugs', () => {
  const bugs = allBugs([problem])

  it('change one place, each another way, and are programs', () => {
    const sources = bugs.map((bug) => bug.source)
    expect(new Set(sources).size).toBe(sources.length)
    expect(sources).not.toContain(source)
    expect(sources).toContain(source.replace('x < low', '(x >= low)'))
    expect(sources).toContain(source.replace('return low', 'return high'))
    expect(sources).toContain(source.replace('return low', 'pass'))
    const before = source.split('\n')
    const changed = sources.map((one) => {
      const lines = one.split('\n')
      return before.filter((line, place) => lines[place] !== line).length
    })
    expect(changed.filter((count) => count > 1).length).toBeLessThan(changed.length / 4)
  })

  it.skipIf(!canRun)('in HumanEval are mostly repaired', { timeout: 300_000 }, async () => {
    const found = await repaired({ count: 10, seed: 1 })
    expect(found).toHaveLength(10)
    expect(Math.max(...found.map(({ tried }) => tried))).toBeLessThanOrEqual(50)
    expect(found.filter(({ passesHidden }) => passesHidden).length).toBeGreaterThanOrEqual(5)
  })
})
