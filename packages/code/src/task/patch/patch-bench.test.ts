import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { gradient, optimize, rootCall, TGD, validateConfig, type RunEvent } from '@textgrad/core'
import { promptText, scripted, taskContract } from '@textgrad/core/testing'
import { tempDir, type TempDir } from '@textgrad/host'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'

import { code } from '../../task.ts'
import type { CodeConfig, CodeSettings } from '../config.ts'

const wrong = `def double(x):
    return x ** 2


def triple(x):
    return x * 3
`
const fixed = wrong.replace('x ** 2', 'x * 2')
const patch = (file: string) =>
  `--- a/${file}\n+++ b/${file}\n@@ -1,2 +1,2 @@\n def double(x):\n-    return x ** 2\n+    return x * 2\n`

let folder: TempDir
let out: TempDir
beforeAll(async () => {
  folder = await tempDir('code-patch-')
  out = await tempDir('code-patch-out-')
  await folder.write('double.py', wrong)
  await folder.write('factor.py', 'FACTOR = 3\n')
  await folder.write('tests.py', 'assert double(3) == 6\nassert triple(2) == 6\n')
  await folder.write(
    'check.py',
    'from double import double\nfrom factor import FACTOR\nassert double(3) == 6\nassert FACTOR == 2\n',
  )
})
afterAll(async () => {
  await folder[Symbol.asyncDispose]()
  await out[Symbol.asyncDispose]()
})

const configOf = (given: CodeSettings): Promise<CodeConfig> =>
  validateConfig(code.config, { sandbox: 'unsafe-local', form: 'patch', ...given }) as Promise<CodeConfig>
const ofFile = (): Promise<CodeConfig> =>
  configOf({ file: join(folder.path, 'double.py'), tests: join(folder.path, 'tests.py') })
const ofRepository = (given: CodeSettings = {}): Promise<CodeConfig> =>
  configOf({ repo: folder.path, file: 'double.py', cmd: 'python3 check.py', ...given })

