import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { gradient, optimize, random, rootCall, TGD, validateConfig, type Step } from '@textgrad/core'
import { scripted, taskContract } from '@textgrad/core/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { criticInstruction } from '../prompts/critic.ts'
import { molecules } from '../task.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'design-'))
  await writeFile(
    join(folder, 'several.smi'),
    'CCCCCCCCO octanol\nO=Cc1ccccc1 benzaldehyde\n\nc1ccccc1 benzene\n',
  )
  await writeFile(join(folder, 'wrong.smi'), 'CCO\nC1CC\n')
})
afterAll(() => rm(folder, { recursive: true }))

const setUp = async (config: object) => molecules.setup(await validateConfig(molecules.config, config), {})

async function run(config: object, steps: number, seed = 1): Promise<Step[]> {
  const checked = await validateConfig(molecules.config, config)
  await using problem = await molecules.setup(checked, {})
  await using engine = molecules.rules!(checked) as ReturnType<NonNullable<typeof molecules.rules>> &
    AsyncDisposable
  const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))
  return await Array.fromAsync(optimize(problem, { strategy, seed, steps }))
}

describe('the task with a goal and constraints', () => {
  const config = {
    start: 'CC(=O)Nc1ccc(O)cc1',
    weights: 'qed=1,sa=0.1',
    keep: ['c1ccccc1'],
    forbid: ['[OH]'],
  }
  test.for(taskContract(molecules, { config }))('$name', { timeout: 60_000 }, async (check) => {
    await expect(check.run()).resolves.toBeUndefined()
  })
})

describe('constraints', { timeout: 60_000 }, () => {
  const config = {
    start: 'CC(=O)Nc1ccc(O)cc1',
    keep: ['CC(=O)Nc1ccccc1'],
    forbid: ['[OH]'],
    reference: 'CC(=O)Nc1ccc(O)cc1',
    similarity: 0.35,
  }

  test('are obeyed by the rules, which leave an infeasible start', async () => {
    await using problem = await setUp(config)
    const start = await problem.build(problem.start).evaluate([], rootCall())
    expect(start).toMatchObject({ feasible: false, metrics: { similarity: 1 } })
    expect(start.feedback.map(({ text }) => text).join('\n')).toMatch(
      /contains the forbidden substructure \[OH\] \(atom 8\)/,
    )
    const steps = await run(config, 3)
    for (const { tried } of steps) {
      expect(tried[0]!.evaluation.feasible).toBe(true)
      expect(tried[0]!.evaluation.metrics['similarity']).toBeGreaterThanOrEqual(0.35)
    }
    expect(steps.at(-1)!.best.evaluation.score).toBeGreaterThan(0.85)
  })
})

describe('a desirability', { timeout: 60_000 }, () => {
  test('is reached, and then nothing is asked for any more', async () => {
    const steps = await run({ start: 'benzene', wish: ['qed:0.4>0.85', 'logp:0>1..4>5', 'sa:5>3'] }, 6)
    expect(steps.at(-1)!.best.evaluation.metrics['desirability']).toBeGreaterThan(0.95)
  })
})

describe('a batch', { timeout: 60_000 }, () => {
  test('has a parameter for each molecule, and an item with its own score and feedback', async () => {
    await using problem = await setUp({ start: join(folder, 'several.smi') })
    expect(problem.start).toEqual({
      'smiles-1': 'CCCCCCCCO',
      'smiles-2': 'O=Cc1ccccc1',
      'smiles-3': 'c1ccccc1',
    })
    const { score, items, artifacts } = await problem.build(problem.start).evaluate([], rootCall())
    expect(items!.map(({ id }) => id)).toEqual(Object.keys(problem.start))
    expect(score).toBeCloseTo(items!.reduce((sum, item) => sum + item.score, 0) / 3, 12)
    expect(items![1]!.feedback![0]).toMatchObject({
      text: expect.stringContaining('aldehyde'),
      data: { parameter: 'smiles-2' },
    })
    expect(artifacts).toMatchObject([{ kind: 'svg', name: 'molecules' }])
  })

  test('improves each on its own, near its own start', async () => {
    const config = { start: join(folder, 'several.smi'), weights: 'qed=1,sa=0.05', similarity: 0.2 }
    const steps = await run(config, 3)
    const last = steps.at(-1)!.best.evaluation
    expect(last.feasible).toBe(true)
    await using problem = await setUp(config)
    const before = await problem.build(problem.start).evaluate([], rootCall())
    for (const [index, { score }] of last.items!.entries())
      expect(score).toBeGreaterThan(before.items![index]!.score)
  })

  test('names what is no molecule', async () => {
    await expect(setUp({ start: join(folder, 'wrong.smi') })).rejects.toThrow(
      'The start "C1CC" is not a molecule in SMILES: ring bond 1',
    )
  })

  test('draws as many as are wanted, the same for the same seed', async () => {
    const drawn = async (drawSeed: number) => {
      await using problem = await setUp({ start: join(folder, 'several.smi'), draw: 2, drawSeed })
      return Object.values(problem.start)
    }
    expect(await drawn(1)).toHaveLength(2)
    expect(await drawn(1)).toEqual(await drawn(1))
    const all = await Promise.all([1, 2, 3, 4, 5, 6].map(drawn))
    expect(new Set(all.map(String)).size).toBeGreaterThan(1)
  })
})

