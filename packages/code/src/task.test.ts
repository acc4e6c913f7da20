import {
  gradient,
  optimize,
  rootCall,
  TGD,
  validateConfig,
  type Evaluation,
  type RunEvent,
} from '@textgrad/core'
import { promptText, scripted, taskContract } from '@textgrad/core/testing'
import { tempDir, type TempDir } from '@textgrad/host'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'

import { leftovers } from './sandbox/sandboxes.test.support.ts'
import { code } from './task.ts'
import type { CodeConfig } from './task/config.ts'

const wrong = `def median(xs):
    ys = sorted(xs)
    middle = len(ys) // 2
    if len(ys) % 2 == 0:
        return ys[middle]
    return (ys[middle - 1] + ys[middle]) / 2
`
const right = wrong.replace('== 0', '== 1')
const call = (args: readonly number[], expected: number) => ({
  kind: 'call',
  id: `median of ${args.join(' ')}`,
  call: { function: 'median', args: [args] },
  expected,
})
const problem = {
  id: 'median',
  language: 'python',
  entryPoint: 'median',
  statement: 'The median of a list of numbers.',
  tests: {
    local: [call([3, 1, 2], 2), call([4, 1, 3, 2], 2.5)],
    hidden: [call([8, 8881], 4444.5), call([5], 5)],
  },
  solution: right,
}

let folder: TempDir
beforeAll(async () => {
  folder = await tempDir('code-task-')
  await folder.write('wrong.py', wrong)
  await folder.write('problem.json', JSON.stringify(problem))
  await folder.write(
    'problems.jsonl',
    [problem, { ...problem, id: 'again' }].map((one) => JSON.stringify(one)).join('\n'),
  )
  await folder.write('tests.py', 'from wrong import median\nassert median([1, 2]) == 1.5\n')
})
afterAll(() => folder[Symbol.asyncDispose]())

const path = (name: string): string => `${folder.path}/${name}`

/** Programs of these tests are no strangers. */
const configOf = (given: object): Promise<CodeConfig> =>
  validateConfig(code.config, { sandbox: 'unsafe-local', ...given }) as Promise<CodeConfig>

