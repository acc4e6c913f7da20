import type { Json } from '@textgrad/core'

import { mean, standardError } from '../spread.ts'
import type { Arm, ArmContext, LiveExperiment, LiveFigure, Outcome, TrialSpec } from './experiment.ts'
import { answering } from './pretence.ts'
import { finalOf, startOf } from './read-run.ts'

export interface PromptExperiment {
  readonly name: string
  readonly summary: string
  /** As `textgrad run prompt --data` takes it. */
  readonly data: string
  /** Questions of its test. */
  readonly test: number
  /** What a reply says that can be read and is never right. */
  readonly wrong: string
  /** Accuracies of table 3 of the paper, in percent. */
  readonly paper: { readonly cot: number; readonly 'few-shot': number; readonly textgrad: number }
}

/** Three questions a step, four steps of each of three epochs. */
const steps = 12
/** What the batches of the paper's program need to be drawn from. */
const fewestForPaperBatches = 12
/** Those of DSPy for ten: besides them, no examples, labelled ones only, and those of the questions in their order. */
const candidates = 13
/** What the optimizer shows at most. */
const examples = 8

/** Section 3.3 of the paper: a system prompt is improved on training questions, and what came of it is tested. */
export function promptExperiment(experiment: PromptExperiment): LiveExperiment {
  const { name, summary, test, wrong } = experiment
  const arms: readonly Arm[] = [
    {
      name: 'cot',
      summary: 'the prompt to start from, which asks to think step by step: test questions',
      run: (context) => context.trials(context.seeds.map((seed) => testOf(experiment, context, { seed }))),
    },
    {
      name: 'few-shot',
      summary: `BootstrapFewShot with random search: ${examples} worked examples, ${candidates} candidates; then the test`,
      remark: `questions that the model solves become examples, so its prompts may hold up to ${examples} replies more; with fewer than ${examples} questions to train on it may also ask more often`,
      run: (context) => trainedAndTested(experiment, context, fewShot),
    },
    {
      name: 'textgrad',
      summary: `${steps} steps of three training questions, kept if validation is no worse; then the test`,
      run: (context) => trainedAndTested(experiment, context, textgrad),
    },
  ]
  return {
    name,
    summary,
    arms,
    pretence: answering(wrong),
    figures: (results, { limit = Number.POSITIVE_INFINITY }) =>
      arms.flatMap((arm) =>
        accuracies(arm.name, results[arm.name]!, {
          paper: experiment.paper[arm.name as keyof PromptExperiment['paper']],
          n: Math.min(test, limit),
          of: test,
        }),
      ),
  }
}

/** How prompts are trained: settings of a run, by the number of training questions that a limit leaves. */
type Training = (limit: number) => Pick<TrialSpec, 'config' | 'optimizer' | 'steps' | 'gate'>

const textgrad: Training = (limit) => ({
  config: limit >= fewestForPaperBatches ? { batches: 'paper' } : {},
  steps,
  gate: 'no-worse',
})

const fewShot: Training = () => ({
  config: { demonstrations: '[]' },
  optimizer: 'bootstrap-few-shot',
  steps: candidates,
})

async function trainedAndTested(
  experiment: PromptExperiment,
  context: ArmContext,
  training: Training,
): Promise<readonly Outcome[]> {
  const { config, ...settings } = training(context.limit ?? Number.POSITIVE_INFINITY)
  const shared = { task: 'prompt', case: 'training', ...settings }
  const trained = await context.trials(
    context.seeds.map((seed) => ({ ...shared, config: { ...dataOf(experiment, context), ...config }, seed })),
  )
  return context.trials(
    trained.map(({ spec: { seed }, events }) =>
      testOf(experiment, context, { seed, candidate: finalOf(events).candidate }),
    ),
  )
}

/** The test questions are asked with a prompt, the one to start from unless another is given, and nothing is changed. */
function testOf(
  experiment: PromptExperiment,
  context: ArmContext,
  { seed, candidate = {} }: { readonly seed: number; readonly candidate?: Readonly<Record<string, string>> },
): TrialSpec {
  const config = { ...dataOf(experiment, context), judge: 'test', ...candidate }
  return { task: 'prompt', case: 'test', config, steps: 0, seed }
}

function dataOf({ data }: PromptExperiment, { folder, limit }: ArmContext): Record<string, Json> {
  const from = folder(data.split('/')[0]!)
  return { data, ...(from !== undefined && { from }), ...(limit !== undefined && { maxItems: limit }) }
}

interface Of {
  readonly paper: number
  readonly n: number
  readonly of: number
}

function accuracies(arm: string, tests: readonly Outcome[], { paper, n, of }: Of): LiveFigure[] {
  const percents = tests.map(({ events }) => 100 * startOf(events).metrics['accuracy']!)
  const source = 'table 3'
  const figure = `${arm}: test accuracy, %`
  const made: LiveFigure = { figure, paper, source, ours: mean(percents), n, of }
  if (percents.length < 2) return [made]
  const spread = `${arm}: its standard error over ${percents.length} seeds`
  return [made, { figure: spread, paper: null, source, ours: standardError(percents), n, of }]
}
