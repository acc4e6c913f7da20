import { rootCall, validateConfig, type Candidate, type RunEvent, type RunFiles } from '@textgrad/core'

import { notice } from '../notice.ts'
import { planConfig } from './config.ts'
import { writePlan } from './plan-export.ts'
import { openPlanning, settingsOfCandidate } from './problem.ts'

/** The best plan of a run for a treatment planning system. The same settings give the same plan, so it is solved anew. */
export const runFiles: RunFiles = {
  summary: `a folder with the best plan on DICOM images or a phantom, RTDOSE and JSON. ${notice}`,
  extensions: [''],
  async write(events, folder, { signal }) {
    const { config, best } = toldBy(events)
    const { planner, deliverable } = await openPlanning(await validateConfig(planConfig, config), signal)
    if (!deliverable)
      throw new TypeError(
        'Expected a run on a folder of DICOM files or a phantom: other cases do not tell their beams',
      )
    const settings = settingsOfCandidate(best, planner.knobs)
    const plan = await planner.planOf(settings, rootCall(signal ? { signal } : {}))
    await writePlan(folder, deliverable, plan, signal)
  },
}

function toldBy(events: readonly RunEvent[]): { readonly config: unknown; readonly best: Candidate } {
  const started = events.find((event) => event.type === 'run-start')
  const plans = events.flatMap((event) =>
    event.type === 'evaluation' && event.evaluation.feasible ? [event] : [],
  )
  const best = plans.reduce<(typeof plans)[number] | undefined>(
    (a, b) => (a && a.evaluation.score >= b.evaluation.score ? a : b),
    undefined,
  )
  if (started?.type !== 'run-start' || !best) throw new TypeError('Expected a run that found a plan')
  return { config: started.run.config, best: best.candidate }
}
