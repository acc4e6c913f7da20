import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

import { expect } from 'vitest'

import type { Value } from '../codec/value.ts'
import type { SandboxName } from './all-sandboxes.ts'
import type { Limits } from './limits.ts'
import { readableCopy } from './readable-copy.test.support.ts'
import type { Language } from './sandbox.ts'

/** A program that means harm: run as a whole, or loaded, and a function of it called. */
export interface AttackStep {
  readonly run?: string
  readonly load?: string
  readonly call?: readonly [name: string, ...args: Value[]]
  /** Instead of the limit of the request. */
  readonly cpuSeconds?: number
}

export interface AttackRequest {
  readonly sandbox: SandboxName
  readonly language: Language
  readonly limits: Partial<Limits>
  readonly steps: readonly AttackStep[]
  /** Programs at once (default: 1). */
  readonly workers?: number
}

/** How a program ended, and all that came of it as text. A MemoryError is 'memory', as being stopped for it is. */
export interface Attacked {
  readonly status: string
  readonly said: string
}

const program = 'attack.test.program.ts'
const isRoot = process.getuid?.() === 0
const ordinaryUser = 123_456

/** Who starts a sandbox. An ordinary user can not become root: that half is reported as skipped then. */
export const attackers: readonly {
  readonly who: string
  readonly skipped: boolean
  readonly user: number | undefined
}[] = [
  {
    who: isRoot ? 'root' : 'root (not available: this is an ordinary user)',
    skipped: !isRoot,
    user: undefined,
  },
  { who: 'an ordinary user', skipped: false, user: isRoot ? ordinaryUser : undefined },
]

/**
 * Runs programs in a sandbox that `user` starts (undefined: who runs the tests), in a process that has `CANARY` in its
 * environment.
 */
export async function attack(
  request: AttackRequest,
  { user, canary = '' }: { readonly user: number | undefined; readonly canary?: string },
): Promise<readonly Attacked[]> {
  using copy = user === undefined ? undefined : readableCopy(import.meta.dirname)
  const child = spawn(copy?.node ?? process.execPath, [join(copy?.folder ?? import.meta.dirname, program)], {
    env: { PATH: process.env['PATH'], CANARY: canary },
    cwd: '/',
    ...(user === undefined ? {} : { uid: user, gid: user }),
  })
  child.stdin.end(JSON.stringify(request))
  const [said, errors] = await Promise.all([text(child.stdout), text(child.stderr)])
  expect(errors).toBe('')
  const outcome = JSON.parse(said) as { readonly user: number; readonly answers: readonly Attacked[] }
  expect(outcome.user).toBe(user ?? process.getuid?.())
  expect(outcome.answers).toHaveLength(request.steps.length)
  return outcome.answers
}
