import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { requireProgram, sharedPath } from '@textgrad/host/testing'
import { chemistry, paperFragments } from '@textgrad/molecules'
import { afterAll, describe, expect, it } from 'vitest'

import { linesOf, store } from '../kept.test.support.ts'
import { simOfTests, simPath, type Sim } from '../sim.test.support.ts'
import { folder, textgrad } from '../typed.test.support.ts'
import { goesOnAfterKills } from './killed.test.support.ts'
import { prose, tagOf, type Model, type Request } from './model.test.support.ts'

interface FigureLine {
  readonly figure: string
  readonly ours: number | null
  readonly n: number
}

const data = mkdtempSync(join(tmpdir(), 'textgrad-molecules-'))
afterAll(() => rmSync(data, { recursive: true }))
writeFileSync(
  join(data, 'drugs.csv'),
  'SMILES,target,name\nCC(=O)Oc1ccccc1C(=O)O,PPARA,aspirin\nCCO,NONE,ethanol\n',
)

/** More drug-like than the fragments, and than aspirin. */
const better = 'CC(=O)Nc1ccc(O)cc1'

/** A simulated model that goes to a more drug-like molecule where its feedback speaks of QED, and stays there. */
const chemist: Model = (request) => {
  const tag = tagOf(request)
  if (tag === undefined) return 'Hydrogen bonds would help.'
  const { text } = request
  return `<${tag}>${text.includes('Drug-likeness (QED)') ? better : 'CC'}</${tag}>`
}

/** A simulated model that is never satisfied, in replies of so many tokens where it judges. */
function neverGood(tokens: number): Model {
  let number = 0
  return (request) => {
    const tag = tagOf(request)
    return tag === undefined ? prose(tokens) : `<${tag}>${'C'.repeat(2 + (++number % 50))}O</${tag}>`
  }
}

async function qedOf(smiles: string): Promise<number> {
  await using rdkit = chemistry({ threads: 1 })
  const read = await rdkit.measure(smiles)
  return read.ok ? read.qed : Number.NaN
}

// What the model says is decided test by test.
let model: Model = () => ''

const typed = (sim: Sim, ...more: readonly string[]): string[] => [
  'bench',
  'paper',
  'molecules',
  '--engine',
  `${sim.baseURL}#m`,
  '--json',
  ...more,
]

const oursOf = (lines: readonly FigureLine[]) =>
  Object.fromEntries(lines.map(({ figure, ours }) => [figure, ours]))

