import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { gradient, optimize, TGD, validateConfig, type Artifact, type RunEvent } from '@textgrad/core'
import { afterAll, describe, expect, it } from 'vitest'

import { radiotherapy } from '../task.ts'
import { protocol } from './protocols.ts'

/** What search found to be possible, as `npm run bench -- plan-goals` wrote it down. */
const [table] = (
  JSON.parse(readFileSync(join(import.meta.dirname, 'reachable.json'), 'utf8')) as {
    readonly tables: readonly [{ readonly columns: readonly string[]; readonly rows: readonly Row[] }]
  }
).tables
type Row = readonly (string | number)[]
const of = (row: Row, column: string): string => String(row[table.columns.indexOf(column)])
const sets = table.rows.map((row) => ({
  case: of(row, 'case'),
  goals: of(row, 'goals'),
  which: of(row, 'which').split('; '),
  solved: {
    spacing: Number(of(row, 'spacing')),
    accuracy: Number(of(row, 'accuracy')),
    iterations: Number(of(row, 'iterations')),
  },
}))

const folder = mkdtempSync(join(tmpdir(), 'textgrad-goals-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A protocol with some of its hard goals only. */
function fileOf(name: string, which: readonly string[]): string {
  const { prescription, normalizeTo, aliases } = protocol(name)!
  const given = prescription === undefined ? {} : { prescription: `${prescription} Gy` }
  const file = join(folder, `${name}-${which.length}.json`)
  writeFileSync(file, JSON.stringify({ ...given, normalizeTo, aliases, goals: which }))
  return file
}

interface Tuned {
  /** How many solves it took, the start counted. */
  readonly solves: number
  readonly isMet: boolean
  readonly views: readonly Artifact[]
}

/** At most ten solves of the rules, solved as those of the table are, from the TextGrad paper's start. */
async function tuned(given: Readonly<Record<string, unknown>>): Promise<Tuned> {
  const config = await validateConfig(radiotherapy.config, { ...given, start: 'flat' })
  const engine = radiotherapy.rules!(config)
  await using problem = await radiotherapy.setup(config, { engine })
  const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))
  const events: RunEvent[] = []
  const emit = (event: RunEvent): void => void events.push(event)
  for await (const _ of optimize(problem, {
    strategy,
    seed: 1,
    steps: 100,
    budget: { evaluations: 10 },
    emit,
  }));
  const plans = events.filter((event) => event.type === 'evaluation')
  return {
    solves: plans.length,
    isMet: plans.at(-1)?.evaluation.feedback[0]?.kind === 'satisfied',
    views: await radiotherapy.views!(events, {}),
  }
}

describe('the rules engine, in ten solves', () => {
  it.for(sets)('meets what search meets: $case, $goals, $which', { timeout: 120_000 }, async (one) => {
    const hard = protocol(one.goals)!.goals.filter(({ tier }) => tier === 'hard')
    const goals = one.which.length === hard.length ? one.goals : fileOf(one.goals, one.which)
    const { isMet, solves } = await tuned({ case: one.case, goals, ...one.solved })
    expect(isMet).toBe(true)
    expect(solves).toBeLessThanOrEqual(10)
  })

  it(
    'meets all hard goals of the head and neck at once, which no search did',
    { timeout: 120_000 },
    async () => {
      const [row] = sets.filter(({ goals }) => goals === 'tg119-head-and-neck')
      const { isMet, solves } = await tuned({ case: row!.case, goals: row!.goals, ...row!.solved })
      expect(isMet).toBe(true)
      expect(solves).toBeLessThanOrEqual(10)
    },
  )

  it(
    'says of the hard C-shape that it is not met, and what stands against it',
    { timeout: 120_000 },
    async () => {
      const { isMet, solves, views } = await tuned({
        case: 'c-shape',
        goals: 'tg119-cshape-hard',
        spacing: 7,
      })
      expect(isMet).toBe(false)
      expect(solves).toBe(10)
      const [said] = views
      expect(said).toMatchObject({ name: 'not-met', kind: 'text' })
      expect(said).toHaveProperty('text', expect.stringMatching(/^- core D10% <= 10 Gy: [\d.]+ Gy$/m))
      expect(said).toHaveProperty(
        'text',
        expect.stringMatching(
          /core D10% <= 10 Gy: .*the nearest plan has [\d.]+ Gy, where PTV D10% <= 55 Gy has [\d.]+ Gy/,
        ),
      )
    },
  )
})
