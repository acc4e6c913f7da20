import { existsSync } from 'node:fs'
import { dirname } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { attack, attackers, type AttackRequest, type AttackStep } from '../attackers.test.support.ts'
import { Canaries } from '../canaries.test.support.ts'
import { attacks, leftovers } from '../sandboxes.test.support.ts'
import { routes } from './routes.test.support.ts'

const limits = { cpuSeconds: 8, wallSeconds: 60, memoryBytes: 256 * 2 ** 20 }
const request = (steps: readonly AttackStep[]): AttackRequest => ({
  sandbox: 'pyodide',
  language: 'python',
  limits,
  steps,
  workers: 2,
})

/** Runs a program and gives the value of its last expression as text. */
const harness = `
def probe(source):
    import ast
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    names = {"__name__": "probe"}
    exec(compile(tree, "<probe>", "exec"), names)
    return None if last is None else repr(eval(compile(ast.Expression(last.value), "<probe>", "eval"), names))
`

/** These write to a folder, and become a user, that exist in the memory of the program alone. */
const imaginary = new Set(['write host /tmp/pwned', 'setuid root / sudo binaries'])

describe('programs that want out of Pyodide', () => {
  let canaries: Canaries
  beforeEach(async () => {
    canaries = await new Canaries().open()
  })
  afterEach(() => canaries[Symbol.asyncDispose]())

  const aimed = (program: string) =>
    canaries
      .aimed(program)
      .replaceAll('CANARY_DIR', dirname(canaries.file))
      .replaceAll('PORT', String(canaries.tcpPort))

  const probes = [...attacks('pyodide.json', 'probes'), ...routes]
  const host = attacks('sandbox.json', 'host').filter(({ name }) => !imaginary.has(name))
  const bombs = attacks('sandbox.json', 'bombs')

  it('are tried in more than eighty ways', () => {
    expect(probes.length).toBeGreaterThan(80)
    expect(new Set(probes.map(({ name }) => name)).size).toBe(probes.length)
  })

  describe.each(attackers)('when $who starts it', ({ user, skipped }) => {
    it.skipIf(skipped)('no route leads anywhere', { timeout: 300_000 }, async () => {
      const steps = probes.map(({ program }): AttackStep => {
        return { load: harness, call: ['probe', aimed(program)] }
      })
      // What comes after them all runs as ever.
      const last: AttackStep = { load: harness, call: ['probe', '6 * 7'] }
      const answers = await attack(request([...steps, last]), { user, canary: canaries.variable })
      expect(answers.at(-1)).toMatchObject({ status: 'returned', said: expect.stringContaining('"42"') })
      const open = probes.filter(
        (_, index) => answers[index]!.status === 'returned' || answers[index]!.said.includes('CANARY'),
      )
      expect(open.map(({ name }) => name)).toEqual([])
      expect(await canaries.visited()).toBe(0)
      expect(existsSync('/tmp/pwned')).toBe(false)
      expect(leftovers()).toEqual([])
    })

    it.skipIf(skipped)('none gets out', { timeout: 120_000 }, async () => {
      const steps = host.map(({ program }) => ({ run: aimed(program) }))
      const answers = await attack(request(steps), { user, canary: canaries.variable })
      const out = host.filter((_, index) => /SUCCESS|CANARY/.test(answers[index]!.said))
      expect(out.map(({ name }) => name)).toEqual([])
      expect(await canaries.visited()).toBe(0)
      expect(existsSync('/tmp/pwned')).toBe(false)
    })

    it.skipIf(skipped)('each bomb is contained', { timeout: 300_000 }, async () => {
      const tight = { cpuSeconds: 1.5, wallSeconds: 5, memoryBytes: 128 * 2 ** 20 }
      // After each a program runs as ever.
      const steps = bombs.flatMap(({ program }) => [{ run: program }, { run: 'print(6 * 7)' }])
      const answers = await attack({ ...request(steps), limits: tight }, { user })
      const after = answers.filter((_, index) => index % 2 === 1)
      expect(after.filter(({ said }) => !said.includes('"42\\n"'))).toEqual([])
      // One has nothing to fill, the other nobody to stop.
      const returned = bombs.filter((_, index) => answers[2 * index]!.status === 'returned')
      expect(returned.map(({ name }) => name).toSorted()).toEqual(['SIGSTOP self', 'root fs fill'])
      expect(leftovers()).toEqual([])
    })
  })
})
