import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { loadGpqa, shuffleChoices } from '@textgrad/questions'
import { afterAll, describe, expect, it } from 'vitest'

import { linesOf, store } from '../kept.test.support.ts'
import { simOfTests, simPath, type Sim } from '../sim.test.support.ts'
import { folder, textgrad } from '../typed.test.support.ts'
import { goesOnAfterKills } from './killed.test.support.ts'
import {
  data,
  drafting,
  gpqaIn,
  hinted,
  knowsAlone,
  knowsWithExamples,
  never,
  physics,
  setOf,
  type Asked,
  type Brain,
} from './questions.test.support.ts'

interface FigureLine {
  readonly experiment: string
  readonly figure: string
  readonly paper: number
  readonly ours: number
  readonly difference: number
  readonly n: number
  readonly of: number
}

interface ExpectedLine {
  readonly calls: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly bound: string
}

const gpqa = mkdtempSync(join(tmpdir(), 'textgrad-gpqa-'))
afterAll(() => rmSync(gpqa, { recursive: true }))
gpqaIn(gpqa)

// What the model says is decided test by test.
let brain: Brain = () => ''

/** An experiment as it is typed, with the simulated model. */
const typed = (sim: Sim, experiment: string, ...more: readonly string[]): string[] => {
  const where = experiment === 'gpqa' ? gpqa : data!
  return ['bench', 'paper', experiment, `--engine=${sim.baseURL}#m`, '--seed=3', '--data', where, ...more]
}

const oursOf = (lines: readonly FigureLine[]) =>
  Object.fromEntries(lines.map(({ figure, ours }) => [figure, ours]))

const share = <T>(all: readonly T[], isRight: (one: T) => boolean): number =>
  (100 * all.filter(isRight).length) / all.length

