import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { compareFlags } from './commands/compare.ts'
import { contenderNames } from './compare/contenders.ts'
import { configFlags } from './config-flags.ts'
import { linesOf, runs, store } from './kept.test.support.ts'
import { tasks } from './tasks.ts'
import { folder, simulatedModel, start, textgrad, type Ended } from './typed.test.support.ts'

interface OptimizerLine {
  readonly type: 'optimizer' | 'test'
  readonly optimizer: string
  readonly best: readonly { readonly evaluations: number; readonly median: number }[]
  readonly spent: { readonly calls: number; readonly evaluations: number }
  readonly seconds: number | null
  readonly runs: readonly string[]
}

/** Lines without what differs from run to run. */
const content = (ended: Ended) =>
  linesOf<OptimizerLine>(ended).map((line) => ({ ...line, runs: [], seconds: null }))

const octane = ['compare', 'molecules', '--start=CCCCCCCC']
const three = ['--optimizers=rules,evolutionary,random', '--budget=25', '--seeds=2']

describe('textgrad compare', { timeout: 480_000 }, () => {
  it('compares rules with search: a table, tests and a report, and does not run what is kept', async () => {
    const args = [...octane, ...three, ...store('three'), '--at=15,25', '--target=0.6']
    const shown = await textgrad(...args, '--out', 'three.html')
    expect(shown).toMatchObject({ code: 0, err: `Report: ${join(folder, 'three.html')}\n` })
    expect(shown.out).toContain(`6 runs of up to 25 evaluations, kept in ${join(folder, 'three.db')}\n`)
    expect(shown.out).toMatch(
      /^6\/6 {2}random, seed 2: best 0\.\d+ after \d+ evaluations {2}\(\d{6}-\d{6}-\w{4}\)$/m,
    )
    expect(shown.out).toMatch(
      /^optimizer +best at 15 +best at 25 +reached +after +evals +calls +cost +time$/m,
    )
    expect(shown.out).toMatch(/^rules +0\.\d{4} \[0\.\d{4}, 0\.\d{4}\] .* \d of 2 .* 0 +\$0 +\d+ s$/m)
    expect(shown.out).toMatch(/^rules − random: .*\(paired bootstrap, 2 pairs\); better \d, worse \d, p \d/m)
    expect(shown.out).toMatch(/^ {2}only rules right about the target \d/m)
    expect(await readFile(join(folder, 'three.html'), 'utf8')).toMatch(/<path class="band c2"/)
    // Each trial is an ordinary run.
    const kept = await runs(...store('three'))
    expect(kept).toHaveLength(6)
    expect(kept.every(({ spent }) => spent.evaluations <= 25)).toBe(true)
    const again = await textgrad(...args, '--json')
    const lines = linesOf<OptimizerLine>(again)
    expect(lines.map(({ type }) => type)).toEqual(['optimizer', 'optimizer', 'optimizer', 'test', 'test'])
    expect(lines.flatMap((line) => (line.type === 'optimizer' ? line.runs : [])).toSorted()).toEqual(
      kept.map(({ id }) => id),
    )
    expect(await runs(...store('three'))).toEqual(kept)
    expect((await textgrad(...args)).out).toContain(', kept)')
  })

  it('gives every run the whole budget where it is to go on after the target', async () => {
    const args = [...octane, '--optimizers=hill-climb,random', '--budget=12', '--seeds=2', '--target=0.4']
    const stopped = linesOf<OptimizerLine>(await textgrad(...args, ...store('stopped'), '--json'))
    const gone = linesOf<OptimizerLine>(await textgrad(...args, '--go-on', ...store('gone'), '--json'))
    const evaluations = (lines: readonly OptimizerLine[]) =>
      lines.flatMap((line) => (line.type === 'optimizer' ? [line.spent.evaluations] : []))
    expect(evaluations(gone)).toEqual([24, 24])
    expect(evaluations(stopped).every((count) => count < 24)).toBe(true)
  })

  it('goes on after it was killed and after Ctrl-C, to the end of an unbroken one', async () => {
    const args = [...octane, '--optimizers=random,evolutionary', '--budget=30', '--seeds=3']
    const whole = content(await textgrad(...args, ...store('unbroken'), '--json'))
    for (const [signal, trials, end] of [
      ['SIGKILL', 1, null],
      ['SIGINT', 3, 130],
    ] as const) {
      const broken = start([...args, ...store('broken')])
      let told = ''
      let isBroken = false
      broken.child.stdout!.on('data', (chunk) => {
        told += String(chunk)
        if (isBroken || told.split('evaluations  (').length <= trials) return
        // Once: a second Ctrl-C is another matter.
        isBroken = true
        setTimeout(() => broken.child.kill(signal), 30)
      })
      const { code, err } = await broken.ended
      expect({ signal, code }).toEqual({ signal, code: end })
      expect(err.includes('The same command goes on')).toBe(signal === 'SIGINT')
    }
    expect((await runs(...store('broken'))).length).toBeLessThan(6)
    expect(content(await textgrad(...args, ...store('broken'), '--json'))).toEqual(whole)
    expect(await runs(...store('broken'))).toHaveLength(6)
  })

  it('compares on several cases, some at once', async () => {
    await writeFile(join(folder, 'starts.jsonl'), '{"start": "CCCCCCCC"}\n\n{"start": "c1ccccc1O"}\n')
    const args = ['--optimizers=rules,hill-climb', '--budget=20', '--seeds=1', '--cases=starts.jsonl']
    const one = await textgrad('compare', 'molecules', ...args, ...store('cases'), '--json')
    expect(linesOf<object>(one)).toEqual([
      expect.objectContaining({ optimizer: 'rules', cases: 2, seeds: 1, trials: 2 }),
      expect.objectContaining({ optimizer: 'hill-climb', trials: 2 }),
      expect.objectContaining({ first: 'rules', other: 'hill-climb', pairs: 2 }),
    ])
    const both = await textgrad('compare', 'molecules', ...args, ...store('jobs'), '--jobs', '2', '--json')
    expect(content(both)).toEqual(content(one))
  })

  it('gives search the numbers of a task that has them', async () => {
    const names = 'rules,cma-es,gp-ei,nelder-mead,random'
    const settings = ['--case', 'c-shape', '--spacing', '20', '--start', 'flat']
    const goals = ['--goal', 'PTV D95% >= 50 Gy', '--goal', 'core mean <= 20 Gy']
    const ended = await textgrad(
      'compare',
      'radiotherapy',
      ...settings,
      ...goals,
      ...store('plans'),
      `--optimizers=${names}`,
      '--budget=4',
      '--seeds=1',
      '--json',
    )
    expect(ended).toMatchObject({ code: 0, err: '' })
    const lines = linesOf<OptimizerLine>(ended).filter(({ type }) => type === 'optimizer')
    expect(lines.map(({ optimizer }) => optimizer)).toEqual(names.split(','))
    // All start from the same.
    expect(new Set(lines.map(({ best }) => best[0]!.median)).size).toBe(1)
    expect(lines.every(({ spent }) => spent.evaluations <= 4)).toBe(true)
  })

  it('sets rules against a model', async () => {
    // The model is simulated: it answers every update with one molecule.
    await using model = await simulatedModel('CC(=O)Nc1ccc(O)cc1')
    const args = ['--optimizers', 'tgd,rules', '--budget', '15', '--seeds', '1', '--max-calls', '3']
    const engine = ['--engine', 'openai:small', '--base-url', model.url]
    const ended = await textgrad('compare', 'molecules', ...args, ...engine, ...store('model'), '--json')
    expect(ended).toMatchObject({ code: 0, err: '' })
    const [tgd, rules] = linesOf<OptimizerLine>(ended)
    expect(tgd).toMatchObject({ spent: { calls: 3, dollars: null } })
    expect(rules).toMatchObject({ spent: { calls: 0, dollars: 0 } })
    expect(model.asked).toHaveLength(3)
  })
})

