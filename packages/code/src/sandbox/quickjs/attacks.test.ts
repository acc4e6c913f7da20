import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { attack, attackers, type Attacked, type AttackStep } from '../attackers.test.support.ts'
import { Canaries } from '../canaries.test.support.ts'
import { limitsOf } from '../limits.ts'
import { leftovers } from '../sandboxes.test.support.ts'
import { bombs } from './bombs.test.support.ts'
import { escapes, type Attack } from './escapes.test.support.ts'
import { quickjsSandbox } from './quickjs-sandbox.ts'
import { Peak } from './quickjs.test.support.ts'

const cap = 64 * 2 ** 20
const ours = 100 * 2 ** 20
const limits = { cpuSeconds: 0.15, wallSeconds: 60, memoryBytes: cap }

/** What ends otherwise than by its time is given more of it, so that a busy machine makes no difference. */
const stepOf = ({ program, ends }: Attack): AttackStep => ({
  load: program,
  call: ['f'],
  ...(ends !== 'timeout' && { cpuSeconds: 10 }),
})
const after: AttackStep = {
  load: 'const f = () => [({}).passed, [].status, JSON.stringify([1]), typeof Reflect]',
  call: ['f'],
}

/** One after the other, as they would be met in processes that hold many, and then a program that finds all as ever. */
async function attackAll(
  all: readonly Attack[],
  by: { readonly user: number | undefined; readonly canary?: string },
): Promise<readonly Attacked[]> {
  const steps = [...all.map(stepOf), after]
  const answers = await attack({ sandbox: 'quickjs', language: 'javascript', limits, steps }, by)
  expect(answers.at(-1)!.said).toContain('"[1]","object"')
  return answers.slice(0, -1)
}

const endsOf = (all: readonly Attack[], answers?: readonly Attacked[]) =>
  all.map(({ name, ends }, index) => `${name}: ${answers ? answers[index]!.status : ends}`)

describe.each(attackers)('programs in QuickJS that $who starts', ({ user, skipped }) => {
  let canaries: Canaries
  beforeEach(async () => {
    canaries = await new Canaries().open()
  })
  afterEach(() => canaries[Symbol.asyncDispose]())

  it.skipIf(skipped)('want out, and find nothing', { timeout: 120_000 }, async () => {
    const aimed = escapes.map((one) => ({ ...one, program: canaries.aimed(one.program) }))
    const answers = await attackAll(aimed, { user, canary: canaries.variable })
    expect(endsOf(escapes, answers)).toEqual(endsOf(escapes))
    expect(answers.filter(({ said }) => /SUCCESS|CANARY/.test(said))).toEqual([])
    expect(await canaries.visited()).toBe(0)
    expect(leftovers()).toEqual([])
  })

  it.skipIf(skipped)(
    'take too much, and are contained, each in the same way twice',
    { timeout: 600_000 },
    async () => {
      using peak = new Peak()
      const [first, second] = await Promise.all([attackAll(bombs, { user }), attackAll(bombs, { user })])
      expect(endsOf(bombs, first)).toEqual(endsOf(bombs))
      expect(second).toEqual(first)
      expect(peak.bytes).toBeGreaterThan(cap / 2)
      expect(peak.bytes).toBeLessThanOrEqual(cap + ours)
      expect(leftovers()).toEqual([])
    },
  )
})

describe('programs in QuickJS', () => {
  it('may take more memory where they are given more', { timeout: 120_000 }, async () => {
    const memoryBytes = 256 * 2 ** 20
    const names = ['buffers that are written to', 'many texts', 'objects']
    const greedy = bombs.filter(({ name }) => names.includes(name))
    const full = `const all = []; for (let n = 0; n < 36; n++) all.push(new Uint8Array(1 << 22).fill(1))
const f = () => "\\u4e00".repeat(4900000)`
    const steps = [...greedy.map(stepOf), { load: full, call: ['f'] as const }]
    using peak = new Peak()
    const answers = await attack(
      {
        sandbox: 'quickjs',
        language: 'typescript',
        limits: { ...limits, cpuSeconds: 20, memoryBytes },
        steps: steps.map((step) => ({ ...step, cpuSeconds: 20 })),
      },
      { user: undefined },
    )
    expect(answers.map(({ status }) => status)).toEqual(['memory', 'memory', 'memory', 'returned'])
    expect(answers.at(-1)!.said.length).toBeGreaterThan(4_900_000)
    expect(peak.bytes).toBeGreaterThan(memoryBytes / 2)
    expect(peak.bytes).toBeLessThanOrEqual(memoryBytes + ours)
  })

  it('are not shown what the process has that holds them', async () => {
    await using sandbox = await quickjsSandbox()
    await using candidate = await sandbox.open({ language: 'javascript', limits: limitsOf(limits) })
    await candidate.load('const f = () => Object.getOwnPropertyNames(globalThis)')
    const answer = await candidate.call('f', [])
    const names = answer.status === 'returned' ? (answer.value as readonly string[]) : []
    const given = ['console', 'exports', 'module', 'print']
    const known = new Set([...Object.getOwnPropertyNames(globalThis), 'InternalError', ...given])
    expect(names.filter((name) => !known.has(name))).toEqual([])
    expect(names).not.toContain('process')
    expect(names).toContain('Promise')
  })
})
