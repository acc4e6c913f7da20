import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { gradient, optimize, TGD, validateConfig, type Json, type RunEvent } from '@textgrad/core'
import { tempDir } from '@textgrad/host'
import { sharedPath } from '@textgrad/host/testing'
import { describe, expect, it } from 'vitest'

import { planCaseOf } from '../cases/plan-case-of.ts'
import type { PlanJson } from '../dicom/plan-json.ts'
import { readByPydicom, requirePydicom } from '../dicom/pydicom.test.support.ts'
import { readDicomFolder } from '../dicom/study.ts'
import { cubeIndex } from '../geometry/placed-grid.ts'
import { measuredDose } from '../goals/measure.ts'
import { scorecard } from '../goals/scorecard.ts'
import { plainInfluence } from '../influence/plain.ts'
import { phantom } from '../phantom.test.support.ts'
import { radiotherapy } from '../task.ts'
import { bundleOf } from './bundle-of.test.support.ts'
import type { Deliverable } from './plan-export.ts'
import { openPlanning } from './problem.ts'
import { studyCase } from './study-case.ts'

const goal = ['PTV D95% >= 50 Gy', 'PTV D10% <= 51 Gy', 'Body mean <= 5 Gy']

/** Tunes by rules, writes the best plan, and gives the scores of all. */
async function tuned(given: Readonly<Record<string, Json>>, steps: number, out: string): Promise<number[]> {
  const settings = { start: 'flat', goal, ...given }
  const config = await validateConfig(radiotherapy.config, settings)
  const engine = radiotherapy.rules!(config)
  await using problem = await radiotherapy.setup(config, { engine })
  const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))
  const events: RunEvent[] = []
  const run = { task: 'radiotherapy', config: settings }
  const emit = (event: RunEvent) => void events.push(event)
  for await (const { step } of optimize(problem, { strategy, seed: 1, steps, run, emit }))
    expect(step).toBeLessThanOrEqual(steps)
  await radiotherapy.files!.write(events, out, {})
  return events.flatMap((event) => (event.type === 'evaluation' ? [event.evaluation.score] : []))
}

/** The dose of a plan in every voxel, computed anew in double precision. */
async function doseOf({ whole }: Pick<Deliverable, 'whole'>, plan: PlanJson): Promise<Float64Array> {
  const computed = await planCaseOf(whole)
  const weights = Float64Array.from(plan.beams.flatMap(({ bixels }) => bixels.map(([, , weight]) => weight)))
  const dose = new Float64Array(whole.density.values.length)
  for (const [row, value] of plainInfluence(computed.plan.influence).dose(weights).entries())
    dose[computed.plan.voxels[row]!] = value * plan.fractions
  return dose
}

/** The greatest difference between the doses that pydicom reads and others, in steps of the scaling. */
function stepsApart(file: string, { grid }: Deliverable['whole'], dose: Float64Array): number {
  const { pixels, scaling, shape } = readByPydicom(file)
  expect(shape).toEqual([grid.size.z, grid.size.y, grid.size.x])
  const [, height, width] = shape as [number, number, number]
  return pixels.reduce((worst, pixel, at) => {
    const [x, y, z] = [at % width, Math.floor(at / width) % height, Math.floor(at / (width * height))]
    return Math.max(worst, Math.abs(pixel - dose[cubeIndex(grid, x, y, z)]! / scaling))
  }, 0)
}

describe('a plan that is kept', () => {
  it('is the best of the run, and says that it is for research only', async () => {
    await using folder = await tempDir()
    const out = join(folder.path, 'best')
    const scores = await tuned({ case: 'c-shape', spacing: 20 }, 2, out)
    const best = Math.max(...scores)
    expect(best).toBeGreaterThan(scores[0]!)
    expect((await readdir(out)).toSorted()).toEqual(['dose.dcm', 'plan.json'])
    const kept = JSON.parse(await readFile(join(out, 'plan.json'), 'utf8')) as PlanJson
    expect(kept).toMatchObject({ notice: 'Research only, not a medical device', name: 'c-shape' })
    const weights = Float64Array.from(kept.beams.flatMap(({ bixels }) => bixels.map(([, , one]) => one)))
    const config = await validateConfig(radiotherapy.config, { case: 'c-shape', spacing: 20, goal })
    const { planner } = await openPlanning(config)
    const dose = plainInfluence(planner.plan.influence).dose(weights)
    const total = dose.map((one) => one * kept.fractions)
    const { cost } = scorecard(planner.goals.goals, measuredDose(planner.plan, total))
    expect((0 - cost) / best).toBeCloseTo(1, 6)
  })

  it('is refused for a case that does not tell its beams, and for a run without a plan', async () => {
    const writing = tuned({ case: bundleOf(phantom()), goal: ['Target D95% >= 57 Gy'] }, 0, 'out')
    await expect(writing).rejects.toThrow('Expected a run on a folder of DICOM files or a phantom')
    await expect(radiotherapy.files!.write([], 'out', {})).rejects.toThrow('Expected a run that found a plan')
  })

  describe.skipIf(!requirePydicom())('of a DICOM folder (needs python3-pydicom)', () => {
    const study = sharedPath('ref/radiotherapy/dicom_cshape')
    it.skipIf(!study)('has the dose of every voxel to half a step, and belongs to the images', async () => {
      await using folder = await tempDir()
      const out = folder.path
      await tuned({ case: study!, spacing: 20, prescription: 50 }, 1, out)
      const plan = JSON.parse(await readFile(join(out, 'plan.json'), 'utf8')) as PlanJson
      const deliverable = await studyCase(study!, { spacing: 20, prescription: 50 })
      const dose = await doseOf(deliverable, plan)
      expect(stepsApart(join(out, 'dose.dcm'), deliverable.whole, dose)).toBeLessThanOrEqual(0.5001)
      const { ct } = await readDicomFolder(study!)
      const { x, y, z } = deliverable.whole.grid.origin
      expect(readByPydicom(join(out, 'dose.dcm'))).toMatchObject({
        frame: ct.frameOfReference,
        study: ct.study,
        name: ct.patient.name,
        position: [x, y, z],
        plan: [],
        modality: 'RTDOSE',
        comment: 'Research only, not a medical device',
        series: 'Research only, not a medical device',
      })
    })
  })
})
