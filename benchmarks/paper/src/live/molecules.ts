import { dataFolder } from '@textgrad/host'
import { dockstringTargets, paperFragments, undockedProblem } from '@textgrad/molecules'

import type { Arm, ArmContext, LiveExperiment, Outcome, TrialSpec } from './experiment.ts'
import { readKnownDrugs } from './known-drugs.ts'
import { moleculeFigures, moleculeFiles } from './molecule-results.ts'
import { writing } from './pretence.ts'

const steps = 10
/** Of DOCKSTRING. */
const targets = 58
const fragments = Object.keys(paperFragments)

/** Chains with an end that is another: a new molecule each time, and none that is good. */
const chain = (number: number): string => `${'C'.repeat(2 + (number % 60))}O`

/**
 * Section 3.4 of the paper: each of three fragments is rewritten ten times by what docking into each of 58 targets and QED say. The
 * paper's list of approved drugs is not published; a list of the user's own is docked in the same way.
 */
export const moleculesLive: LiveExperiment = {
  name: 'molecules',
  summary: '58 targets of DOCKSTRING and three fragments: molecules that bind and are drug-like',
  arms: [
    {
      name: 'textgrad',
      summary: `${steps} updates of each fragment for each target, whatever comes of them`,
      run: (context) => designed(context),
    },
    {
      name: 'drugs',
      summary: "the drugs of the user's list, measured in the same way: no model is asked",
      run: (context) => measuredDrugs(context),
    },
  ] satisfies readonly Arm[],
  pretence: writing(chain),
  flags: {
    drugs: {
      type: 'path',
      description:
        'your list of approved drugs, a table (CSV) with the columns smiles, target and perhaps name',
    },
    'qed-only': {
      type: 'boolean',
      description: 'drug-likeness alone, without docking: no Vina and no targets are needed',
    },
  },
  figures: (results, { flags, seeds }) =>
    moleculeFigures(results, {
      of: fragments.length * (flags['qed-only'] === true ? 1 : targets) * seeds.length,
    }),
  files: moleculeFiles,
}

async function designed(context: ArmContext): Promise<readonly Outcome[]> {
  const pairs = (await settingsOf(context)).flatMap((settings) =>
    fragments.map((start) => ({ start, critic: true, ...settings })),
  )
  return context.trials(
    context.seeds.flatMap((seed) =>
      pairs.slice(0, context.limit).map((config) => ({
        ...trialOf(config),
        case: [...(config.bind ?? []), config.start].join(', '),
        steps,
        seed,
        gate: 'always' as const,
      })),
    ),
  )
}

async function measuredDrugs(context: ArmContext): Promise<readonly Outcome[]> {
  const file = context.flags['drugs']
  if (typeof file !== 'string') return []
  const drugs = await readKnownDrugs(file)
  const settings = await settingsOf(context)
  const measured = drugs.flatMap(({ smiles, target, name }) =>
    settings
      .filter(({ bind }) => bind === undefined || bind.includes(target))
      .map((one): TrialSpec => ({
        ...trialOf({ start: smiles, ...one }),
        case: name || smiles,
        steps: 0,
        seed: context.seeds[0]!,
      })),
  )
  if (measured.length > 0) return context.trials(measured)
  const known = settings.flatMap(({ bind = [] }) => bind)
  throw new TypeError(`${file}: expected drugs of the targets ${known.join(', ')}; it has none`)
}

interface GoalSettings {
  readonly objective: 'paper' | 'qed'
  readonly targets?: string
  readonly bind?: readonly string[]
  readonly [name: string]: TrialSpec['config'][string] | undefined
}

/** For each target what is to be reached; without docking that is one thing alone. */
async function settingsOf({ flags, folder }: ArmContext): Promise<readonly GoalSettings[]> {
  if (flags['qed-only'] === true) return [{ objective: 'qed' }]
  const place = folder('dockstring') ?? dataFolder('dockstring')
  const found = await dockstringTargets(place).catch((cause: Error) => {
    throw new TypeError(
      `${cause.message}; fetch it with "textgrad data get dockstring", or choose --qed-only`,
      { cause },
    )
  })
  if (found.length === 0)
    throw new TypeError(
      `Expected targets of DOCKSTRING in ${place}; name a folder that has them with --data, or choose --qed-only`,
    )
  return found.map(({ name }) => ({ objective: 'paper', targets: place, bind: [name] }))
}

function trialOf(
  config: Readonly<Record<string, unknown>>,
): Pick<TrialSpec, 'task' | 'config' | 'unmeasured'> {
  return {
    task: 'molecules',
    config: config as TrialSpec['config'],
    unmeasured: (engine, settings) => undockedProblem(settings, { engine }),
  }
}
