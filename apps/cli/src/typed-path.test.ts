import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { code } from '@textgrad/code'
import { requireProgram } from '@textgrad/host/testing'
import { redisServer } from '@textgrad/workers/testing'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

import { configFlags } from './config-flags.ts'
import { readFlags } from './flags.ts'
import { endOf, runs, type Line } from './kept.test.support.ts'
import { folder, start, textgrad } from './typed.test.support.ts'

const shop = join(folder, 'shop')
const elsewhere = join(folder, 'elsewhere')

beforeAll(() => {
  for (const inner of ['shop/inner', 'elsewhere']) mkdirSync(join(folder, inner), { recursive: true })
  writeFileSync(join(shop, 'double.py'), 'def double(x):\n    return x + 3\n')
  writeFileSync(join(shop, 'inner/other.py'), '')
  writeFileSync(join(folder, 'outside.py'), '')
  const test = [
    'import unittest',
    'from double import double',
    'class Tests(unittest.TestCase):',
    '    def test(self):',
    '        self.assertEqual(double(1), 4)',
    '    def test_two(self):',
    '        self.assertEqual(double(2), 4)',
  ]
  writeFileSync(join(shop, 'test_double.py'), `${test.join('\n')}\n`)
  vi.stubEnv('INIT_CWD', folder)
})
afterAll(() => {
  vi.unstubAllEnvs()
})

describe('a file within a folder that another flag names', () => {
  const flags = configFlags(code.config)
  it.each([
    ['double.py', 'shop/double.py'],
    ['inner/other.py', 'shop/inner/other.py'],
    ['shop/double.py', 'shop/double.py'],
    ['outside.py', 'outside.py'],
    ['nowhere.py', 'nowhere.py'],
  ])('%s is %s', (typed, meant) => {
    const { file } = readFlags(['--repo', 'shop', '--file', typed], flags)
    expect(file).toBe(join(folder, meant))
    expect(readFlags(['--file', typed], flags)['file']).toBe(join(folder, typed))
  })

  const repair = [
    '--repo',
    'shop',
    '--file',
    'double.py',
    '--cmd',
    'python3 -m unittest -q',
    '--sandbox',
    'unsafe-local',
  ]

  const kept = ['--store', join(folder, 'shop.db')]

  it('is the same for who goes on elsewhere', { timeout: 120_000 }, async () => {
    const begun = await textgrad('run', 'code', ...repair, '--steps', '0', ...kept)
    expect(begun).toMatchObject({ code: 0, err: '' })
    const [{ id }] = (await runs(...kept)) as [Line]
    const resumed = await start(['resume', id, '--steps', '1', ...kept, '--json'], {
      INIT_CWD: elsewhere,
    }).ended
    expect(resumed).toMatchObject({ code: 0, err: '' })
    expect(endOf(resumed)).toMatchObject({ status: 'done', steps: 1 })
  })

  it.skipIf(!requireProgram('redis-server'))(
    'is the same for a worker that has the repository in another place',
    { timeout: 120_000 },
    async () => {
      await using redis = await redisServer()
      const worker = start(['worker', '--redis', redis.url, '--tasks', 'code', '--shared', elsewhere], {
        INIT_CWD: elsewhere,
      })
      const ended = await textgrad('run', 'code', ...repair, '--steps', '1', '--workers', redis.url)
      worker.child.kill()
      await worker.ended
      expect(ended).toMatchObject({ code: 0, err: '' })
    },
  )
})
