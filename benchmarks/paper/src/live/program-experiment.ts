import { stat } from 'node:fs/promises'
import { join } from 'node:path'

import { untestedProblem, type Problem } from '@textgrad/code'
import { dataFolder } from '@textgrad/host'

import type { Arm, ArmContext, LiveExperiment, TrialSpec } from './experiment.ts'
import { writing } from './pretence.ts'
import { programFiles, rates, type PaperRates } from './program-results.ts'

export interface ProgramExperiment {
  readonly name: string
  readonly summary: string
  /** The folder and the file of its problems. */
  readonly set: { readonly name: string; readonly file: string }
  /** Where users have it from. */
  readonly from: string
  readonly read: (file: string) => Promise<readonly Problem[]>
  /** How many problems it has. */
  readonly problems: number
  readonly hasHidden: boolean
  /** Processor time for a call, in seconds (default: the task's). */
  readonly cpuSeconds?: number
  readonly paper: { readonly local: PaperRates; readonly completion: PaperRates; readonly source: string }
}

/** Updates of a program: the paper's program makes five. */
const updates = 5
/** Further attempts: the paper's runs of Reflexion have five in all. */
const retries = 4
/** The paper speaks of five. */
const seeds = 5

/**
 * Section 3.1 of the paper: programs are written from a statement and rewritten by what local tests say until all pass, by textual
 * gradients and by Reflexion. Whatever was written last counts.
 */
export function programExperiment(experiment: ProgramExperiment): LiveExperiment {
  const { name, summary, hasHidden, problems: of, paper } = experiment
  const arms: readonly Arm[] = [
    {
      name: 'reflexion',
      summary: `a first program, and up to ${retries} more, each after a note on why the last one failed`,
      run: async (context) => {
        const more = { optimizer: 'reflexion', steps: retries }
        return context.trials(await specsOf(experiment, context, { config: { critic: false }, ...more }))
      },
    },
    {
      name: 'textgrad',
      summary: `a first program, which is the zero-shot answer, and up to ${updates} updates`,
      run: async (context) =>
        context.trials(
          await specsOf(experiment, context, { config: { critic: true }, optimizer: 'tgd', steps: updates }),
        ),
    },
  ]
  return {
    name,
    summary,
    seeds,
    arms,
    pretence: writing((number, filler) => `# ${number}: ${filler}`),
    figures: (results) => rates(results, { ...paper, hasHidden, of }),
    files: (results) => programFiles(name, results),
  }
}

async function specsOf(
  experiment: ProgramExperiment,
  context: ArmContext,
  { config, ...more }: Pick<TrialSpec, 'config' | 'steps'> & { readonly optimizer: string },
): Promise<readonly TrialSpec[]> {
  const file = await fileOf(experiment, context)
  const { cpuSeconds } = experiment
  const problems = (await experiment.read(file)).slice(0, context.limit)
  return context.seeds.flatMap((seed) =>
    problems.map((stated): TrialSpec => ({
      task: 'code',
      case: stated.id,
      config: {
        problems: file,
        task: stated.id,
        first: 'model',
        words: 'paper',
        ...(cpuSeconds !== undefined && { cpuSeconds }),
        ...config,
      },
      ...more,
      seed,
      gate: 'always',
      target: 1,
      unmeasured: (engine, settings) => untestedProblem(settings, { engine, stated }),
    })),
  )
}

/** Rejects with a TypeError where the user's copy is not to be found. */
async function fileOf({ set, from, name }: ProgramExperiment, { folder }: ArmContext): Promise<string> {
  const typed = folder(set.name)
  const place = typed ?? dataFolder(set.name)
  const found = await stat(place).catch(() => undefined)
  const file = found?.isDirectory() ? join(place, set.file) : place
  if ((await stat(file).catch(() => undefined))?.isFile()) return file
  const asked = typed === undefined ? `--data with your copy of ${set.file}` : `${set.file} in ${place}`
  throw new TypeError(`Expected ${asked} for ${name}: ${from}`)
}
