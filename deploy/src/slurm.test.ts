import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { tempDir } from '@textgrad/host'
import { requireProgram } from '@textgrad/host/testing'
import { redisServer } from '@textgrad/workers/testing'
import { describe, expect, it } from 'vitest'

import { folder, read, repository } from './files.test.support.ts'

const file = join(folder, 'slurm.sh')

describe('slurm.sh', () => {
  it.skipIf(!requireProgram('shellcheck'))('is a program of bash, without what its checker warns of', () => {
    expect(spawnSync('bash', ['-n', file], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' })
    expect(spawnSync('shellcheck', [file], { encoding: 'utf8' })).toMatchObject({ status: 0, stdout: '' })
  })

  it('tells Slurm what it knows, before the first command, and leaves time to finish', () => {
    const options = directives()
    expect(Object.keys(options).toSorted()).toEqual([
      'array',
      'cpus-per-task',
      'job-name',
      'mem',
      'ntasks',
      'open-mode',
      'output',
      'signal',
      'time',
    ])
    expect(options['array']).toMatch(/^\d+-\d+$/)
    const [, name, seconds] = /^B:(\w+)@(\d+)$/.exec(options['signal']!)!
    expect(name).toBe('TERM')
    const [hours, minutes] = options['time']!.split(':').map(Number)
    expect(Number(seconds)).toBeGreaterThanOrEqual(300)
    expect(Number(seconds)).toBeLessThan((hours! * 60 + minutes!) * 60)
    expect(options['output']).toContain('%a')
  })

  it('says what it misses', () => {
    const none = spawnSync('bash', [file], { encoding: 'utf8', env: { PATH: process.env['PATH'] } })
    expect(none.status).not.toBe(0)
    expect(none.stderr).toContain('TEXTGRAD: must be the folder of textgrad')
  })

  it.skipIf(!requireProgram('redis-server'))(
    'starts a worker, which ends in order at the signal that Slurm gives before the time is over',
    { timeout: 120_000 },
    async () => {
      await using redis = await redisServer()
      await using place = await tempDir('textgrad-slurm-')
      const secret = ['-p', String(redis.port), 'config', 'set', 'requirepass', 'of this test']
      expect(spawnSync('redis-cli', secret).status).toBe(0)
      const password = join(place.path, 'password')
      await writeFile(password, 'of this test\n', { mode: 0o600 })
      const array = { SLURM_ARRAY_TASK_ID: '3', SLURM_CPUS_PER_TASK: '2' }
      const own = { TEXTGRAD: repository, TEXTGRAD_REDIS: redis.url, TEXTGRAD_REDIS_PASSWORD_FILE: password }
      // Slurm runs a copy, under another name.
      const copy = await place.write('slurm_script', read('slurm.sh'))
      const child = spawn('bash', [copy], {
        cwd: place.path,
        env: { PATH: process.env['PATH'], ...array, ...own, TEXTGRAD_TASKS: 'molecules' },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const lines: string[] = []
      const begun = Promise.withResolvers<void>()
      createInterface({ input: child.stdout }).on('line', (line) => {
        lines.push(line)
        begun.resolve()
      })
      const ended = once(child, 'close')
      await Promise.race([begun.promise, ended])
      child.kill('SIGTERM')
      expect((await ended)[0]).toBe(0)
      expect(lines).toEqual([
        'Takes jobs of molecules from the queue textgrad, 2 of each at once',
        'Jobs done: 0, refused: 0',
      ])
    },
  )
})

/** What a script says to Slurm: in comments before its first command. */
function directives(): Readonly<Record<string, string>> {
  const lines = read('slurm.sh').split('\n')
  const first = lines.findIndex((line) => line !== '' && !line.startsWith('#'))
  const all = lines.filter((line) => line.startsWith('#SBATCH'))
  expect(all).toEqual(lines.slice(0, first).filter((line) => line.startsWith('#SBATCH')))
  return Object.fromEntries(
    all.map((line) => /^#SBATCH --([a-z-]+)=(\S+)$/.exec(line)!.slice(1) as [string, string]),
  )
}
