import { spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { tempDir } from '@textgrad/host'
import { canMakeNetworks, network, requireProgram } from '@textgrad/host/testing'
import { describe, expect, it } from 'vitest'

import { folder, read, repository } from './files.test.support.ts'

const file = join(folder, 'slurm.sh')
const canRun = (['redis-server', 'ip'] as const).every(requireProgram) && canMakeNetworks()

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

  it.skipIf(!canRun)(
    'starts a worker on a Redis as README.md starts it, which ends in order at the signal that Slurm gives before the end',
    { timeout: 120_000 },
    async () => {
      await using place = await tempDir('textgrad-slurm-')
      await using made = await network(['login', 'node'])
      const { login, node } = made.hosts
      const own = { cwd: place.path, env: { PATH: process.env['PATH'], HOME: place.path } }
      const redis = login.spawn('bash', ['-c', `${redisLines()}\nwait`], {
        ...own,
        detached: true,
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      try {
        await says(redis, /Ready to accept/)
        // Slurm runs a copy, under another name.
        const copy = await place.write('slurm_script', read('slurm.sh'))
        const array = { SLURM_ARRAY_TASK_ID: '3', SLURM_CPUS_PER_TASK: '2', TEXTGRAD_TASKS: 'molecules' }
        const variables = { TEXTGRAD: repository, TEXTGRAD_REDIS: `redis://${login.address}:6379`, ...array }
        const env = { ...own.env, ...variables }
        const child = node.spawn('bash', [copy], { ...own, env, stdio: ['ignore', 'pipe', 'inherit'] })
        const ended = once(child, 'close')
        await says(child, /^Takes jobs of molecules from the queue textgrad, 2 of each at once/)
        const last = says(child, /^Jobs done: 0, refused: 0/)
        child.kill('SIGTERM')
        expect((await ended)[0]).toBe(0)
        await last
      } finally {
        await end(redis)
      }
    },
  )
})

/** How README.md makes a password and starts a Redis for the nodes of a cluster. */
function redisLines(): string {
  const lines = read('README.md').split('\n')
  const first = lines.findIndex((line) => line.startsWith('(umask 077;'))
  expect(lines[first + 1]).toMatch(/^redis-server /)
  return lines.slice(first, first + 2).join('\n')
}

async function says(child: ChildProcess, what: RegExp): Promise<void> {
  const lines = createInterface({ input: child.stdout! })
  for await (const line of lines) if (what.test(line)) return
  throw new Error(`A program ended without saying ${what}`)
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'close')
  // The shell and the server that it started.
  process.kill(-child.pid!, 'SIGKILL')
  await ended
}

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
