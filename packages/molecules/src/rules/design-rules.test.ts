import type { GenerateRequest } from '@textgrad/core'
import { afterAll, describe, expect, test } from 'vitest'

import { goalFeedback } from '../losses/goal-feedback.ts'
import { judgeGoal, type Goal, type Measured } from '../losses/goal.ts'
import { presets } from '../losses/presets.ts'
import { chemistry } from '../rdkit/chemistry.ts'
import { rules } from '../rules.ts'
import { dockingGuess } from './docking-guess.ts'

const rdkit = chemistry({ threads: 1 })
const engine = rules({ objective: 'paper' })
afterAll(async () => {
  await rdkit[Symbol.asyncDispose]()
  await engine[Symbol.asyncDispose]()
})

const goal: Goal = { kind: 'costs', name: 'paper', weights: presets.paper }

async function measured(smiles: string): Promise<Measured> {
  const [one] = await rdkit.appraise([smiles], { keep: [], forbid: [], filters: true })
  if (!one?.ok) throw new Error(`${smiles} is no molecule`)
  return one.measured
}

async function said(smiles: string, vina: number, keep: readonly string[] = []) {
  const { qed = 0 } = await measured(smiles)
  return goalFeedback({ goal, constraints: { keep } }, judgeGoal(goal, { vina, qed }), smiles)
}

async function asked(value: string, keep: readonly string[] = [], seed = 1): Promise<GenerateRequest> {
  const history = [
    { value: 'c1ccccc1', score: 4, accepted: true, feedback: [await said('c1ccccc1', -4.5, keep)] },
  ]
  const about = { parameter: 'smiles', role: 'a molecule', value, feedback: [await said(value, -6.2, keep)] }
  return { purpose: 'update', messages: [], seed, about: { ...about, constraints: [], history, tag: 'NEW' } }
}

const proposed = (text: string): string => /<NEW>(.*)<\/NEW>/.exec(text)![1]!

describe('rules with a goal that docks', { timeout: 120_000 }, () => {
  test('propose what grows while it stays drug-like, count what they look at, and repeat with the seed', async () => {
    const request = await asked('CC(=O)Nc1ccccc1')
    const { text, usage } = await engine.generate(request)
    const before = await measured('CC(=O)Nc1ccccc1')
    const after = await measured(proposed(text))
    expect(after['heavyAtoms']).toBeGreaterThan(before['heavyAtoms']! + 5)
    expect(after['qed']).toBeGreaterThanOrEqual(0.5)
    expect(after['filters']).toBeLessThanOrEqual(before['filters']!)
    expect(usage.evaluations).toBeGreaterThan(50)
    expect(usage.evaluations).toBeLessThanOrEqual(engine.atMost!(request).evaluations!)
    expect((await engine.generate(request)).text).toBe(text)
    expect(text).toMatch(/expected score \d/)
  })

  test('keep a scaffold that has to stay', async () => {
    const keep = ['CC(=O)Nc1ccccc1']
    const { text } = await engine.generate(await asked('CC(=O)Nc1ccccc1', keep))
    const [one] = await rdkit.appraise([proposed(text)], { keep, forbid: [] })
    expect(one).toMatchObject({ broken: [] })
  })
})

describe('the guess of docking scores', () => {
  const size = (heavyAtoms: number, rings: number): Measured => ({
    heavyAtoms,
    rings,
    aromaticRings: rings,
    rotatableBonds: 2,
    logp: 2,
    polarHydrogens: 1,
  })

  test('knows without a docking that larger binds better, up to a size', () => {
    const guess = dockingGuess([])
    expect(guess(size(24, 2))).toBeLessThan(guess(size(12, 2)))
    expect(guess(size(50, 2))).toBe(guess(size(32, 2)))
  })

  test('learns what is different in this target', () => {
    const before = dockingGuess([])
    const docked = [8, 12, 16, 20, 24].map((atoms) => {
      const measured = size(atoms, 1)
      return { measured, score: before(measured) + 1.5 }
    })
    const guess = dockingGuess(docked)
    for (const { measured: one, score } of docked) expect(Math.abs(guess(one) - score)).toBeLessThan(0.75)
    // What it learned holds for molecules that were not docked.
    expect(guess(size(28, 2)) - before(size(28, 2))).toBeGreaterThan(0.75)
  })
})