describe.skipIf(!simPath)('molecules of bench paper (needs the simulator)', { timeout: 480_000 }, () => {
  const sim = simOfTests({ brain: (request: Request) => model(request) })

  it('lands on the drug-likeness that its model is known to reach, beside known drugs', async () => {
    model = chemist
    const drugs = join(data, 'drugs.csv')
    const ended = await textgrad(
      ...typed(sim(), '--qed-only', '--drugs', drugs, '--files=found', ...store('qed')),
    )
    expect(ended.err).toBe('')
    const lines = linesOf<FigureLine>(ended)
    const starts = await Promise.all(Object.values(paperFragments).map(qedOf))
    const [reached, aspirin, ethanol] = await Promise.all([better, 'CC(=O)Oc1ccccc1C(=O)O', 'CCO'].map(qedOf))
    expect(oursOf(lines)).toMatchObject({
      'start: QED, median': starts.toSorted((a, b) => a - b)[1],
      'end: QED, median': reached,
      'end: QED, lower quartile': reached,
      'best: QED, median': reached,
      'known drugs: QED, median': (aspirin! + ethanol!) / 2,
      'runs whose best is worth more than every known drug of the target, share': Number(reached! > aspirin!),
    })
    expect(lines.some(({ figure }) => figure.includes('Vina'))).toBe(false)
    // All steps are made, though nothing new is found after the first.
    expect(sim().stats().paid).toBe(3 * 10 * 2)
    const table = readFileSync(join(folder, 'found', 'molecules.csv'), 'utf8').split('\n')
    expect(table[0]).toBe('arm,target,start,seed,step,smiles,qed,vina,s_overall,error')
    expect(table.filter((row) => row.startsWith('textgrad,'))).toHaveLength(6)
    expect(table.filter((row) => row.startsWith('drugs,'))).toHaveLength(2)
  })

  it('goes on after it was killed to the figures of an unbroken one, and pays nothing twice that came in', async () => {
    model = chemist
    const args = (where: readonly string[]) => typed(sim(), '--qed-only', '--limit=2', '--jobs=2', ...where)
    const { lost } = await goesOnAfterKills({ sim: sim(), typed: args, name: 'qed' })
    expect(lost).toBeLessThanOrEqual(2)
  })

  it('tells beforehand what it asks of a model that is never satisfied', async () => {
    model = neverGood(80)
    const args = typed(sim(), '--qed-only', '--limit=1', '--assume-reply-tokens=80', ...store('dry'))
    const expected = linesOf<Expected>(await textgrad(...args, '--dry-run'))
    expect(sim().stats().requests).toBe(0)
    expect((await textgrad(...args)).code).toBe(0)
    expectAsTold(expected, sim())
  })

  const targets = sharedPath('data/dockstring')
  describe.skipIf(targets === undefined || !requireProgram('vina') || !requireProgram('obabel'))(
    'with docking (needs vina, obabel and a target)',
    () => {
      it('docks what the model writes, and says beforehand what is asked without docking', async () => {
        const own = join(data, 'dockstring')
        mkdirSync(own)
        for (const file of ['PPARA_target.pdbqt', 'PPARA_conf.txt'])
          copyFileSync(join(targets!, file), join(own, file))
        const fast = ['--set', 'exhaustiveness=1', '--data', data, '--limit=1']
        model = neverGood(80)
        const args = typed(sim(), ...fast, '--assume-reply-tokens=80', ...store('docked'))
        const expected = linesOf<Expected>(await textgrad(...args, '--dry-run'))
        // One small molecule is docked, again and again, so that nothing takes long.
        model = (request) => neverGood(80)(request)
        const drugs = ['--drugs', join(data, 'drugs.csv')]
        const ended = await textgrad(...args, ...drugs)
        expect(ended.err).toBe('')
        expectAsTold(expected, sim())
        const ours = oursOf(linesOf<FigureLine>(ended)) as Record<string, number>
        for (const place of ['start', 'end', 'known drugs'])
          expect(ours[`${place}: s_overall, median`]).toBeCloseTo(
            ours[`${place}: Vina score, kcal/mol, median`]! + 1 - ours[`${place}: QED, median`]!,
            10,
          )
        expect(ours['start: Vina score, kcal/mol, median']).toBeLessThan(-2)
        expect(ours['end: QED, median']).toBe(await qedOf('CCCO'))
      })
    },
  )
})

interface Expected {
  readonly calls: number
  readonly inputTokens: number
  readonly outputTokens: number
}

function expectAsTold(expected: readonly Expected[], sim: Sim): void {
  const { paid, tokensIn } = sim.stats()
  const sum = (kind: keyof Expected) => expected.reduce((all, line) => all + line[kind], 0)
  expect(sum('calls')).toBe(paid)
  expect(sum('inputTokens') / tokensIn).toBeGreaterThan(0.8)
  expect(sum('inputTokens') / tokensIn).toBeLessThan(1.2)
}

describe('wrong arguments of molecules of bench paper', { timeout: 120_000 }, () => {
  const engine = '--engine=http://127.0.0.1:9/v1#m'
  it.each([
    [['molecules', engine, '--data', folder], 'or choose --qed-only'],
    [['molecules', engine, '--qed-only', '--drugs', 'none.csv'], 'none.csv'],
    [['gsm8k', engine, '--qed-only'], '--qed-only is of molecules, not of gsm8k'],
  ])('%j: one line, exit 2', async (args, message) => {
    const { code, out, err } = await textgrad('bench', 'paper', ...args)
    expect(err).toContain(message)
    expect(err.trim().split('\n')).toHaveLength(1)
    expect({ code, out }).toEqual({ code: 2, out: '' })
  })
})
