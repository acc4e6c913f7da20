import { validateConfig, type Engine, type Problem } from '@textgrad/core'
import { radiotherapy } from '@textgrad/radiotherapy'

import type { ArmContext, LiveExperiment, Outcome, TrialSpec } from './experiment.ts'
import { planFigures } from './plan-results.ts'
import { writing } from './pretence.ts'

const steps = 10
/** Prostates of the phantom, as the paper has five patients. */
const anatomies = [0, 1, 2, 3, 4]

/** All weights begin at 100, the doses of objectives are fixed, and plans are scaled to cover the target. */
const loop = {
  goals: 'rtog-0126',
  normalizeTo: 'PTV D95% = 70.2 Gy',
  start: 'flat',
  levels: 'none',
  until: 'hard',
  critic: true,
}

/**
 * Section 3.5 of the paper: the weights of a plan's objectives are rewritten by what its goals say until the hard ones are met, with past settings
 * and feedback in view. The paper's patients are not public: here are phantoms, or a study of the user's.
 */
export const radiotherapyLive: LiveExperiment = {
  name: 'radiotherapy',
  summary: 'Prostate plans: weights of objectives are tuned by what clinical goals say (research only)',
  arms: [
    {
      name: 'textgrad',
      summary: `up to ${steps} updates with momentum, until all hard goals are met`,
      run: tuned,
    },
  ],
  pretence: (request, about) =>
    writing((number) => worse(request.about?.value ?? '', number))(request, about),
  flags: {
    study: {
      type: 'path',
      description: 'a folder of DICOM files (CT, RTSTRUCT, RTPLAN) to plan instead of five phantoms',
    },
    plans: {
      type: 'path',
      description:
        'good plans of others to show the model, of which the paper had three: see --plans of textgrad run radiotherapy',
    },
  },
  figures: (results, { flags, seeds }) =>
    planFigures(results, (flags['study'] === undefined ? anatomies.length : 1) * seeds.length),
}

async function tuned(context: ArmContext): Promise<readonly Outcome[]> {
  const { study, plans } = context.flags
  const cases =
    typeof study === 'string'
      ? [{ name: 'study', config: { case: study } }]
      : anatomies.map((anatomy) => ({
          name: `prostate ${anatomy}`,
          config: { case: 'prostate', anatomy, dose: ['Rectum=0', 'Bladder=0'] },
        }))
  return context.trials(
    context.seeds.flatMap((seed) =>
      cases.slice(0, context.limit).map((one): TrialSpec => ({
        task: 'radiotherapy',
        case: one.name,
        config: { ...loop, ...one.config, ...(typeof plans === 'string' && { plans }) },
        optimizer: 'momentum',
        steps,
        seed,
        gate: 'always',
        unmeasured: (engine, settings) => coarsely(engine, settings, one.config.case),
      })),
    ),
  )
}

/** mm; what a case is laid out by usually is finer. */
const rough = { spacing: 10, bixel: 20 } as const

/** What is asked depends on goals and structures, and hardly on how finely a dose is computed. Other cases come with their doses. */
async function coarsely(engine: Engine, config: TrialSpec['config'], laidOut: string): Promise<Problem> {
  const coarser = ([name, least]: [string, number]): [string, number] => [
    name,
    Math.max(least, Number(config[name] ?? 0)),
  ]
  const layout =
    config['case'] === laidOut ? Object.fromEntries(Object.entries(rough).map((one) => coarser(one))) : {}
  const settings = await validateConfig(radiotherapy.config, { ...config, ...layout })
  return radiotherapy.setup(settings, { engine })
}

/** Settings that spare everything but the target, whose line is the first: no plan of these meets its goals. */
function worse(settings: string, number: number): string {
  return settings
    .split('\n')
    .map((line, place) =>
      line.replace(/weight [\d.e+]+/, `weight ${place === 0 ? 1 + (number % 90) : 90_000}`),
    )
    .join('\n')
}
