import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { bwrapNote, bwrapRefusal } from '../sandboxes.test.support.ts'
import { bwrapSandbox } from './bwrap-sandbox.ts'

const program = join(import.meta.dirname, 'probe.test.program.ts')
const user = process.getuid?.() === 0 ? { uid: 123_456, gid: 123_456 } : {}

describe.skipIf(bwrapRefusal !== undefined)(`the probe of bwrap${bwrapNote}`, () => {
  it('names what runs, with versions', async () => {
    await using sandbox = await bwrapSandbox()
    expect(sandbox.name).toMatch(/^bwrap \d+\.\d+\.\d+, python 3\.\d+\.\d+, node \d+\.\d+\.\d+$/)
    expect(new Set(Object.values(sandbox.capabilities))).toEqual(new Set(['kept out']))
  })

  it.each([
    ['an ordinary user', user, 'new user namespaces are not allowed here'],
    [
      'the root of a namespace',
      {},
      process.getuid?.() === 0 ? 'no other user to become' : 'new user namespaces',
    ],
  ])('refuses, and says why, where no user namespaces can be made: %s', (_, as, why) => {
    const walls = ['--dev-bind', '/', '/', '--unshare-user', '--disable-userns', '--']
    const { stdout, stderr } = spawnSync('bwrap', [...walls, process.execPath, program], {
      encoding: 'utf8',
      cwd: '/',
      ...as,
    })
    expect(stderr).toBe('')
    const answer = JSON.parse(stdout) as { kind: string; message: string }
    expect(answer.kind).toBe('unavailable')
    expect(answer.message).toMatch(/^bubblewrap can not be used: /)
    expect(answer.message).toContain(why)
  })
})

describe('a machine without it', () => {
  it('is told what to install', async () => {
    await expect(bwrapSandbox({ executable: '/nowhere/bwrap' })).rejects.toMatchObject({
      name: 'SandboxError',
      kind: 'unavailable',
      message: expect.stringContaining('apt-get install bubblewrap'),
    })
  })

  it.skipIf(bwrapRefusal !== undefined)('is told that there is no Python', async () => {
    await expect(bwrapSandbox({ python: '/nowhere/python3' })).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('/nowhere/python3'),
    })
  })
})
