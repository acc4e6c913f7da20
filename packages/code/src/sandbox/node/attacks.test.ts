import { existsSync } from 'node:fs'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { attack, attackers, type AttackRequest } from '../attackers.test.support.ts'
import { Canaries } from '../canaries.test.support.ts'
import { limitsOf } from '../limits.ts'
import { bwrapNote, bwrapRefusal, leftovers } from '../sandboxes.test.support.ts'
import { unsafeLocal } from '../unsafe-local/unsafe-local.ts'
import { nodeAttacks, nodeBombs } from './attacks.test.support.ts'

const limits = { cpuSeconds: 3, memoryBytes: 64 * 2 ** 20 }
const request = (programs: readonly string[], wallSeconds: number): AttackRequest => ({
  sandbox: 'bwrap',
  language: 'javascript',
  limits: { ...limits, wallSeconds },
  steps: programs.map((run) => ({ run })),
  workers: 2,
})

describe.skipIf(bwrapRefusal !== undefined)(`programs of Node.js that want out of bwrap${bwrapNote}`, () => {
  let canaries: Canaries
  beforeEach(async () => {
    canaries = await new Canaries().open()
  })
  afterEach(() => canaries[Symbol.asyncDispose]())

  describe.each(attackers)('when $who starts it', ({ user, skipped }) => {
    it.skipIf(skipped)('none gets out', { timeout: 300_000 }, async () => {
      const aimed = nodeAttacks.map(({ program }) => canaries.aimed(program))
      const answers = await attack(request(aimed, 60), { user, canary: canaries.variable })
      const said = nodeAttacks.map(({ name }, index) => ({ name, said: answers[index]!.said }))
      expect(said.filter((one) => /SUCCESS|CANARY/.test(one.said))).toEqual([])
      // All of them ran to their end.
      expect(answers.map(({ status }) => status)).toEqual(nodeAttacks.map(() => 'returned'))
      expect(await canaries.visited()).toBe(0)
      expect(['/tmp/pwned', '/usr/pwned'].filter((path) => existsSync(path))).toEqual([])
      expect(leftovers()).toEqual([])
    })

    it.skipIf(skipped)('each bomb is contained', { timeout: 600_000 }, async () => {
      const answers = await attack(
        request([...nodeBombs.map(({ program }) => program), 'console.log(6 * 7)'], 15),
        { user },
      )
      // What comes after them all runs as ever.
      expect(answers.at(-1)).toMatchObject({ status: 'returned', said: expect.stringContaining('"42\\n"') })
      const ended = nodeBombs.map(({ name, ends }, index) => ({ name, ends, status: answers[index]!.status }))
      expect(ended.filter(({ ends, status }) => !ends.includes(status))).toEqual([])
      expect(leftovers()).toEqual([])
    })
  })

  it('without walls the same programs do reach the canaries', { timeout: 120_000 }, async () => {
    process.env['CANARY'] = canaries.variable
    await using sandbox = await unsafeLocal()
    const found: string[] = []
    for (const { name, program } of nodeAttacks.filter((one) =>
      /host$|port$|abstract|datagram|lets other/.test(one.name),
    )) {
      await using candidate = await sandbox.open({ language: 'javascript', limits: limitsOf() })
      const answer = await candidate.run(canaries.aimed(program), '')
      if (/SUCCESS/.test(JSON.stringify(answer))) found.push(name)
    }
    delete process.env['CANARY']
    expect(found).toEqual([
      'reads files of the host',
      'connects to a port',
      'sends a datagram',
      'connects to an abstract socket',
      'lets other programs read and connect',
      'loads modules of the host',
    ])
    expect(await canaries.visited()).toBeGreaterThanOrEqual(3)
  })
})
