import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { limitsOf } from '../limits.ts'
import { attacks, bwrapNote, bwrapRefusal, leftovers } from '../sandboxes.test.support.ts'
import { unsafeLocal } from '../unsafe-local/unsafe-local.ts'
import { moreAttacks, moreBombs } from './attacks.test.support.ts'
import { Canaries } from './canaries.test.support.ts'

const program = join(import.meta.dirname, 'attack.test.program.ts')

interface Outcome {
  readonly user: number
  readonly answers: readonly { readonly status: string; readonly said: string }[]
}

/** Runs programs in a sandbox that is started by a user (undefined: by who runs the tests). */
function attack(programs: readonly string[], user: number | undefined, variable = ''): Outcome {
  const { stdout, stderr, status } = spawnSync(process.execPath, [program], {
    input: JSON.stringify(programs),
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], CANARY: variable },
    ...(user === undefined ? {} : { uid: user, gid: user, cwd: '/' }),
  })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return JSON.parse(stdout) as Outcome
}

const isRoot = process.getuid?.() === 0
const callers = isRoot
  ? [
      { who: 'root', user: undefined },
      { who: 'an ordinary user', user: 123_456 },
    ]
  : [{ who: 'an ordinary user', user: undefined }]

describe.skipIf(bwrapRefusal !== undefined)(`programs that want out of bwrap${bwrapNote}`, () => {
  let canaries: Canaries
  beforeEach(async () => {
    canaries = await new Canaries().open()
  })
  afterEach(() => canaries[Symbol.asyncDispose]())

  const host = [...attacks('sandbox.json', 'host'), ...moreAttacks]

  it.each(callers)('none gets out when $who starts it', { timeout: 180_000 }, ({ user }) => {
    const outcome = attack(
      host.map((one) => canaries.aimed(one.program)),
      user,
      canaries.variable,
    )
    expect(outcome.user).toBe(user ?? process.getuid?.())
    // The /tmp that is written to is one of its own, as is seen below.
    const out = host.filter(
      ({ name }, index) =>
        name !== 'write host /tmp/pwned' && /SUCCESS|CANARY FILE/.test(outcome.answers[index]!.said),
    )
    expect(out.map(({ name }) => name)).toEqual([])
    expect(outcome.answers).toHaveLength(host.length)
    expect(canaries.visits).toBe(0)
    expect(['/tmp/pwned', '/usr/pwned'].filter((path) => existsSync(path))).toEqual([])
    expect(leftovers()).toEqual([])
  })

  const bombs = [...attacks('sandbox.json', 'bombs'), ...moreBombs]

  it.each(callers)('each bomb is contained when $who starts it', { timeout: 300_000 }, ({ user }) => {
    const outcome = attack([...bombs.map((one) => one.program), 'print(6 * 7)'], user)
    // What comes after them all runs as ever.
    expect(outcome.answers.at(-1)).toEqual({ status: 'returned', said: ' 42\n' })
    expect(outcome.answers).toHaveLength(bombs.length + 1)
    const ends = Object.fromEntries(bombs.map(({ name }, index) => [name, outcome.answers[index]!.status]))
    // These end by themselves: one writes to folders that are read-only, one can not stop the first process of its namespace.
    const returned = Object.keys(ends).filter((name) => ends[name] === 'returned')
    expect(returned.toSorted()).toEqual(['SIGSTOP self', 'root fs fill'])
    expect(ends).toMatchObject({
      'infinite loop': 'timeout',
      'infinite loop, all signals ignored': 'timeout',
      sleep: 'timeout',
      'output flood': 'output',
      'an answer that never ends': 'protocol',
      'memory bomb x processes': 'memory',
    })
    expect(leftovers()).toEqual([])
  })

  it('without walls the same programs do reach the canaries', async () => {
    const reached = async (words: string) => {
      const one = host.find(({ name }) => name.startsWith(words))!
      await using sandbox = await unsafeLocal()
      await using candidate = await sandbox.open({ language: 'python', limits: limitsOf() })
      return await candidate.run(canaries.aimed(one.program), '')
    }
    expect(await reached('connects to an abstract socket')).toMatchObject({ stdout: 'SUCCESS\n' })
    expect(await reached('opens a socket of another family')).toMatchObject({
      stdout: expect.stringContaining('SUCCESS'),
    })
    expect(canaries.visits).toBe(1)
  })
})
