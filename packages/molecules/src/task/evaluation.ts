import type { Artifact, Call, Evaluation, Feedback, ItemEvaluation, Json } from '@textgrad/core'

import { moleculeArtifacts } from '../artifacts.ts'
import { moleculeGrid } from '../artifacts/grid.ts'
import { noveltyArtifact } from '../artifacts/novelty.ts'
import { poseArtifacts } from '../artifacts/pose.ts'
import { scatterSvg, targetsOf } from '../artifacts/scatter.ts'
import { DockingError } from '../docking/errors.ts'
import type { Design, Judgement } from '../losses/design.ts'
import { isKnownDocking } from '../losses/known-dockings.ts'
import type { Shared } from './problem.ts'

/** What one molecule is worth, with what there is to see of it. */
export async function moleculeEvaluation(
  shared: Shared,
  [parameter, smiles]: readonly [parameter: string, smiles: string],
  call: Call,
): Promise<Evaluation> {
  const judged = await judgeOrFail(shared.designOf(parameter), smiles, call)
  if ('error' in judged) return judged
  return {
    ...numbersOf(shared, judged),
    feedback: judged.feedback,
    artifacts: await artifactsOf(shared, smiles, judged, call.signal),
  }
}

/** What a batch is worth: the mean of its molecules, each of which is an item. */
export async function batchEvaluation(
  shared: Shared,
  candidate: Readonly<Record<string, string>>,
  call: Call,
): Promise<Evaluation> {
  const all = await Promise.all(
    Object.entries(candidate).map(async ([id, smiles]) => {
      const judged = await judgeOrFail(shared.designOf(id), smiles, call.child(id))
      const feedback = judged.feedback.map((one) => about(id, one))
      return 'error' in judged
        ? { id, smiles, ...judged, feedback }
        : { id, smiles, ...numbersOf(shared, judged), feedback }
    }),
  )
  const items = all.map(({ id, score, feedback }): ItemEvaluation => ({ id, score, feedback }))
  const failures = all.flatMap((one) => ('error' in one ? [`${one.id}: ${one.error}`] : []))
  const grid = await moleculeGrid(
    shared.rdkit,
    all.map(({ id, smiles, score }) => ({ smiles, caption: `${id}: ${score.toFixed(3)}` })),
    call.signal,
  )
  return {
    score: mean(items.map(({ score }) => score)),
    metrics: meansOf(all.map(({ metrics }) => metrics)),
    feasible: all.every(({ feasible }) => feasible),
    feedback: all.flatMap(({ feedback }) => feedback),
    items,
    artifacts: [grid],
    ...(failures.length > 0 && { error: failures.join('; ') }),
  }
}

/** A proposal that can not be measured or docked stays in the log, with why as its feedback. */
async function judgeOrFail(
  design: Design,
  smiles: string,
  call: Call,
): Promise<Judgement | (Evaluation & { readonly error: string })> {
  try {
    return await design.judge(smiles, call)
  } catch (error) {
    if (!(error instanceof DockingError)) throw error
    const { stage, message } = error
    const feedback: Feedback = {
      kind: 'feedback',
      text: message,
      data: { goal: 'failed', stage, molecule: smiles },
    }
    return { score: 0, metrics: {}, feasible: false, feedback: [feedback], error: message }
  }
}

function numbersOf({ goal }: Shared, { verdict, measured, feasible }: Judgement) {
  const { score } = verdict
  const total: Record<string, number> = {
    ...(goal.kind === 'wishes' && { desirability: score }),
    ...(goal.kind === 'costs' && { cost: -score }),
  }
  return { score, metrics: { ...total, ...measured }, feasible }
}

async function artifactsOf(
  { rdkit, drugs }: Shared,
  smiles: string,
  { values, measured }: Judgement,
  signal: AbortSignal | undefined,
): Promise<readonly Artifact[]> {
  const assessment = await rdkit.assess(smiles, { signal })
  const pictures = assessment.ok ? await moleculeArtifacts(rdkit, assessment, signal) : []
  const dockings = values.filter(isKnownDocking)
  const poses = dockings.flatMap(({ docking, receptor }) => poseArtifacts(docking, receptor))
  if (drugs.length === 0) return [...pictures, ...poses]
  const { vina, qed = assessment.ok ? assessment.qed : Number.NaN } = measured
  const points = drugs.flatMap(({ name, smiles: drug, qed: liked, vina: score }) =>
    score === undefined ? [] : [{ vina: score, qed: liked, label: name || drug, kind: 'drug' as const }],
  )
  const own = vina === undefined ? [] : [{ vina, qed, label: smiles, kind: 'molecule' as const }]
  const svg =
    own.length > 0 && points.length > 0 ? scatterSvg([...points, ...own], targetsOf(measured)) : undefined
  const scatter: Artifact[] =
    svg === undefined ? [] : [{ kind: 'svg', name: 'drugs', title: 'Beside known drugs', svg }]
  const novelty = await noveltyArtifact(rdkit, smiles, drugs, signal)
  return [...pictures, ...poses, ...scatter, ...novelty]
}

function about(parameter: string, { kind, text, data }: Feedback): Feedback {
  return { kind, text, data: { ...(data as Record<string, Json> | undefined), parameter } }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

function meansOf(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const names = Object.keys(all[0] ?? {}).filter((name) =>
    all.every((metrics) => metrics[name] !== undefined),
  )
  return Object.fromEntries(names.map((name) => [name, mean(all.map((metrics) => metrics[name]!))]))
}