const budget = ['--budget', '9']

describe('wrong arguments of textgrad compare', () => {
  it.each([
    [[], 'Expected a task: molecules'],
    [['molecules', ...budget], '--optimizers is missing'],
    [['molecules', '--optimizers', 'rules,random'], '--budget is missing'],
    [['molecules', '--optimizers', 'rules,random', '--budget', '0'], '--budget must be at least 1, got 0'],
    [
      ['molecules', ...budget, '--optimizers', 'rules,random', '--seeds', '0'],
      '--seeds must be at least 1, got 0',
    ],
    [
      ['molecules', ...budget, '--optimizers', 'rules,randm'],
      'there is no optimizer "randm"; did you mean random?',
    ],
    [
      ['molecules', ...budget, '--optimizers', 'rules,simulated-annealing'],
      'there are rules, tgd, momentum, revolve, gepa',
    ],
    [['molecules', ...budget, '--optimizers', 'rules'], '--optimizers needs two or more'],
    [['molecules', ...budget, '--optimizers', 'rules,random,rules'], '--optimizers names rules twice'],
    [['molecules', ...budget, '--optimizers', 'rules,tgd'], 'rules and tgd are the same without --engine'],
    [['molecules', ...budget, '--optimizers', 'random,cma-es'], 'cma-es needs a task with a space'],
    [
      ['molecules', ...budget, '--optimizers', 'rules,random', '--at', '10'],
      '--at must be whole numbers from 1 to',
    ],
    [
      ['molecules', ...budget, '--optimizers', 'rules,random', '--start', 'nope!'],
      'is not a molecule in SMILES',
    ],
    [
      ['molecules', ...budget, '--optimizers', 'rules,random', '--cases', 'none.jsonl'],
      'no such file or directory',
    ],
    [
      ['molecules', ...budget, '--optimizers', 'rules,random', '--cases', 'bad.jsonl'],
      'bad.jsonl, line 2: expected a JSON',
    ],
    [
      ['molecules', ...budget, '--optimizers', 'rules,random', '--cases', 'odd.jsonl'],
      '--cases, {"start":"nope!"}: ',
    ],
    [
      ['molecules', ...budget, '--optimizers', 'rules,random', '--out', 'nowhere/x.html'],
      'no such file or directory',
    ],
    [
      ['molecules', ...budget, '--optimizers', 'tgd,random', '--engine', 'openai:gpt-5-mini'],
      'set OPENAI_API_KEY',
    ],
    [['prompt', ...budget, '--optimizers', 'rules,random'], 'data: expected the name of a data set'],
  ])('%j: one line, exit 2, nothing written', { timeout: 120_000 }, async (args, message) => {
    await writeFile(join(folder, 'bad.jsonl'), '{"start": "CCO"}\n"CCO"\n')
    await writeFile(join(folder, 'odd.jsonl'), '{"start": "CCO"}\n{"start": "nope!"}\n')
    const { code, out, err } = await textgrad('compare', ...args, ...(args.length > 0 ? store('wrong') : []))
    expect(err).toContain(message)
    expect(err.trim().split('\n')).toHaveLength(1)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(existsSync(join(folder, 'wrong.db'))).toBe(false)
  })

  it('help names the optimizers, and ends with an example', { timeout: 120_000 }, async () => {
    const { code, out } = await textgrad('compare', 'molecules', '--help')
    expect(code).toBe(0)
    for (const name of contenderNames) expect(out).toContain(name)
    for (const flag of [
      '--budget',
      '--seeds',
      '--cases',
      '--target',
      '--jobs',
      '--out',
      '--max-dollars',
      '--store',
    ])
      expect(out).toContain(flag)
    expect(out).toMatch(/^Example: textgrad compare molecules --optimizers rules,random --budget 100/m)
  })

  it.each(tasks)('the settings of $name have other names than the flags of a comparison', (task) => {
    const own = Object.keys(configFlags(task.config))
    expect(own.filter((name) => Object.hasOwn(compareFlags, name))).toEqual([])
  })
})