describe('a population', { timeout: 60_000 }, () => {
  test('starts from one, whose first neighbours are the others', async () => {
    await using problem = await setUp({ start: join(folder, 'several.smi'), many: 'population' })
    expect(problem.start).toEqual({ smiles: 'CCCCCCCCO' })
    const around: string[] = []
    for await (const { smiles } of problem.moves!(problem.start, random(1))) {
      around.push(smiles!)
      if (around.length === 10) break
    }
    expect(around.slice(1, 3)).toEqual(['O=Cc1ccccc1', 'c1ccccc1'])
  })
})

describe('a configuration that can not be', () => {
  test.each([
    [{ objective: 'paper' }, 'Expected bind: the measure vina needs one'],
    [{ bind: ['PPARA'], targets: '.' }, 'Expected an objective with vina, because a target is given for it'],
    [{ weights: 'similarity=1' }, 'Expected reference: the measure similarity needs one'],
    [{ weights: 'qed=1', wish: ['qed:0>1'] }, 'Expected weights or a wish, got both'],
    [{ objective: 'paper', receptor: 'x.pdbqt' }, 'Expected box: where to dock in the receptor'],
    [{ objective: 'paper', bind: ['X'], targets: 'no-such-folder' }, 'no-such-folder can not be read'],
    [{ wish: ['size:1>2'] }, 'Expected a measure of vina, avoid, qed, sa, similarity, filters or a property'],
    [{ keep: ['C(('] }, 'C(('],
    [{ critic: true }, 'Expected an engine with a language model for critic'],
    [{ weights: 'qed=x' }, 'weights: Expected the weight of qed to be a number above 0'],
    [{ wish: ['qed'] }, 'wish.0: Expected a wish such as qed:0.4>0.9'],
    [{ reference: 'C1CC', similarity: 0.5 }, undefined],
  ])('%j is refused: %s', async (config, message) => {
    const refused = setUp(config).then(async (problem) => {
      await using open = problem
      return await open.build(open.start).evaluate([], rootCall())
    })
    await expect(refused).rejects.toThrow(
      message ?? /^Expected the reference to be a molecule in SMILES, got "C1CC"/,
    )
  })
})

describe('the critic', () => {
  test('is asked with the numbers, which way is better, and what counts most', () => {
    const goal = { kind: 'costs', name: 'paper', weights: { vina: 1, qed: 1 } } as const
    expect(criticInstruction({ goal, measured: { vina: -7.5, qed: 0.61 }, targets: [] }))
      .toMatchInlineSnapshot(`
      "You review a molecule that is given as SMILES, as a medicinal chemist would. What is known of it:
      - Docking score in the target: -7.50 kcal/mol. Lower binds better; below -10 is good.
      - Drug-likeness (QED): 0.610. Higher is better, from 0 to 1; above 0.8 is good.
      Binding matters 10 times as much as drug-likeness.
      In a few sentences, name the changes of its structure that promise the most, and why. Do not write a new molecule."
    `)
  })

  test('speaks beside the exact feedback', async () => {
    // The language model is simulated.
    const engine = scripted({ latency: 1 })
    const config = await validateConfig(molecules.config, { start: 'CCO', critic: true })
    await using problem = await molecules.setup(config, { engine })
    const objective = problem.build(problem.start)
    const loss = await objective.loss([], rootCall())
    await loss.backward({ engine })
    const texts = objective.parameters[0]!.gradients.map(({ text }) => text)
    expect(texts).toHaveLength(2)
    expect(texts.join('\n')).toContain('Drug-likeness (QED) of CCO')
  })
})
