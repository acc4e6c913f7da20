import { closeSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { canonicalLog, inProcess, rootCall, validateConfig, type Json, type RunEvent } from '@textgrad/core'
import { requireProgram, sharedPath } from '@textgrad/host/testing'
import { molecules } from '@textgrad/molecules'
import { bullmq } from '@textgrad/workers'
import { redisServer, type RedisServer } from '@textgrad/workers/testing'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

import { folder, simulatedModel, start, textgrad, type Ended } from './typed.test.support.ts'
import { version } from './version.ts'

const targets = sharedPath('data/dockstring')

const logOf = (out: string): string =>
  canonicalLog(
    out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as RunEvent),
  )

/** A comparison without what differs each time. */
const tableOf = ({ out }: Ended): object[] =>
  out
    .trim()
    .split('\n')
    .map((line) => ({ ...(JSON.parse(line) as object), runs: [], seconds: 0 }))

describe.skipIf(!requireProgram('redis-server'))('--workers', { timeout: 300_000 }, () => {
  let redis: RedisServer
  let worker: ReturnType<typeof start>
  const to = (): string[] => ['--workers', redis.url]

  beforeAll(async () => {
    redis = await redisServer()
    const has = ['--concurrency', '2', '--cores', '2', '--gpu', 'a100', '--shared', join(folder, 'shared')]
    worker = start(['worker', '--redis', redis.url, ...has])
  }, 60_000)
  afterAll(async () => {
    worker.child.kill('SIGTERM')
    await worker.ended
    await redis[Symbol.asyncDispose]()
  }, 60_000)

  it('on compare gives the table that it gives here', async () => {
    const compare = ['compare', 'molecules', '--start', 'CCO', '--optimizers', 'rules,random', '--json']
    const size = ['--budget', '4', '--seeds', '2', '--jobs', '2']
    const away = await textgrad(...compare, ...size, '--store', `${folder}/away.db`, ...to())
    const here = await textgrad(...compare, ...size, '--store', `${folder}/here.db`)
    expect(away).toMatchObject({ code: 0, err: '' })
    expect(tableOf(away)).toEqual(tableOf(here))
  })

  it('on score measures the start as it is measured here', async () => {
    const score = ['score', 'molecules', '--start', 'CC(=O)Nc1ccc(O)cc1', '--json']
    const away = await textgrad(...score, ...to())
    expect(away).toMatchObject({ code: 0, err: '' })
    expect(JSON.parse(away.out)).toEqual(JSON.parse((await textgrad(...score)).out))
  })

  it('on score measures the rows of a file, in their order', async () => {
    const lines = ['CCO ethanol', 'c1ccccc1 benzene', 'C1CC nothing', 'CC(=O)O acetic', 'CCN amine', 'CCCl x']
    writeFileSync(join(folder, 'some.smi'), lines.join('\n'))
    const score = ['score', 'molecules', '--in', 'some.smi', '--measures', 'qed,sa', '--json']
    const away = await textgrad(...score, ...to(), '--parts', '4')
    const here = await textgrad(...score)
    expect(away.code).toBe(0)
    expect(away.out).toBe(here.out)
    expect(away.out.trim().split('\n')).toHaveLength(lines.length)
  })

  it('takes a task that asks a model for its start', async () => {
    await using model = await simulatedModel('It is 391. Answer: no')
    const engine = ['--engine', 'openai:small', '--base-url', model.url, '--steps', '2', '--json']
    const run = ['run', 'question', '--question', 'Is 391 a prime?', ...engine]
    const env = { OPENAI_API_KEY: 'sim' }
    const away = await start([...run, ...to()], env).ended
    const asked = model.asked.length
    const here = await start(run, env).ended
    expect(away).toMatchObject({ code: 0, err: '' })
    expect(logOf(away.out)).toBe(logOf(here.out))
    expect(model.asked.length).toBe(2 * asked)
  })

  it('gives evaluations to a worker that has what they need', async () => {
    const run = ['run', 'molecules', '--start', 'CCO', '--steps', '1', '--json', '--priority', '3']
    const away = await textgrad(...run, ...to(), '--needs', 'cores=2,gpu=a100')
    expect(away).toMatchObject({ code: 0, err: '' })
    expect(logOf(away.out)).toBe(logOf((await textgrad(...run.slice(0, -2))).out))
  })

  it.skipIf(!requireProgram('vina') || !targets)(
    'docks into a receptor that only the run has, with the result that it has here',
    async () => {
      const opened = openSync(targets!, 'r')
      // A path that leads there in this process, and nowhere in another one.
      const within = (name: string): string => `/proc/self/fd/${opened}/${name}`
      const [receptor, box] = [within('PPARA_target.pdbqt'), within('PPARA_conf.txt')]
      const typed = { start: 'CCO', objective: 'paper', receptor, box, exhaustiveness: 1 }
      const config = await validateConfig(molecules.config, typed)
      const run = { task: 'molecules', config: config as Json, engine: '', version }
      const job = { run, seed: 1, path: 'here', candidate: { smiles: 'CCO' } }
      await using evaluator = await bullmq({ redisUrl: redis.url, tasks: [molecules] })
      const away = await evaluator.evaluate(job, rootCall({ path: 'here' }))
      await using problem = await molecules.setup(config, {})
      expect(away).toEqual(await inProcess(problem).evaluate(job, rootCall({ path: 'here' })))
      expect(away).toMatchObject({ feasible: true, metrics: { vina: expect.any(Number) } })
      closeSync(opened)
    },
  )

  it.skipIf(!requireProgram('vina') || !targets)(
    'ends a docking on the worker when nobody waits for it any more',
    async () => {
      const typed = { start: 'CCO', objective: 'paper', bind: ['PPARA'], targets, exhaustiveness: 1000 }
      const config = await validateConfig(molecules.config, typed)
      const run = { task: 'molecules', config: config as Json, engine: '', version }
      const candidate = { smiles: 'CCCCCCCCCCCCCCCCCCCCCCCC' }
      const left = new AbortController()
      const call = rootCall({ path: 'here', signal: left.signal })
      await using evaluator = await bullmq({ redisUrl: redis.url })
      const result = evaluator.evaluate({ run, seed: 1, path: 'here', candidate }, call)
      await vi.waitUntil(() => programsBelow(worker.child.pid!).includes('vina'), { timeout: 60_000 })
      left.abort(new Error('enough'))
      await expect(result).rejects.toThrow('enough')
      await vi.waitUntil(() => !programsBelow(worker.child.pid!).includes('vina'), { timeout: 20_000 })
    },
  )

  it.each([
    {
      typed: ['--needs', 'cores=2'],
      says: '--needs is for evaluations on workers, and --workers is missing',
    },
    {
      typed: ['--workers', 'redis://here', '--needs', 'gpus=2'],
      says: '--needs is what a machine has to have',
    },
    { typed: ['--workers', 'redis://here', '--needs', 'gpu=A 1'], says: '--needs: a GPU is named in' },
  ])('refuses $typed', async ({ typed, says }) => {
    const ended = await textgrad('run', 'molecules', '--start', 'CCO', ...typed)
    expect(ended).toMatchObject({ code: 2, err: expect.stringContaining(says) })
  })
})

/** The names of all processes that a process started, and that these started. */
function programsBelow(pid: number): string[] {
  const all = readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      const [, program, parent] = /\((.*)\) \S+ (\d+)/s.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))!
      return [{ pid: Number(name), program: program!, parent: Number(parent) }]
    } catch {
      // It ended meanwhile.
      return []
    }
  })
  const below = (parent: number): string[] =>
    all.filter((one) => one.parent === parent).flatMap((one) => [one.program, ...below(one.pid)])
  return below(pid)
}