describe('a patch as the value of a run', () => {
  it('is blank at first, and judged by what the file is with it', async () => {
    await using whole = await code.setup(await ofFile(), {})
    expect(whole.start).toEqual({ program: '' })
    const judged = (program: string) => whole.build({ program }).evaluate([], rootCall())
    expect(await judged('')).toMatchObject({ score: 0.5 })
    const right = await judged(patch('double.py'))
    expect(right).toMatchObject({ score: 1, feedback: [{ kind: 'satisfied' }] })
    expect(right.artifacts).toMatchObject([
      { name: 'diff', text: expect.stringContaining('+    return x * 2') },
      { name: 'file-1', title: 'double.py', text: fixed },
      { name: 'tests' },
    ])
  })

  it('that does not apply fails, whatever counts, and says which hunk and why', async () => {
    const bad = patch('double.py').replace('x ** 2', 'x ** 3')
    await using whole = await code.setup(await ofFile(), {})
    const { score, feedback } = await whole.build({ program: bad }).evaluate([], rootCall())
    expect(score).toBe(0)
    expect(feedback[0]!.text).toContain(
      'hunk 1 of 1 (@@ -1,2 +1,2 @@) does not apply: line 2 of the file is "    return x ** 2", and the hunk expects "    return x ** 3"',
    )
    await using timed = await code.setup({ ...(await ofFile()), objective: 'runtime' }, {})
    const worst = await timed.build({ program: bad }).evaluate([], rootCall())
    // Two tests, as long as each may take.
    expect(worst.score).toBe(-30)
  })

  it('is written by a model that is shown the file, and asked again where it does not apply', async () => {
    const replies = [patch('double.py').replace('def double', 'def twice'), patch('double.py')]
    const engine = scripted({
      reply: ({ about }) => `<${about!.tag}>\n${replies.shift()}</${about!.tag}>`,
    })
    await using whole = await code.setup(await ofFile(), { engine })
    const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))
    const events: RunEvent[] = []
    const run = optimize(whole, { strategy, seed: 1, steps: 2, emit: (event) => void events.push(event) })
    const scores = []
    for await (const { best } of run) scores.push(best.evaluation.score)
    expect(scores).toEqual([1])
    const [first, second] = engine.calls.map(promptText)
    expect(first).toContain('<FILE name="double.py">\ndef double(x):\n    return x ** 2')
    expect(second).toContain('line 1 of the file is')
    expect(replies).toEqual([])
  })

  it('may change several files of a repository, which stays as it is', async () => {
    await using whole = await code.setup(await ofRepository({ also: ['factor.py'] }), {})
    const both = `${patch('double.py')}--- a/factor.py\n+++ b/factor.py\n@@ -1 +1 @@\n-FACTOR = 3\n+FACTOR = 2\n`
    const judged = (program: string) => whole.build({ program }).evaluate([], rootCall())
    expect(await judged(patch('double.py'))).toMatchObject({ score: 0 })
    const { score, artifacts } = await judged(both)
    expect(score).toBe(1)
    expect(artifacts?.map(({ name }) => name)).toEqual(['diff', 'file-1', 'file-2', 'tests'])
    expect(await readFile(join(folder.path, 'factor.py'), 'utf8')).toBe('FACTOR = 3\n')
  })

  it.each<[CodeSettings, string]>([
    [{ function: 'double' }, 'either form patch or function'],
    [{ also: ['missing.py'] }, 'Expected also to be files in'],
    [{ also: ['../outside.py'] }, 'Expected also to be files in'],
    [{ also: ['double.py'] }, 'twice'],
    [{ form: 'program', also: ['factor.py'] }, 'Expected form patch with also'],
  ])('is refused before anything runs with %j', async (given, message) => {
    const setup = code.setup(await ofRepository(given), {})
    await expect(setup).rejects.toThrow(TypeError)
    await expect(setup).rejects.toThrow(message)
  })

  test.for(
    taskContract(code, {
      config: {
        sandbox: 'unsafe-local',
        form: 'patch',
        get file() {
          return join(folder.path, 'double.py')
        },
        get tests() {
          return join(folder.path, 'tests.py')
        },
      },
    }),
  )('$name', { timeout: 60_000 }, async (check) => {
    await expect(check.run()).resolves.toBeUndefined()
  })
})

describe('the files of a run', () => {
  async function eventsOf(settings: CodeConfig): Promise<RunEvent[]> {
    const events: RunEvent[] = []
    await using engine = code.rules(settings)
    await using whole = await code.setup(settings, { engine })
    const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))
    const run = { task: 'code', config: JSON.parse(JSON.stringify(settings)) }
    const steps = optimize(whole, {
      strategy,
      seed: 1,
      steps: 2,
      run,
      emit: (event) => void events.push(event),
    })
    for await (const { step } of steps) expect(step).toBe(1)
    return events
  }
  const written = async (events: readonly RunEvent[], name: string): Promise<string> => {
    await code.files!.write(events, join(out.path, name), {})
    return readFile(join(out.path, name), 'utf8')
  }

  it.each(['patch', 'program'] as const)(
    'are the best %s as a patch, a program and a folder',
    async (form) => {
      const events = await eventsOf({ ...(await ofFile()), form })
      const told = await written(events, `${form}.patch`)
      expect(told).toContain('--- a/double.py\n+++ b/double.py\n@@')
      expect(told).toContain('-    return x ** 2\n+    return x * 2\n')
      expect(await written(events, `${form}.py`)).toBe(fixed)
      await code.files!.write(events, join(out.path, form), {})
      expect(await readdir(join(out.path, form))).toEqual(['double.py'])
    },
  )

  it('have no patch where one function was rewritten', async () => {
    const events = await eventsOf({ ...(await ofFile()), form: 'program', function: 'double' })
    expect(await written(events, 'function.py')).toContain('return x * 2')
    await expect(written(events, 'function.patch')).rejects.toThrow('this one rewrote double alone')
  })
})
