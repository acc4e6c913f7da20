import { existsSync } from 'node:fs'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { attack, attackers, type AttackRequest } from '../attackers.test.support.ts'
import { Canaries } from '../canaries.test.support.ts'
import { limitsOf } from '../limits.ts'
import { attacks, bwrapNote, bwrapRefusal, leftovers, type NamedProgram } from '../sandboxes.test.support.ts'
import { unsafeLocal } from '../unsafe-local/unsafe-local.ts'
import { moreAttacks, moreBombs } from './attacks.test.support.ts'

const limits = { cpuSeconds: 0.5, wallSeconds: 1.5, memoryBytes: 256 * 2 ** 20 }
const request = (programs: readonly string[]): AttackRequest => ({
  sandbox: 'bwrap',
  language: 'python',
  limits,
  steps: programs.map((run) => ({ run })),
  workers: 2,
})

describe.skipIf(bwrapRefusal !== undefined)(`programs that want out of bwrap${bwrapNote}`, () => {
  let canaries: Canaries
  beforeEach(async () => {
    canaries = await new Canaries().open()
  })
  afterEach(() => canaries[Symbol.asyncDispose]())

  const host = [...attacks('sandbox.json', 'host'), ...moreAttacks]
  const bombs = [...attacks('sandbox.json', 'bombs'), ...moreBombs]

  describe.each(attackers)('when $who starts it', ({ user, skipped }) => {
    it.skipIf(skipped)('none gets out', { timeout: 180_000 }, async () => {
      const aimed = host.map(({ program }) => canaries.aimed(program))
      const answers = await attack(request(aimed), { user, canary: canaries.variable })
      // The /tmp that is written to is one of its own, as is seen below.
      const out = host.filter(
        ({ name }, index) => name !== 'write host /tmp/pwned' && /SUCCESS|CANARY/.test(answers[index]!.said),
      )
      expect(out.map(({ name }) => name)).toEqual([])
      expect(await canaries.visited()).toBe(0)
      expect(['/tmp/pwned', '/usr/pwned'].filter((path) => existsSync(path))).toEqual([])
      expect(leftovers()).toEqual([])
    })

    it.skipIf(skipped)('each bomb is contained', { timeout: 300_000 }, async () => {
      const answers = await attack(request([...bombs.map(({ program }) => program), 'print(6 * 7)']), {
        user,
      })
      // What comes after them all runs as ever.
      expect(answers.at(-1)).toMatchObject({ status: 'returned', said: expect.stringContaining('"42\\n"') })
      expect(endsOf(bombs, answers)).toMatchObject({
        'infinite loop': 'timeout',
        'infinite loop, all signals ignored': 'timeout',
        sleep: 'timeout',
        'output flood': 'output',
        'an answer that never ends': 'protocol',
        'memory bomb x processes': 'memory',
      })
      // These end by themselves: one writes to folders that are read-only, one can not stop the first process of its namespace.
      const returned = bombs.filter((_, index) => answers[index]!.status === 'returned')
      expect(returned.map(({ name }) => name).toSorted()).toEqual(['SIGSTOP self', 'root fs fill'])
      expect(leftovers()).toEqual([])
    })
  })

  it('without walls the same programs do reach the canaries', async () => {
    const reached = async (words: string) => {
      const one = host.find(({ name }) => name.startsWith(words))!
      await using sandbox = await unsafeLocal()
      await using candidate = await sandbox.open({ language: 'python', limits: limitsOf() })
      return await candidate.run(canaries.aimed(one.program), '')
    }
    expect(await reached('connects to an abstract socket')).toMatchObject({ stdout: 'SUCCESS\n' })
    expect(await reached('tcp connect')).toMatchObject({ stdout: 'SUCCESS\n' })
    expect(await reached('opens a socket of another family')).toMatchObject({
      stdout: expect.stringContaining('SUCCESS'),
    })
    expect(await canaries.visited()).toBe(2)
  })
})

const endsOf = (programs: readonly NamedProgram[], answers: readonly { readonly status: string }[]) =>
  Object.fromEntries(programs.map(({ name }, index) => [name, answers[index]!.status]))
