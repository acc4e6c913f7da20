import type { ArmResults, ExperimentFile, LiveFigure, Outcome } from './experiment.ts'
import { quantile } from './quartiles.ts'
import { finalOf, triedBy, type Tried } from './read-run.ts'

/** Measures that are told, with the decimals that they have. */
const measures = { qed: 'QED', vina: 'Vina score, kcal/mol', cost: 's_overall' } as const
type Measure = keyof typeof measures

const source = 'figure 2, in which no numbers are printed'

/** What a run is asked for at three places. */
const places: Readonly<Record<string, (outcome: Outcome) => Tried>> = {
  start: ({ events }) => triedBy(events)[0]!,
  end: ({ events }) => finalOf(events),
  best: ({ events }) => bestOf(triedBy(events)),
}

/** The lowest s_overall, or without docking the highest QED, of what could be measured. */
function bestOf(tried: readonly Tried[]): Tried {
  return tried.reduce((best, one) =>
    one.evaluation.error === undefined && one.evaluation.score > best.evaluation.score ? one : best,
  )
}

export interface MoleculeFigureOptions {
  /** Runs without a limit. */
  readonly of: number
}

/** The distributions of what molecules are worth where runs start and end, at their best, and of known drugs. */
export function moleculeFigures(results: ArmResults, { of }: MoleculeFigureOptions): readonly LiveFigure[] {
  const runs = results['textgrad'] ?? []
  const drugs = results['drugs'] ?? []
  return [
    ...Object.entries(places).flatMap(([place, at]) => spread(place, runs.map(at), of)),
    ...(drugs.length > 0 ? spread('known drugs', drugs.map(places['start']!), drugs.length) : []),
    ...(drugs.length > 0 ? [againstDrugs(runs, drugs, of)] : []),
  ]
}

function spread(place: string, molecules: readonly Tried[], of: number): LiveFigure[] {
  const n = molecules.length
  return (Object.keys(measures) as Measure[]).flatMap((measure) => {
    const values = molecules.flatMap(({ evaluation }) => evaluation.metrics[measure] ?? [])
    if (values.length === 0) return []
    return [
      ['median', 0.5],
      ['lower quartile', 0.25],
      ['upper quartile', 0.75],
    ].map(([words, share]): LiveFigure => ({
      figure: `${place}: ${measures[measure]}, ${words}`,
      paper: null,
      source,
      ours: quantile(values, share as number),
      n,
      of,
    }))
  })
}

/** How many runs find a molecule that is worth more than every known drug of their target. */
function againstDrugs(runs: readonly Outcome[], drugs: readonly Outcome[], of: number): LiveFigure {
  const bestDrug = new Map<string, number>()
  for (const drug of drugs) {
    const { score, error } = places['start']!(drug).evaluation
    const known = bestDrug.get(targetOf(drug)) ?? Number.NEGATIVE_INFINITY
    if (error === undefined) bestDrug.set(targetOf(drug), Math.max(known, score))
  }
  const rivals = runs.filter((run) => bestDrug.has(targetOf(run)))
  const better = rivals.filter((run) => places['best']!(run).evaluation.score > bestDrug.get(targetOf(run))!)
  return {
    figure: 'runs whose best is worth more than every known drug of the target, share',
    paper: null,
    source,
    ours: rivals.length > 0 ? better.length / rivals.length : null,
    n: rivals.length,
    of,
  }
}

/** '' without docking. */
function targetOf({ spec }: Outcome): string {
  const [target = ''] = (spec.config['bind'] ?? []) as readonly string[]
  return target
}

/** Every molecule of every run, and the known drugs, as a table. */
export function moleculeFiles(results: ArmResults): readonly ExperimentFile[] {
  const rows = Object.entries(results).flatMap(([arm, outcomes]) =>
    outcomes.flatMap((one) =>
      triedBy(one.events).map(({ step, candidate, evaluation: { metrics, error } }) => [
        arm,
        targetOf(one),
        one.spec.config['start'],
        one.spec.seed,
        step,
        candidate['smiles'],
        metrics['qed'],
        metrics['vina'],
        metrics['cost'],
        error,
      ]),
    ),
  )
  const head = ['arm', 'target', 'start', 'seed', 'step', 'smiles', 'qed', 'vina', 's_overall', 'error']
  return [
    { name: 'molecules.csv', text: [head, ...rows].map((row) => `${row.map(cell).join(',')}\n`).join('') },
  ]
}

function cell(value: unknown): string {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
