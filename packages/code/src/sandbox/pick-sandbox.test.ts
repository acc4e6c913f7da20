import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import type { SandboxName } from './all-sandboxes.ts'
import { sandboxChecks } from './checks.ts'
import { pickSandbox, probeSandboxes } from './pick-sandbox.ts'
import { bwrapNote, bwrapRefusal } from './sandboxes.test.support.ts'

const program = join(import.meta.dirname, 'pick-sandbox.test.program.ts')

/** What is picked where no user namespaces can be made. */
function pickedWithout(allow: readonly SandboxName[]): Record<string, unknown> {
  const walls = ['--dev-bind', '/', '/', '--unshare-user', '--disable-userns', '--']
  const { stdout, stderr } = spawnSync('bwrap', [...walls, process.execPath, program, ...allow], {
    encoding: 'utf8',
    cwd: '/',
  })
  expect(stderr).toBe('')
  return JSON.parse(stdout) as Record<string, unknown>
}

describe.skipIf(bwrapRefusal !== undefined)(`picking a sandbox${bwrapNote}`, () => {
  it('takes the strongest', async () => {
    const { sandbox, picked, passedOver, words } = await pickSandbox()
    await sandbox[Symbol.asyncDispose]()
    expect(picked).toBe('bwrap')
    expect(passedOver).toEqual([])
    expect(words).toBe(sandbox.name)
  })

  it('takes it for other languages too, where it runs them', async () => {
    const { sandbox, passedOver } = await pickSandbox({ languages: ['python', 'javascript'] })
    await sandbox[Symbol.asyncDispose]()
    expect(sandbox.languages).toEqual(expect.arrayContaining(['python', 'javascript']))
    expect(passedOver).toEqual([])
  })

  it('takes Pyodide where there are no user namespaces, and says why', { timeout: 120_000 }, () => {
    const { picked, words, answer } = pickedWithout([])
    expect(picked).toBe('pyodide')
    expect(answer).toBe(42)
    expect(words).toMatch(/^pyodide .*, python .*, instead of bwrap \(bubblewrap can not be used: /)
  })

  it('refuses where only bwrap is allowed, and nothing takes its place', { timeout: 120_000 }, () => {
    expect(pickedWithout(['bwrap'])).toEqual({
      kind: 'unavailable',
      message: expect.stringMatching(/^no sandbox for python: bwrap \(bubblewrap can not be used: /),
    })
  })
})

describe('picking a sandbox', () => {
  it('takes what is allowed, and says what was passed over', { timeout: 120_000 }, async () => {
    const { sandbox, picked, passedOver, words } = await pickSandbox({ allow: ['unsafe-local', 'pyodide'] })
    await sandbox[Symbol.asyncDispose]()
    expect(picked).toBe('pyodide')
    expect(passedOver).toEqual([{ name: 'bwrap', reason: 'it is not allowed' }])
    expect(words).toContain('instead of bwrap (it is not allowed)')
  })

  it('takes no sandbox only where that is spelled out', async () => {
    const { sandbox, picked } = await pickSandbox({ allow: ['unsafe-local'] })
    await sandbox[Symbol.asyncDispose]()
    expect(picked).toBe('unsafe-local')
  })

  it.each([
    [{ languages: ['javascript'] as const, allow: ['pyodide'] as const }, 'no sandbox for javascript'],
    [
      { languages: ['python', 'javascript'] as const, allow: ['pyodide', 'quickjs'] as const },
      'no sandbox for python, javascript',
    ],
    [{ allow: [] }, 'none is allowed'],
  ])('refuses %j', async (options, message) => {
    await expect(pickSandbox(options)).rejects.toMatchObject({
      name: 'SandboxError',
      kind: 'unavailable',
      message: expect.stringContaining(message),
    })
  })

  it('takes one that runs TypeScript, and says what the others run', async () => {
    const { sandbox, picked, passedOver } = await pickSandbox({
      languages: ['javascript', 'typescript'],
      allow: ['pyodide', 'quickjs'],
    })
    await sandbox[Symbol.asyncDispose]()
    expect(picked).toBe('quickjs')
    expect(passedOver).toEqual([
      { name: 'bwrap', reason: 'it is not allowed' },
      { name: 'pyodide', reason: 'it runs python' },
    ])
  })

  it('refuses names that are none', async () => {
    await expect(pickSandbox({ allow: ['docker' as SandboxName] })).rejects.toThrow(
      new TypeError('allow: "docker" is none of bwrap, pyodide, quickjs, unsafe-local'),
    )
  })
})

describe('the probe of sandboxes', () => {
  it('says of each what it keeps out, or why it is not there', { timeout: 120_000 }, async () => {
    const probes = await probeSandboxes()
    expect(probes.map(({ name }) => name)).toEqual(['bwrap', 'pyodide', 'quickjs'])
    expect(probes[0]?.ok).toBe(bwrapRefusal === undefined)
    expect(probes[1]).toMatchObject({
      ok: true,
      languages: ['python'],
      capabilities: { network: 'kept out', forgery: 'kept out' },
    })
    const checks = await sandboxChecks()
    expect(checks.slice(0, -1).map(({ ok }) => ok)).toEqual(probes.map(({ ok }) => ok))
    expect(checks.at(-1)?.name).toBe('sandbox piston')
    expect(checks.filter(({ ok, neededFor }) => !ok && neededFor === undefined)).toEqual([])
    expect(checks[1]?.detail).toMatch(/^pyodide .*; for python; keeps out: network, files/)
  })
})
