import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { requireProgram } from '@textgrad/host/testing'
import { afterAll, describe, expect, it } from 'vitest'

import { bullmq } from './bullmq.ts'
import { letters, notingEngine } from './letters.test.support.ts'
import { localPool } from './local-pool.ts'
import { runLetters } from './runs.test.support.ts'
import { startWorker } from './start-worker.ts'
import { redisServer } from './testing/redis-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'textgrad-workers-'))
afterAll(() => rmSync(folder, { recursive: true }))

const requests = (file: string): string[] => readFileSync(file, 'utf8').trim().split('\n').toSorted()

/** Four workers and an evaluator; their requests are noted in the file. */
async function fourWorkers(file: string) {
  const resources = new AsyncDisposableStack()
  const { url: redisUrl } = resources.use(await redisServer())
  const engine = () => notingEngine(file)
  const settings = { redisUrl, tasks: [letters], concurrency: 2, version: '1', engine }
  for (let i = 0; i < 4; i++) resources.use(await startWorker(settings))
  const evaluator = resources.use(await bullmq({ redisUrl }))
  return { evaluator, [Symbol.asyncDispose]: () => resources.disposeAsync() }
}

describe.skipIf(!requireProgram('redis-server'))('four workers', () => {
  it('give the results, events and spend of one process', async () => {
    const size = { config: { delay: 1, asks: true }, steps: 3, perStep: 8 }
    const here = await runLetters({ ...size, file: join(folder, 'here') })
    const pooled = await runLetters({
      ...size,
      file: join(folder, 'pool'),
      evaluator: (problem) => localPool(problem, { size: 2 }),
    })
    await using four = await fourWorkers(join(folder, 'away'))
    const { evaluator } = four
    const away = await runLetters({ ...size, file: join(folder, 'unused'), evaluator: () => evaluator })
    expect(pooled.log).toBe(here.log)
    expect(away.log).toBe(here.log)
    expect(away.result).toEqual(here.result)
    expect(away.result.spent.calls).toBe(50)
    expect(requests(join(folder, 'away'))).toEqual(requests(join(folder, 'here')))
    expect(evaluator.stats()).toMatchObject({ done: 25, attempts: 25, dropped: 0, requeued: 0, open: 0 })
  })

  it.each([
    { name: 'that fail while they ask', config: { delay: 0, asks: true, fails: true }, calls: 3 },
    { name: 'whose score is no number', config: { delay: 0, asks: true, isNaN: true }, calls: 6 },
  ])('give the same of candidates $name', async ({ config, calls }) => {
    const size = { config, steps: 1, perStep: 2 }
    const here = await runLetters({ ...size, file: join(folder, `here ${calls}`) })
    const file = join(folder, `away ${calls}`)
    await using four = await fourWorkers(file)
    const away = await runLetters({ ...size, file, evaluator: () => four.evaluator })
    expect(away.log).toBe(here.log)
    expect(away.result).toEqual(here.result)
    expect(requests(file)).toHaveLength(calls)
  })
})
