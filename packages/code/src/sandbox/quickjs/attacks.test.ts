import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { Canaries } from '../bwrap/canaries.test.support.ts'
import { limitsOf } from '../limits.ts'
import type { Candidate } from '../sandbox.ts'
import { bombs } from './bombs.test.support.ts'
import { escapes, type Attack } from './escapes.test.support.ts'
import { quickjsSandbox } from './quickjs-sandbox.ts'
import { hosts, Peak } from './quickjs.test.support.ts'

const cap = 64 * 2 ** 20
const limits = limitsOf({ cpuSeconds: 0.15, wallSeconds: 60, memoryBytes: cap })
/** What ends otherwise than by its time is given more of it, so that a busy machine makes no difference. */
const limitsFor = ({ ends }: Attack) => (ends === 'timeout' ? limits : { ...limits, cpuSeconds: 10 })

interface Ended {
  readonly name: string
  readonly ends: string
  readonly said: string
}

/** Loads a program, and calls its function if that went well. */
async function attack(candidate: Candidate, { name, program }: Attack): Promise<Ended> {
  const loaded = await candidate.load(program)
  const answer = loaded.status === 'returned' ? await candidate.call('f', []) : loaded
  const isMemory = answer.status === 'raised' && answer.exception.type === 'MemoryError'
  return { name, ends: isMemory ? 'memory' : answer.status, said: JSON.stringify({ ...answer, seconds: 0 }) }
}

/** One after the other, as they would be met in processes that hold many. */
async function attackAll(all: readonly Attack[]): Promise<readonly Ended[]> {
  await using sandbox = await quickjsSandbox()
  const ended: Ended[] = []
  for (const one of all) {
    await using candidate = await sandbox.open({ language: 'javascript', limits: limitsFor(one) })
    ended.push(await attack(candidate, one))
  }
  await using after = await sandbox.open({ language: 'javascript', limits })
  const whole = `const f = () => [({}).passed, [].status, JSON.stringify([1]), typeof Reflect]`
  expect((await attack(after, { name: '', program: whole, ends: '' })).said).toContain('"[1]","object"')
  return ended
}

const endsOf = (all: readonly { readonly name: string; readonly ends: string }[]) =>
  all.map(({ name, ends }) => `${name}: ${ends}`)

describe('programs that want out of QuickJS', () => {
  let canaries: Canaries
  beforeEach(async () => {
    canaries = await new Canaries().open()
    process.env['CANARY'] = canaries.variable
  })
  afterEach(async () => {
    delete process.env['CANARY']
    await canaries[Symbol.asyncDispose]()
  })

  it('find nothing', { timeout: 120_000 }, async () => {
    const aimed = escapes.map((one) => ({ ...one, program: canaries.aimed(one.program) }))
    const ended = await attackAll(aimed)
    expect(endsOf(ended)).toEqual(endsOf(escapes))
    expect(ended.filter(({ said }) => /SUCCESS|CANARY/.test(said))).toEqual([])
    expect(canaries.visits).toBe(0)
    expect(Object.keys(Object.prototype)).toEqual([])
    expect(hosts()).toEqual([])
  })

  it('are not shown it by the process that holds them', async () => {
    await using sandbox = await quickjsSandbox()
    await using candidate = await sandbox.open({ language: 'javascript', limits })
    await candidate.load('const f = () => Object.getOwnPropertyNames(globalThis)')
    const answer = await candidate.call('f', [])
    const names = answer.status === 'returned' ? (answer.value as readonly string[]) : []
    const ours = ['console', 'exports', 'module', 'print']
    const known = new Set([...Object.getOwnPropertyNames(globalThis), 'InternalError', ...ours])
    expect(names.filter((name) => !known.has(name))).toEqual([])
    expect(names).not.toContain('process')
    expect(names).toContain('Promise')
  })
})

describe('programs that take too much of QuickJS', () => {
  it('are contained, each in the same way twice', { timeout: 600_000 }, async () => {
    using peak = new Peak()
    const [first, second] = await Promise.all([attackAll(bombs), attackAll(bombs)])
    expect(endsOf(first)).toEqual(endsOf(bombs))
    expect(second).toEqual(first)
    expect(peak.bytes).toBeGreaterThan(cap / 2)
    expect(peak.bytes).toBeLessThanOrEqual(cap + 100 * 2 ** 20)
    expect(hosts()).toEqual([])
  })

  it('of more memory too', { timeout: 120_000 }, async () => {
    using peak = new Peak()
    await using sandbox = await quickjsSandbox()
    const large = { ...limits, cpuSeconds: 20, memoryBytes: 256 * 2 ** 20 }
    for (const name of ['buffers that are written to', 'many texts', 'objects']) {
      await using candidate = await sandbox.open({ language: 'typescript', limits: large })
      const ended = await attack(
        candidate,
        bombs.find((one) => one.name === name)!,
      )
      expect(endsOf([ended])).toEqual([`${name}: memory`])
    }
    await using candidate = await sandbox.open({ language: 'javascript', limits: large })
    const answer = 'const f = () => "\\u4e00".repeat(4900000)'
    const full = `const all = []; for (let n = 0; n < 36; n++) all.push(new Uint8Array(1 << 22).fill(1))\n${answer}`
    const ended = await attack(candidate, { name: 'as much as may be', program: full, ends: 'returned' })
    expect([ended.ends, ended.said.length > 4_900_000]).toEqual(['returned', true])
    expect(peak.bytes).toBeGreaterThan(large.memoryBytes / 2)
    expect(peak.bytes).toBeLessThanOrEqual(large.memoryBytes + 100 * 2 ** 20)
  })

  it('leave no process when they are killed', { timeout: 120_000 }, async () => {
    {
      await using sandbox = await quickjsSandbox()
      const ends = await Promise.all(
        Array.from({ length: 12 }, async () => {
          await using candidate = await sandbox.open({
            language: 'javascript',
            limits: { ...limits, cpuSeconds: 0.1 },
          })
          return (await candidate.load('for (;;) {}')).status
        }),
      )
      expect(new Set(ends)).toEqual(new Set(['timeout']))
      expect(hosts()).toEqual([])
    }
    expect(hosts()).toEqual([])
  })
})