describe.skipIf(!simPath || !data)('textgrad bench paper --engine', { timeout: 480_000 }, () => {
  const sim = simOfTests({ brain: (asked: Asked) => brain(asked) })

  it.each(['object-counting', 'word-sorting', 'gsm8k'])(
    '%s lands on what its model is known to reach',
    async (name) => {
      const { train, validation, test } = await setOf(
        name === 'gsm8k' ? name : `bbh/${name.replace('-', '_')}`,
      )
      brain = hinted([...train, ...validation, ...test])
      const ended = await textgrad(...typed(sim(), name, '--limit=8', '--json', ...store(name)))
      const asked = test.slice(0, 8)
      expect(oursOf(linesOf<FigureLine>(ended))).toEqual({
        'cot: test accuracy, %': share(asked, knowsAlone),
        'few-shot: test accuracy, %': share(asked, knowsWithExamples),
        'textgrad: test accuracy, %': 100,
      })
    },
  )

  const voted = {
    'zero-shot, right %': 25,
    'update 1, right %': 50,
    'update 2, right %': 75,
    'update 3, right %': 75,
    // Of two answers that are given twice each, the first is taken.
    'majority vote, right %': 50,
  }

  it('gpqa and mmlu land on the votes of drafts that are known', async () => {
    brain = drafting((await loadGpqa(gpqa)).map((one) => shuffleChoices(one, 0)))
    const asked = await textgrad(...typed(sim(), 'gpqa', '--json', ...store('gpqa')))
    const lines = linesOf<FigureLine>(asked)
    expect(oursOf(lines)).toEqual(voted)
    expect(lines[0]).toEqual({
      experiment: 'gpqa',
      figure: 'zero-shot, right %',
      paper: 51,
      source: 'table 2',
      ours: 25,
      difference: -26,
      n: 8,
      of: 198,
    })
    brain = drafting(await physics())
    const seeds = ['--seeds=2', '--limit=4', '--result=physics.json', '--out=physics.html']
    const shown = await textgrad(...typed(sim(), 'mmlu-physics', ...seeds, ...store('physics')))
    expect(shown.code).toBe(0)
    expect(shown.out).toMatch(/^mmlu-physics +textgrad +openai\/m@\S+ +56 +[\d,]+ +[\d,]+ +unknown$/m)
    expect(shown.out).toMatch(/^mmlu-physics +majority vote, right % +95\.1 +50 +-45\.1 +4 of 102$/m)
    expect(shown.out).toContain('no figure of the paper is reproduced by these')
    expect(JSON.parse(readFileSync(join(folder, 'physics.json'), 'utf8'))).toMatchObject({
      settings: { limit: 4, seed: 3, seeds: 2 },
      experiments: [
        {
          experiment: 'mmlu-physics',
          models: ['m'],
          arms: [{ seeds: [3, 4], spent: { calls: 56, dollars: null } }],
        },
      ],
    })
    expect(readFileSync(join(folder, 'physics.html'), 'utf8')).toMatch(
      />−?-?45\.1<\/td><td class="">4 of 102</,
    )
  })

  it('goes on after it was killed to the figures of an unbroken one, and pays nothing twice that came in', async () => {
    const { train, validation, test } = await setOf('bbh/object_counting')
    brain = hinted([...train, ...validation, ...test])
    const args = (where: readonly string[]) =>
      typed(sim(), 'object-counting', '--limit=12', '--json', '--jobs=2', ...where)
    const broken = { sim: sim(), typed: args, name: 'counting', at: [1 / 8, 1 / 2] }
    const { whole } = await goesOnAfterKills(broken)
    // What is over is not run again, and not expected to cost anything.
    const before = sim().stats().paid
    const again = args(store('counting-killed'))
    expect((await textgrad(...again)).out).toBe(whole.out)
    const dry = await textgrad(...again, '--dry-run')
    expect(linesOf<ExpectedLine>(dry).map(({ calls }) => calls)).toEqual([0, 0, 0])
    expect(sim().stats().paid).toBe(before)
  })

  it.each(['gpqa', 'mmlu-ml', 'object-counting', 'word-sorting', 'gsm8k'])(
    'tells beforehand what %s asks of a model that is never satisfied',
    async (name) => {
      brain = never(80)
      const args = typed(
        sim(),
        name,
        '--limit=8',
        '--json',
        '--assume-reply-tokens=80',
        ...store(`dry-${name}`),
      )
      const dry = linesOf<ExpectedLine>(await textgrad(...args, '--dry-run'))
      expect(sim().stats().requests).toBe(0)
      const sum = (kind: 'calls' | 'inputTokens' | 'outputTokens') =>
        dry.reduce((all, line) => all + line[kind], 0)
      expect(dry.every(({ bound }) => bound === 'upper')).toBe(true)
      expect((await textgrad(...args)).code).toBe(0)
      const { paid, tokensIn, tokensOut } = sim().stats()
      expect(sum('calls')).toBe(paid)
      for (const ratio of [sum('inputTokens') / tokensIn, sum('outputTokens') / tokensOut]) {
        expect(ratio).toBeGreaterThan(0.8)
        expect(ratio).toBeLessThan(1.2)
      }
    },
  )

  it('begins nothing more where a limit is reached, and goes on with a higher one', async () => {
    brain = drafting(await physics())
    const args = typed(sim(), 'mmlu-physics', '--limit=4', '--json', ...store('limited'))
    const refused = await textgrad(...args, '--max-calls=27')
    expect(refused).toMatchObject({ code: 2, out: '' })
    expect(refused.err).toMatch(
      /^textgrad: --max-calls 27 may not do: up to 28 calls are to be expected; .*\n$/,
    )
    expect(sim().stats().requests).toBe(0)
    // Replies are longer than was assumed.
    const paused = await textgrad(...args, '--assume-reply-tokens=1', '--max-tokens=8000')
    expect(paused.code).toBe(130)
    expect(paused.err).toBe(
      'Paused: --max-tokens 8000 is reached; the same command with another one goes on with it.\n',
    )
    const { paid } = sim().stats()
    expect(paid).toBeLessThan(28)
    expect(oursOf(linesOf<FigureLine>(await textgrad(...args)))).toEqual(voted)
    expect(sim().stats().paid).toBe(28)
  })
})

describe('wrong arguments of textgrad bench paper', () => {
  const model = '--engine=http://127.0.0.1:9/v1#m'
  it.each([
    [['gpqa', model], 'name a folder that holds your gpqa_diamond.csv with --data'],
    [['leetcod', model], 'Unknown experiment "leetcod"'],
    [['gpqa', '--recorded', '--limit=3'], '--limit is for experiments with a model'],
    [['gsm8k', '--dry-run'], '--recorded is missing'],
    [['gsm8k', model, '--limit=0'], '--limit must be at least 1'],
    [['gsm8k', model, '--result=no/such/file.json'], 'ENOENT'],
  ])('%j: one line, exit 2', async (args, message) => {
    const { code, out, err } = await textgrad('bench', 'paper', ...args)
    expect(err).toContain(message)
    expect(err.trim().split('\n')).toHaveLength(1)
    expect({ code, out }).toEqual({ code: 2, out: '' })
  })
})
