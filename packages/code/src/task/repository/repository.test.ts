import { execFileSync } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { taskContract } from '@textgrad/core/testing'
import { tempDir, type TempDir } from '@textgrad/host'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'

import { bwrapNote, bwrapRefusal } from '../../sandbox/sandboxes.test.support.ts'
import { code } from '../../task.ts'
import type { CodeSettings } from '../config.ts'
import { openWorkbench } from '../open-workbench.ts'

const source = 'def double(x):\n    return x ** 2\n'
const tests = `import unittest
from double import double

class Doubles(unittest.TestCase):
    def test_two(self):
        self.assertEqual(double(2), 4)

    def test_three(self):
        self.assertEqual(double(3), 6)
`
const unittest = 'python3 -m unittest -q'

let folder: TempDir
const settings = (given: Partial<CodeSettings>): CodeSettings => ({
  repo: folder.path,
  file: 'double.py',
  cmd: unittest,
  ...given,
})

beforeAll(async () => {
  folder = await tempDir('code-repository-')
  await folder.write('double.py', source)
  await folder.write('test_double.py', tests)
  await mkdir(join(folder.path, '.git'))
  await writeFile(join(folder.path, '.git', 'secret'), 'key')
})
afterAll(() => folder[Symbol.asyncDispose]())

const sandboxes = ['bwrap', 'unsafe-local'] as const

describe.each(sandboxes)(`the command of a repository, in %s${bwrapNote}`, (sandbox) => {
  const isMissing = sandbox === 'bwrap' && bwrapRefusal !== undefined

  it.skipIf(isMissing)('says how much works, and leaves the repository as it is', async () => {
    await using bench = await openWorkbench(settings({ sandbox }))
    const before = await bench.judge(source)
    expect(before).toMatchObject({ passed: false, share: 0.5, data: { tests: { passed: 1, failed: 1 } } })
    expect(before.report).toContain('fails with exit code 1')
    expect(before.report).toContain('9 != 6')
    expect(before.report).not.toMatch(/\d\.\d+s/)
    const after = await bench.judge('def double(x):\n    return 2 * x\n')
    expect(after).toMatchObject({ passed: true, share: 1 })
    expect(await readFile(join(folder.path, 'double.py'), 'utf8')).toBe(source)
  })

  it.skipIf(isMissing)('ends at its time with all that it started', async () => {
    const cmd = `sh -c '(setsid sleep 876.5 &) ; setsid sleep 876.5 & sleep 876.5'`
    await using bench = await openWorkbench(settings({ sandbox, cmd, cmdSeconds: 1 }))
    const outcome = await bench.judge(source)
    expect(outcome).toMatchObject({ passed: false, share: 0 })
    expect(outcome.report).toContain('was stopped: it did not end within 1 s')
    expect(execFileSync('ps', ['-e', '-o', 'args='], { encoding: 'utf8', maxBuffer: 2 ** 28 })).not.toContain(
      'sleep 876.5',
    )
  })

  it.skipIf(isMissing)('ends with all that it started where the run is broken off', async () => {
    await using bench = await openWorkbench(settings({ sandbox, cmd: 'sleep 765.4' }))
    await expect(bench.judge(source, AbortSignal.timeout(300))).rejects.toThrow('timeout')
    expect(execFileSync('ps', ['-e', '-o', 'args='], { encoding: 'utf8', maxBuffer: 2 ** 28 })).not.toContain(
      'sleep 765.4',
    )
  })

  it.skipIf(isMissing)('ends where it takes too much memory', async () => {
    const cmd = `python3 -c 'import time; x = bytearray(300 << 20); time.sleep(20)'`
    await using bench = await openWorkbench(settings({ sandbox, cmd, memoryMb: 128 }))
    expect((await bench.judge(source)).report).toContain('more than 128 MiB of memory')
  })
})

describe.skipIf(bwrapRefusal !== undefined)(`a command behind walls${bwrapNote}`, () => {
  it('sees neither the disk nor the network nor an environment, but a copy that it may write', async () => {
    const probe = [
      'import os, socket, pathlib',
      'print(sorted(os.environ))',
      `print(os.path.exists('${folder.path}'), os.path.exists('/repo/.git'))`,
      "pathlib.Path('made').write_text('x')",
      'try:',
      "    socket.create_connection(('127.0.0.1', 1))",
      'except OSError as error:',
      '    print(type(error).__name__)',
      'raise SystemExit(3)',
    ].join('\n')
    await using bench = await openWorkbench(settings({ cmd: `python3 -c "${probe}"` }))
    const { report } = await bench.judge(source)
    expect(report).toContain('exit code 3')
    expect(report).toContain("['CI', 'HOME', 'LC_CTYPE', 'NO_COLOR', 'PATH', 'PWD'")
    expect(report).toContain('False False')
    expect(report).toMatch(/PermissionError|OSError/)
  })
})

describe('a repository', () => {
  it.each([
    [{ cmd: undefined }, 'Expected repo, file and cmd together'],
    [{ repo: 'nowhere' }, 'Expected repo to be a folder, got nowhere'],
    [{ file: '../outside.py' }, 'Expected file to be one in'],
    [{ file: 'missing.py' }, 'Expected file to be one in'],
    [{ cmd: 'pytets -q' }, 'Expected cmd to begin with a program, got pytets, which is not in '],
    [{ cmd: './test.sh' }, 'Expected cmd to begin with a program, got ./test.sh, which is not in '],
    [{ cmd: 'pytets', sandbox: 'bwrap' as const }, 'got pytets, which is not in '],
    [{ cmd: 'pytest | tail' }, 'runs without a shell'],
    [{ tests: 'x.py' }, 'either repo or tests'],
    [{ function: 'triple' }, 'Expected a function of the file, double, got triple'],
    [{ read: ['venv'] }, 'absolute folders'],
  ])('refuses %j before anything runs', async (given, message) => {
    const opening = openWorkbench(settings({ sandbox: 'unsafe-local', ...given }))
    await expect(opening).rejects.toThrow(TypeError)
    await expect(opening).rejects.toThrow(message)
  })

  it('has a file that is named by its place in it, or by where it is', async () => {
    const named = settings({ sandbox: 'unsafe-local', file: join(folder.path, 'double.py') })
    await using bench = await openWorkbench(named)
    expect(await bench.judge(source)).toMatchObject({ share: 0.5 })
  })
})

describe('the code task on a repository', () => {
  const config = {
    file: 'double.py',
    cmd: unittest,
    sandbox: 'unsafe-local',
    get repo() {
      return folder.path
    },
  }
  test.for(taskContract(code, { config }))('$name', { timeout: 120_000 }, async (check) => {
    await expect(check.run()).resolves.toBeUndefined()
  })
})
