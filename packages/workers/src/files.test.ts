import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { rootCall, type Job, type Json } from '@textgrad/core'
import { requireProgram } from '@textgrad/host/testing'
import { afterAll, describe, expect, it } from 'vitest'

import type { BullmqEvaluator } from './bullmq-options.ts'
import { bullmq } from './bullmq.ts'
import { Contents, readList } from './content.ts'
import { FetchedFiles } from './fetched-files.ts'
import { withPaths } from './paths.ts'
import { kill } from './processes.test.support.ts'
import { reader, type ReaderConfig } from './reader.test.support.ts'
import { redisServer } from './testing/redis-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'textgrad-files-'))
const opened = openSync(folder, 'r')
afterAll(() => {
  closeSync(opened)
  rmSync(folder, { recursive: true })
})

/** A path that leads to a file of this folder in this process, and nowhere in another one. */
const onlyHere = (name: string): string => `/proc/self/fd/${opened}/${name}`

function evaluate(evaluator: BullmqEvaluator, path: string, config: ReaderConfig): Promise<unknown> {
  const run = { task: 'reader', config: config as unknown as Json, engine: '', version: '1' }
  const job: Job = { run, seed: 1, path, candidate: { text: 'a' } }
  return evaluator.evaluate(job, rootCall({ path }))
}

async function workerProcess(url: string, files: string): Promise<ChildProcess> {
  const program = join(import.meta.dirname, 'reader.test.program.ts')
  const child = spawn(process.execPath, [program, url, join(folder, files)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return child
}

const fetched = (name: string): string[] => {
  const within = join(folder, name)
  return readdirSync(within, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(within, path)).isFile(),
  )
}

describe.skipIf(!requireProgram('redis-server'))('files that only the run has', () => {
  it('reach its workers by their content, once each, and a changed file is another job', async () => {
    await using redis = await redisServer()
    const large = 'é'.repeat(1_500_000)
    writeFileSync(join(folder, 'large.txt'), large)
    mkdirSync(join(folder, 'cases', 'deeper'), { recursive: true })
    writeFileSync(join(folder, 'cases', 'one.txt'), 'one')
    writeFileSync(join(folder, 'cases', 'deeper', 'three.txt'), 'three')
    writeFileSync(join(folder, 'written.txt'), '')
    const config = {
      file: onlyHere('large.txt'),
      folder: onlyHere('cases'),
      written: onlyHere('written.txt'),
    }
    const crew = [await workerProcess(redis.url, 'shared'), await workerProcess(redis.url, 'shared')]
    try {
      await using evaluator = await bullmq({ redisUrl: redis.url, tasks: [reader] })
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, i) => evaluate(evaluator, `path-${i}`, config)),
      )
      const expected = { score: large.length, metrics: { 'length-0': 5, 'length-1': 3, written: 0 } }
      expect(results).toEqual(results.map(() => expect.objectContaining(expected)))
      expect(fetched('shared').map((path) => path.replace(/^\w+\//, ''))).toEqual(
        expect.arrayContaining(['large.txt', 'cases/one.txt', 'cases/deeper/three.txt']),
      )
      expect(fetched('shared')).toHaveLength(3)
      writeFileSync(join(folder, 'large.txt'), 'short')
      expect(await evaluate(evaluator, 'path-0', { ...config })).toMatchObject({ score: 5 })
      expect(fetched('shared')).toHaveLength(4)
    } finally {
      await Promise.all(crew.map(kill))
    }
  })

  it('are refused where they changed after the run began', async () => {
    await using redis = await redisServer()
    writeFileSync(join(folder, 'changing.txt'), 'before')
    const config = { file: onlyHere('changing.txt') }
    await using evaluator = await bullmq({ redisUrl: redis.url, tasks: [reader] })
    const run = { task: 'reader', config, engine: '', version: '1' }
    const evaluateAt = (path: string) =>
      evaluator.evaluate({ run, seed: 1, path, candidate: { text: 'a' } }, rootCall({ path }))
    const first = await workerProcess(redis.url, 'third')
    try {
      expect(await evaluateAt('one')).toMatchObject({ score: 6 })
    } finally {
      await kill(first)
    }
    writeFileSync(join(folder, 'changing.txt'), 'after all')
    const second = await workerProcess(redis.url, 'fourth')
    try {
      await expect(evaluateAt('two')).rejects.toThrow(/^changing.txt is not what it was when the run began/)
    } finally {
      await kill(second)
    }
  })
})

describe('files of a job', () => {
  it('are used where they are, if their content is the same there', async () => {
    writeFileSync(join(folder, 'same.txt'), 'same')
    const path = join(folder, 'same.txt')
    const { kind, sha256 } = (await new Contents().of(path))!
    const files = new FetchedFiles(join(folder, 'unused'))
    const never = () => Promise.reject(new Error('It is fetched'))
    expect(await files.places({ [path]: { kind, sha256 } }, never)).toEqual(new Map())
    await expect(files.places({ [`${path}/..`]: { kind, sha256 } }, never)).rejects.toThrow(/names no file/)
  })

  it('are moved in a configuration with all that lies within them', () => {
    const config = { file: '/a/cases/one.txt', folder: '/a/cases', written: '/a/cases' }
    const places = new Map([['/a/cases', '/b/cases']])
    expect(withPaths(reader.config, config, places)).toEqual({
      file: '/b/cases/one.txt',
      folder: '/b/cases',
      written: '/a/cases',
    })
  })

  it('of a folder that lie outside of it are refused', () => {
    const hash = 'a'.repeat(64)
    for (const path of ['../x', '/x', 'a/../../x', 'c:/x', String.raw`a\..\x`])
      expect(() => readList(JSON.stringify([[path, hash, false]]))).toThrow(TypeError)
    expect(readList(JSON.stringify([['a/b.txt', hash, true]]))).toEqual([['a/b.txt', hash, true]])
  })
})