describe('the code task', () => {
  const given = { sandbox: 'unsafe-local' }
  // What the contract is given is read when a check runs: the files are written by then.
  const config = {
    ...given,
    get problems() {
      return path('problem.json')
    },
    get file() {
      return path('wrong.py')
    },
  }
  const checks = taskContract(code, { config, open: () => leftovers().length })
  test.for(checks)('$name', { timeout: 60_000 }, async (check) => {
    await expect(check.run()).resolves.toBeUndefined()
  })

  it(
    'repairs a program by rules, measures it by hidden tests and stops by itself',
    { timeout: 60_000 },
    async () => {
      const settings = await configOf({ problems: path('problem.json'), file: path('wrong.py') })
      const events: RunEvent[] = []
      const evaluations: Evaluation[] = []
      await using engine = code.rules(settings)
      await using whole = await code.setup(settings, { engine })
      const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))
      const run = optimize(whole, { strategy, seed: 1, steps: 5, emit: (event) => void events.push(event) })
      for await (const { best } of run) evaluations.push(best.evaluation)
      expect(evaluations.at(-1)).toMatchObject({ score: 1, metrics: { tests: 1, 'hidden tests': 1 } })
      expect(evaluations.at(-1)!.feedback[0]!.kind).toBe('satisfied')
      expect(events.at(-1)).toMatchObject({ type: 'run-end', status: 'done' })
      const artifacts = events.flatMap((event) => (event.type === 'artifact' ? [event.artifact] : []))
      const diff = artifacts.filter(({ name }) => name === 'diff').at(-1)
      expect(diff).toMatchObject({
        kind: 'text',
        text: expect.stringMatching(/^-    if len.*\n\+    if len/m),
      })
      expect(artifacts.filter(({ name }) => name === 'tests').map(({ title }) => title)).toEqual([
        '0 of 2 tests pass',
        '2 of 2 tests pass',
      ])
      const [failing, passing] = artifacts.filter(({ name }) => name === 'tests')
      expect(failing).toMatchObject({
        columns: ['test', 'result', 'expected', 'got'],
        rows: [
          ['median of 3 1 2', 'failed', '2', '1.5'],
          ['median of 4 1 3 2', 'failed', '2.5', '3'],
        ],
      })
      expect(passing).toMatchObject({ columns: ['test', 'result'] })
    },
  )

  it('tells a model what fails and what is asked, and never a hidden test', { timeout: 60_000 }, async () => {
    const settings = await configOf({ problems: path('problem.json'), file: path('wrong.py'), critic: true })
    const replies = [wrong.replace('== 0', '!= 0'), right]
    const engine = scripted({
      reply: ({ purpose, about }) =>
        purpose === 'update'
          ? `<${about!.tag}>${replies.shift()}</${about!.tag}>`
          : 'Look at which lengths are even.',
    })
    await using whole = await code.setup(settings, { engine })
    const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))
    const run = optimize(whole, { strategy, seed: 1, steps: 3 })
    for await (const { step } of run) expect(step).toBe(1)
    const prompts = engine.calls.map(promptText)
    expect(prompts.join('\n')).toContain('The median of a list of numbers.')
    expect(prompts.join('\n')).toContain('Look at which lengths are even.')
    expect(prompts.join('\n')).toContain('returned 3')
    expect(prompts.join('\n')).not.toMatch(/4444|8881/)
  })

  it('starts from what the model writes for the statement alone', { timeout: 60_000 }, async () => {
    const settings = await configOf({ problems: path('problem.json'), first: 'model' })
    const engine = scripted({ reply: () => `Here it is:\n\`\`\`python\n${wrong}\`\`\`\nIt sorts.` })
    await using whole = await code.setup(settings, { engine })
    expect(whole.start).toEqual({ program: wrong })
    expect(engine.calls.map(({ purpose, path: place }) => [purpose, place])).toEqual([
      ['forward', expect.stringMatching(/^first-program/)],
    ])
    const prompt = promptText(engine.calls[0]!)
    expect(prompt).toContain('define `median`')
    expect(prompt).toContain('The median of a list of numbers.')
    expect(prompt).not.toMatch(/4444|8881|2\.5/)
  })

  it.each([
    [{ file: 'wrong.py' }, /either first model or file, got both/],
    [{ bug: 1 }, /either first model or bug, got both/],
    [{ problems: undefined, file: 'wrong.py', tests: 'tests.py' }, /problems with first model/],
  ])('refuses first model with %j', async (given, message) => {
    const files = Object.fromEntries(
      Object.entries({ problems: 'problem.json', ...given }).map(([key, value]) => [
        key,
        typeof value === 'string' ? path(value) : value,
      ]),
    )
    const settings = await configOf({ ...files, first: 'model' })
    await expect(code.setup(settings, { engine: scripted() })).rejects.toThrow(message)
  })

  it('refuses to write a first program without a model', async () => {
    const settings = await configOf({ problems: path('problem.json'), first: 'model' })
    await expect(code.setup(settings, {})).rejects.toThrow(/engine with a language model for first/)
  })

  it(
    'runs what the platform of a problem brings along before each program',
    { timeout: 60_000 },
    async () => {
      const preamble = 'from typing import *\n'
      const problems = await folder.write('typed.json', JSON.stringify({ ...problem, preamble }))
      const settings = await configOf({ problems, first: 'model' })
      const typed = right.replace('(xs)', '(xs: List[float]) -> float')
      await using whole = await code.setup(settings, { engine: scripted({ reply: () => typed }) })
      expect(whole.start).toEqual({ program: typed })
      expect(await whole.build(whole.start).evaluate([], rootCall())).toMatchObject({ score: 1 })
    },
  )

  it('rewrites one function of a file, with the words of the paper', { timeout: 60_000 }, async () => {
    const file = await folder.write('larger.py', `SCALE = 1\n\n${wrong}\ndef other():\n    return 2\n`)
    const settings = await configOf({ file, tests: path('tests.py'), function: 'median', words: 'paper' })
    await using whole = await code.setup(settings, {})
    expect(whole.start['program']).toBe(wrong.trimEnd())
    const built = whole.build(whole.start)
    const { feedback, score } = await built.evaluate([], rootCall())
    expect(score).toBe(0)
    expect(feedback[0]!.text).toContain('# ERROR: This unit test fails. Output was 2')
  })

  it('goes on where all tests pass if time counts too', { timeout: 60_000 }, async () => {
    const file = await folder.write('right.py', right)
    const settings = await configOf({ problems: path('problem.json'), file, objective: 'runtime' })
    await using whole = await code.setup(settings, {})
    const { score, metrics, feedback } = await whole.build(whole.start).evaluate([], rootCall())
    expect(score).toBe(-metrics['seconds']!)
    expect(metrics['tests']).toBe(1)
    expect(feedback[0]).toMatchObject({
      kind: 'feedback',
      text: expect.stringContaining('Make the program faster'),
    })
    const slow = await whole.build({ program: wrong }).evaluate([], rootCall())
    expect(slow.score).toBe(-30)
  })

  it(
    'hides tests of a problem, starts from nothing or from a bug, and moves by edits',
    { timeout: 60_000 },
    async () => {
      const settings = { problems: path('problems.jsonl'), task: 'again', show: 1 }
      await using empty = await code.setup(await configOf(settings), {})
      expect(empty.start['program']).toContain('def median(*arguments):\n    pass')
      expect(empty.metrics.map(({ name }) => name)).toEqual(['tests', 'hidden tests'])
      await using buggy = await code.setup(await configOf({ ...settings, bug: 3 }), {})
      expect(buggy.start['program']).not.toBe(right)
      const { random } = rootCall({ seed: 1 })
      const moves = buggy.moves!({ program: right }, random)[Symbol.asyncIterator]()
      const near = await Promise.all([moves.next(), moves.next(), moves.next()])
      expect(new Set(near.map(({ value }) => JSON.stringify(value))).size).toBe(3)
    },
  )

  it.each([
    [{}, 'Expected problems, or file and tests, or repo, file and cmd'],
    [{ file: 'wrong.py' }, 'Expected problems, or file and tests'],
    [{ problems: 'nowhere.jsonl' }, 'Expected a file that can be read, got nowhere.jsonl'],
    [
      { problems: 'problems.jsonl' },
      'Expected task to be one of the 2 problems, median, again ..., got none',
    ],
    [{ problems: 'problem.json', tests: 'tests.py' }, 'either problems or tests'],
    [{ file: 'wrong.py', tests: 'tests.py', bug: 1 }, 'Expected problems with bug'],
    [{ file: 'tests.js', tests: 'tests.py' }, 'Expected a program of Python'],
    [{ problems: 'problem.json', critic: true }, 'language model for critic'],
    [{ problems: 'problem.json', cmd: 'pytest' }, 'Expected repo, file and cmd together'],
  ])('refuses %j before anything is run', async (wrongOnes, message) => {
    const paths = Object.entries(wrongOnes).map(([name, value]) => [
      name,
      typeof value === 'string' && /^(wrong|problem|tests)/.test(value) ? path(value) : value,
    ])
    const setup = code.setup(await configOf(Object.fromEntries(paths) as object), {})
    await expect(setup).rejects.toThrow(TypeError)
    await expect(setup).rejects.toThrow(message)
  })

  it('says what each sandbox of this machine keeps programs from', { timeout: 60_000 }, async () => {
    const found = await code.checks!()
    expect(found.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['sandbox bwrap', 'sandbox pyodide']),
    )
  })
})
