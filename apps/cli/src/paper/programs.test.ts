import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, describe, expect, it } from 'vitest'

import { linesOf, store } from '../kept.test.support.ts'
import { simOfTests, simPath, type Sim } from '../sim.test.support.ts'
import { folder, textgrad } from '../typed.test.support.ts'
import { goesOnAfterKills } from './killed.test.support.ts'
import type { Model, Request } from './model.test.support.ts'
import { humanEvalPlusIn, leetCodeIn, mbppPlusIn, neverRight, programmer } from './programs.test.support.ts'

interface FigureLine {
  readonly figure: string
  readonly ours: number | null
}

const data = mkdtempSync(join(tmpdir(), 'textgrad-programs-'))
afterAll(() => rmSync(data, { recursive: true }))
for (const make of [humanEvalPlusIn, mbppPlusIn, leetCodeIn]) make(data)

// What the model says is decided test by test.
let model: Model = () => ''

/** An experiment as it is typed; its programs are no strangers. */
const typed = (sim: Sim, experiment: string, ...more: readonly string[]): string[] => [
  'bench',
  'paper',
  experiment,
  '--engine',
  `${sim.baseURL}#m`,
  '--data',
  data,
  '--set',
  'sandbox=unsafe-local',
  '--seeds=2',
  '--json',
  ...more,
]

const oursOf = (lines: readonly FigureLine[]) =>
  Object.fromEntries(lines.map(({ figure, ours }) => [figure, ours]))

describe.skipIf(!simPath)('programs of bench paper (needs the simulator)', { timeout: 480_000 }, () => {
  const sim = simOfTests({ brain: (request: Request) => model(request) })

  const error = 'standard error of 2 seeds'
  const local = {
    'zero-shot: passes all local tests': 0.25,
    [`zero-shot: passes all local tests, ${error}`]: 0,
    'reflexion: passes all local tests': 0.75,
    [`reflexion: passes all local tests, ${error}`]: 0,
    'textgrad: passes all local tests': 0.75,
    [`textgrad: passes all local tests, ${error}`]: 0,
  }

  it.each(['humaneval-plus', 'mbpp-plus'])('%s lands on what its model is known to solve', async (name) => {
    model = programmer
    const ended = await textgrad(...typed(sim(), name, ...store(name)))
    expect(ended.err).toBe('')
    expect(oursOf(linesOf<FigureLine>(ended))).toEqual({
      ...local,
      'zero-shot: completion rate': 0.25,
      [`zero-shot: completion rate, ${error}`]: 0,
      'reflexion: completion rate': 0.5,
      [`reflexion: completion rate, ${error}`]: 0,
      'textgrad: completion rate': 0.75,
      [`textgrad: completion rate, ${error}`]: 0,
    })
  })

  it('leetcode tells what local tests say, and leaves the rest to the platform, with the programs for it', async () => {
    model = programmer
    const ended = await textgrad(...typed(sim(), 'leetcode', '--files=written', ...store('leetcode')))
    expect(ended.err).toBe('')
    const alone = 'completion rate, judged by the platform alone'
    const lines = linesOf<FigureLine & { readonly paper: number | null }>(ended)
    expect(oursOf(lines)).toEqual({
      ...local,
      [`zero-shot: ${alone}`]: null,
      [`reflexion: ${alone}`]: null,
      [`textgrad: ${alone}`]: null,
    })
    expect(lines.find(({ figure }) => figure === `textgrad: ${alone}`)!.paper).toBe(0.36)
    const samples = readFileSync(join(folder, 'written', 'leetcode-textgrad-seed-2.jsonl'), 'utf8')
    expect(
      samples
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ).toContainEqual({
      task_id: 'cube',
      solution: 'def cube(x):\n    return x ** 3',
    })
    const judged = ['--problems', join(data, 'leetcode_with_tests.jsonl'), '--sandbox', 'unsafe-local']
    const written = join(folder, 'written', 'leetcode-reflexion-seed-1.jsonl')
    const scored = await textgrad('score', 'code', ...judged, '--samples', written, '--json')
    expect(linesOf<{ passed?: unknown }>(scored).map(({ passed }) => passed)).toEqual([
      true,
      true,
      true,
      false,
      3,
    ])
  })

  it.each(['humaneval-plus', 'mbpp-plus', 'leetcode'])(
    '%s goes on after it was killed to the figures of an unbroken one, and pays nothing twice that came in',
    async (experiment) => {
      model = programmer
      const typedFor = (where: readonly string[]) =>
        typed(sim(), experiment, '--seeds=1', '--jobs=2', ...where)
      const { lost } = await goesOnAfterKills({ sim: sim(), typed: typedFor, name: experiment })
      expect(lost).toBeLessThanOrEqual(2)
    },
  )

  it.each(['humaneval-plus', 'mbpp-plus', 'leetcode'])(
    'tells beforehand what %s asks of a model that is never right',
    async (name) => {
      model = neverRight(80)
      const args = typed(
        sim(),
        name,
        '--limit=1',
        '--seeds=1',
        '--assume-reply-tokens=80',
        ...store(`dry-${name}`),
      )
      const dry = await textgrad(...args, '--dry-run')
      expect(sim().stats().requests).toBe(0)
      const expected = linesOf<{ arm: string; calls: number; inputTokens: number; outputTokens: number }>(dry)
      // One problem with one seed: a first program, then a note or a critic's words for each further one.
      expect(expected.map(({ arm, calls }) => [arm, calls])).toEqual([
        ['reflexion', 1 + 2 * 4],
        ['textgrad', 1 + 2 * 5],
      ])
      expect((await textgrad(...args)).code).toBe(0)
      const { paid, tokensIn, tokensOut } = sim().stats()
      const sum = (kind: 'calls' | 'inputTokens' | 'outputTokens') =>
        expected.reduce((all, line) => all + line[kind], 0)
      expect(sum('calls')).toBe(paid)
      for (const ratio of [sum('inputTokens') / tokensIn, sum('outputTokens') / tokensOut]) {
        expect(ratio).toBeGreaterThan(0.8)
        expect(ratio).toBeLessThan(1.2)
      }
    },
  )
})

describe('wrong arguments of programs of bench paper', { timeout: 120_000 }, () => {
  const engine = '--engine=http://127.0.0.1:9/v1#m'
  it.each([
    [['leetcode', engine], 'Expected --data with your copy of leetcode_with_tests.jsonl for leetcode'],
    [['mbpp-plus', engine, '--data', '.'], 'MbppPlus.jsonl.gz in '],
    [
      ['mbpp-plus', engine, '--data', data, '--set', 'speed=3'],
      '--set speed: the task code has no such setting',
    ],
    [['mbpp-plus', engine, '--data', data, '--set', 'sandbox'], '--set "sandbox": expected a setting'],
    [['mbpp-plus', engine, '--data', data, '--set', 'critic=no'], '--set critic=no: expected true or false'],
    [['mbpp-plus', engine, '--data', data, '--set', 'cpu-seconds=x'], '--cpu-seconds must be a number'],
  ])('%j: one line, exit 2', async (args, message) => {
    const { code, out, err } = await textgrad('bench', 'paper', ...args)
    expect(err).toContain(message)
    expect(err.trim().split('\n')).toHaveLength(1)
    expect({ code, out }).toEqual({ code: 2, out: '' })
  })
})
