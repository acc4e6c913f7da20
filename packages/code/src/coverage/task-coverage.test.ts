import { tempDir } from '@textgrad/host'
import { describe, expect, it } from 'vitest'

import { openWorkbench } from '../task/open-workbench.ts'

const median = `def median(xs):
    ys = sorted(xs)
    middle = len(ys) // 2
    if len(ys) % 2 == 0:
        return ys[middle]
    return (ys[middle - 1] + ys[middle]) / 2
`
const tests = 'from median import median\n\nassert median([3, 1, 2]) == 2\n'
const hidden = 'from median import median\n\nassert median([1, 3]) == 2\n'

describe('the task with coverage', () => {
  it('names lines that no local test runs, whatever hidden tests run', async () => {
    await using folder = await tempDir()
    const settings = {
      file: await folder.write('median.py', median),
      tests: await folder.write('median_tests.py', tests),
      hidden: await folder.write('median_hidden.py', hidden),
      sandbox: 'unsafe-local' as const,
    }
    await using bench = await openWorkbench({ ...settings, coverage: true })
    await using plain = await openWorkbench(settings)
    expect(bench.id).not.toBe(plain.id)
    const outcome = await bench.judge(bench.start)
    expect(outcome.report).toMatch(/^0 of 1 tests pass\.[^]*No test runs these lines: 5\.$/)
    await bench.judgeHidden(bench.start)
    expect(await bench.judge(bench.start)).toEqual(outcome)
    const without = await plain.judge(plain.start)
    expect(outcome.report).toBe(`${without.report}\n\nNo test runs these lines: 5.`)
  })

  it.each([
    [{ words: 'paper' as const }, 'Expected words exact with coverage, got paper'],
    [{ objective: 'runtime' as const }, 'Expected objective tests with coverage, got runtime'],
    [{ repo: '.', cmd: 'true' }, 'Expected tests with coverage, got a repository'],
  ])('is refused where nothing would say it: %j', async (other, why) => {
    await expect(openWorkbench({ file: 'a.py', coverage: true, ...other })).rejects.toThrow(
      new TypeError(why),
    )
  })
})
