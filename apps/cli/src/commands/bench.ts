import { DownloadError } from '@textgrad/host'
import {
  liveExperiments,
  recomputed,
  recordedExperiments,
  type Figure,
  type RecordedExperiment,
} from '@textgrad/paper'

import { command, group, type Command } from '../command.ts'
import type { FlagValues } from '../flags.ts'
import { interruptSignal } from '../interrupt.ts'
import { orElse } from '../nearest.ts'
import { liveFlags } from '../paper/live-flags.ts'
import { performLive } from '../paper/live.ts'
import { screenOf, type Screen } from '../screen.ts'
import { asUsage, UsageError } from '../usage-error.ts'
import { columns } from '../words.ts'
import { ablation } from './ablation.ts'

const names = [...new Set([...recordedExperiments, ...liveExperiments].map(({ name }) => name))]

const paper: Command = command({
  name: 'bench paper',
  description:
    'The figures of the TextGrad paper: recomputed from recorded outputs without a model, or its experiments run with one',
  suggest: async () => names.map((name) => [name, '']),
  words: { 'experiment?': `One of ${names.join(', ')} (default: all)` },
  flags: {
    recorded: { type: 'boolean', description: 'From the outputs that were recorded and published' },
    data: {
      type: 'string',
      path: true,
      hint: 'dir',
      description:
        'The folder that holds the data (default: where textgrad data get puts them; what was recorded is fetched where it is missing)',
    },
    json: {
      type: 'boolean',
      description: 'Print a JSON line per figure, or with --dry-run per arm and model',
    },
    ...liveFlags,
  },
  example: 'textgrad bench paper gsm8k --engine openai:gpt-5-mini --limit 20 --dry-run',
  async run(values) {
    const name = values['experiment'] as string | undefined
    if (!values['recorded']) {
      if (values['engine'] !== undefined) return await performLive(chosenBy(name, liveExperiments), values)
      throw new UsageError(
        '--recorded is missing, which recomputes figures from recorded outputs; or --engine openai:<model>, which runs the experiments (with --dry-run it only tells what they cost)',
      )
    }
    const live = Object.keys(liveFlags).find(
      (flag) => values[flag] !== undefined && liveFlags[flag]?.default === undefined,
    )
    if (live !== undefined)
      throw new UsageError(`--${live} is for experiments with a model, and --recorded asks none`)
    const chosen = chosenBy(name, recordedExperiments)
    using interrupt = interruptSignal(() => '', 'Stopping.')
    const screen = screenOf(process.stdout)
    const figures: Figure[] = []
    let problem: Error | undefined
    for (const experiment of chosen) {
      const made = await figuresOf(experiment, values, interrupt.signal).catch((error: unknown) => {
        // What is missing or malformed for one experiment keeps no other from being told.
        if (!(error instanceof DownloadError || error instanceof UsageError)) throw error
        problem ??= error
        return []
      })
      figures.push(...made)
      if (values['json']) for (const figure of made) screen.write(JSON.stringify(figure))
    }
    if (!values['json'] && figures.length > 0) tell(figures, screen)
    if (figures.some(({ match }) => !match)) process.exitCode = 1
    if (problem) throw problem
  },
})

export const bench: Command = group(
  'bench',
  'Recompute what was published, and find out what a part of an optimizer does',
  { paper, ablation },
  { noun: 'command', example: 'textgrad bench paper --recorded' },
)

function chosenBy<T extends { readonly name: string }>(
  name: string | undefined,
  experiments: readonly T[],
): readonly T[] {
  if (name === undefined) return experiments
  const found = experiments.find((one) => one.name === name)
  if (found) return [found]
  const there = experiments.map((one) => one.name)
  throw new UsageError(`Unknown experiment ${JSON.stringify(name)}${orElse(name, there)}`)
}

async function figuresOf(
  experiment: RecordedExperiment,
  { data }: FlagValues,
  signal: AbortSignal,
): Promise<readonly Figure[]> {
  const screen = screenOf(process.stderr)
  try {
    return await asUsage(() =>
      recomputed(experiment, {
        data: data as string | undefined,
        signal,
        onFetch: ({ name, files }, now) =>
          screen.status(`Fetching ${name}  ${now.files} of ${files.length} files`),
      }),
    )
  } finally {
    screen.status('')
  }
}

function tell(figures: readonly Figure[], screen: Screen): void {
  const head = ['experiment', 'figure', 'expected', 'ours', 'match']
  const rows = figures.map(({ experiment, figure, expected, ours, match }) => [
    experiment,
    figure,
    String(expected),
    String(ours),
    match ? 'yes' : 'NO',
  ])
  for (const line of columns([head, ...rows])) screen.write(line)
  const same = figures.filter(({ match }) => match).length
  screen.write(
    screen.style(same === figures.length ? 'green' : 'red', `${same} of ${figures.length} figures match`),
  )
}
