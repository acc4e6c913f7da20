import { DownloadError } from '@textgrad/host'
import { recomputed, recordedExperiments, type Figure, type RecordedExperiment } from '@textgrad/paper'

import { command, group, type Command } from '../command.ts'
import { nearest, type FlagValues } from '../flags.ts'
import { interruptSignal } from '../interrupt.ts'
import { screenOf, type Screen } from '../screen.ts'
import { asUsage, UsageError } from '../usage-error.ts'
import { columns } from '../words.ts'

const names = recordedExperiments.map(({ name }) => name)

const paper: Command = command({
  name: 'bench paper',
  description:
    'Recompute the figures of the TextGrad paper and of its data sets from recorded outputs, without a model',
  words: { 'experiment?': `One of ${names.join(', ')} (default: all)` },
  flags: {
    recorded: { type: 'boolean', description: 'From the outputs that were recorded and published' },
    data: {
      type: 'string',
      path: true,
      hint: 'dir',
      description:
        'The folder that holds them (default: where textgrad data get puts them; what is missing there is fetched)',
    },
    json: { type: 'boolean', description: 'Print a JSON line per figure' },
  },
  example: 'textgrad bench paper --recorded',
  async run(values) {
    if (!values['recorded'])
      throw new UsageError('--recorded is missing: the figures come from recorded outputs')
    const chosen = chosenBy(values['experiment'] as string | undefined)
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
  'Recompute what was published',
  { paper },
  { noun: 'command', example: 'textgrad bench paper --recorded' },
)

function chosenBy(name: string | undefined): readonly RecordedExperiment[] {
  if (name === undefined) return recordedExperiments
  const found = recordedExperiments.find((one) => one.name === name)
  if (found) return [found]
  const near = nearest(name, names)
  const hint = near === undefined ? `; there are ${names.join(', ')}` : `; did you mean ${near}?`
  throw new UsageError(`Unknown experiment ${JSON.stringify(name)}${hint}`)
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
