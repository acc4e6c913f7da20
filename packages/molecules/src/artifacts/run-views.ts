import type { Artifact, Metric, RunEvent } from '@textgrad/core'

import { moleculesOf } from '../files/run-molecules.ts'
import { nonDominated } from '../losses/pareto.ts'
import type { Chemistry } from '../rdkit/chemistry.ts'
import { moleculeGrid } from './grid.ts'
import type { KnownDrug } from './known-drugs.ts'
import { scatterSvg, targetsOf } from './scatter.ts'

/**
 * What a whole run shows: its molecules side by side, the trajectory of each metric over what was tried, the front of
 * those that nothing makes up for, and docking scores against QED beside known drugs.
 */
export async function runArtifacts(
  rdkit: Chemistry,
  events: readonly RunEvent[],
  { drugs = [], signal }: { readonly drugs?: readonly KnownDrug[]; readonly signal?: AbortSignal } = {},
): Promise<readonly Artifact[]> {
  const started = events.find((event) => event.type === 'run-start')
  const metrics = started?.type === 'run-start' ? started.metrics : []
  const tried = moleculesOf(events).map(({ smiles, fields = {} }) => ({ smiles, fields }))
  const captions = tried.map(({ smiles, fields }) => ({
    smiles,
    caption: `step ${fields['step']}: ${Number(fields['score']).toFixed(3)}`,
  }))
  const able = tried.filter(({ fields }) => fields['error'] === undefined)
  const grid = await moleculeGrid(rdkit, captions, signal)
  return [grid, ...trajectories(able, metrics), ...front(able, metrics), ...scatter(able, drugs)]
}

interface Tried {
  readonly smiles: string
  readonly fields: Readonly<Record<string, string | number | boolean>>
}

function trajectories(tried: readonly Tried[], metrics: readonly Metric[]): Artifact[] {
  return metrics.map(({ name, unit }) => ({
    kind: 'curves',
    name: `trajectory-${name}`,
    title: `${name} of each molecule that was tried`,
    x: { label: 'step' },
    y: { label: name, ...(unit !== undefined && { unit }) },
    curves: [{ name, points: tried.flatMap(({ fields }) => pointOf(fields, name)) }],
  }))
}

function pointOf(fields: Tried['fields'], name: string): [number, number][] {
  const value = fields[name]
  return typeof value === 'number' ? [[Number(fields['step']), value]] : []
}

function front(tried: readonly Tried[], all: readonly Metric[]): Artifact[] {
  // The sum of costs is made of the others.
  const metrics = all.filter(({ name }) => name !== 'cost' && name !== 'desirability')
  if (metrics.length < 2) return []
  const whole = tried.filter(
    ({ fields }) =>
      fields['feasible'] === true && metrics.every(({ name }) => typeof fields[name] === 'number'),
  )
  const points = whole.map(({ fields }) => metrics.map(({ name }) => Number(fields[name])))
  const places = nonDominated(
    points,
    metrics.map(({ direction }) => direction),
  )
  return [
    {
      kind: 'table',
      name: 'pareto-front',
      title: 'Pareto front: molecules to which none is superior in everything',
      columns: ['SMILES', ...metrics.map(({ name }) => name)],
      rows: places.map((place) => [
        whole[place]!.smiles,
        ...points[place]!.map((value) => Number(value.toFixed(4))),
      ]),
    },
  ]
}

function scatter(able: readonly Tried[], drugs: readonly KnownDrug[]): Artifact[] {
  const path = able.flatMap(({ smiles, fields }) =>
    typeof fields['vina'] === 'number' && typeof fields['qed'] === 'number'
      ? [{ vina: fields['vina'], qed: fields['qed'], label: smiles, score: Number(fields['score']) }]
      : [],
  )
  if (path.length === 0) return []
  const known = drugs.flatMap(({ vina, qed, name, smiles }) =>
    vina === undefined ? [] : [{ vina, qed, label: name || smiles, kind: 'drug' as const }],
  )
  const best = path.reduce((a, b) => (b.score > a.score ? b : a))
  const marked = path.map((point) => ({
    ...point,
    kind: point === best ? ('molecule' as const) : ('path' as const),
  }))
  return [
    {
      kind: 'svg',
      name: 'qed-vina',
      title: 'Docking score and QED of each molecule in turn, the best in red',
      svg: scatterSvg([...known, ...marked], targetsOf(able.at(-1)!.fields))!,
    },
  ]
}
