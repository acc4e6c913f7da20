import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { tempDir } from '@textgrad/host'
import { describe, expect, it } from 'vitest'

import { bwrapNote, bwrapRefusal } from './sandbox/sandboxes.test.support.ts'

const program = join(import.meta.dirname, 'without-namespaces.test.program.ts')

const start = `def median(xs):
    ys = sorted(xs)
    middle = len(ys) // 2
    if len(ys) % 2 == 0:
        return ys[middle]
    return (ys[middle - 1] + ys[middle]) / 2
`
const tests = `from median import median

assert median([3, 1, 2]) == 2
assert median([4, 1, 3, 2]) == 2.5


def test_of_one():
    assert median([7]) == 7
`
const hidden = 'from median import median\nassert median([5]) == 5\nassert median([9, 1]) == 5\n'

/** A run of the task where no user namespaces can be made. */
async function runIn(sandbox: string): Promise<Record<string, unknown>> {
  await using folder = await tempDir('namespaces-')
  const config = {
    file: await folder.write('median.py', start),
    tests: await folder.write('median_tests.py', tests),
    hidden: await folder.write('median_hidden.py', hidden),
    sandbox,
  }
  const walls = ['--dev-bind', '/', '/', '--unshare-user', '--disable-userns', '--']
  const { stdout, stderr } = await promisify(execFile)(
    'bwrap',
    [...walls, process.execPath, program, JSON.stringify(config)],
    { cwd: '/' },
  )
  expect(stderr).toBe('')
  return JSON.parse(stdout) as Record<string, unknown>
}

// Where none can be made anyway, the other tests of the task say the same.
describe.skipIf(bwrapRefusal !== undefined)(`a run without user namespaces${bwrapNote}`, () => {
  it.for(['auto', 'pyodide'])('judges and repairs a program: %s', { timeout: 300_000 }, async (sandbox) => {
    const { scores, metrics } = await runIn(sandbox)
    expect((scores as readonly number[]).at(-1)).toBe(1)
    expect(metrics).toEqual({ tests: 1, 'hidden tests': 1 })
  })

  it('is refused where it asks for bwrap, and nothing takes its place', { timeout: 60_000 }, async () => {
    expect(await runIn('bwrap')).toEqual({
      kind: 'unavailable',
      message: expect.stringMatching(/^bubblewrap can not be used: .*user/s),
    })
  })
})
