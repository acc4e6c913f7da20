import type { LiveExperiment, LiveFigure } from '@textgrad/paper'
import { renderTables, type Trial } from '@textgrad/runs'

import { nameWithoutSecrets } from '../addresses.ts'
import { checkOutput, checkOutputFolder } from '../checked-output.ts'
import type { FlagValues } from '../flags.ts'
import { enginesOf } from '../plan.ts'
import { version } from '../version.ts'
import { writeOutput } from '../write-output.ts'
import type { Expected } from './estimate.ts'
import { countOf, differenceOf, figuresHead, noteOn } from './figures-table.ts'

/** An experiment that came to its end. */
export interface Done {
  readonly experiment: LiveExperiment
  readonly figures: readonly LiveFigure[]
  readonly trials: readonly Trial[]
  /** Those that answered. */
  readonly models: readonly string[]
}

/** @throws UsageError for what can not be written to. */
export async function checkOutputs(values: FlagValues): Promise<void> {
  for (const file of filesOf(values)) await checkOutput(file)
  checkOutputFolder(values['files'] as string | undefined)
}

/** Writes the report and the result that were asked for. */
export async function writeOutputs(
  done: readonly Done[],
  expected: readonly Expected[],
  values: FlagValues,
): Promise<void> {
  const { out, result } = values as { readonly out?: string; readonly result?: string }
  const date = new Date().toISOString()
  if (result !== undefined)
    await writeOutput([`${JSON.stringify(resultOf(done, { expected, values, date }), null, 2)}\n`], result)
  if (out !== undefined) await writeOutput([reportOf(done, values, date)], out)
  for (const file of filesOf(values)) process.stderr.write(`Written: ${file}\n`)
}

function filesOf(values: FlagValues): readonly string[] {
  return ['result', 'out'].flatMap((flag) => (values[flag] as string | undefined) ?? [])
}

interface About {
  readonly expected: readonly Expected[]
  readonly values: FlagValues
  readonly date: string
}

function resultOf(done: readonly Done[], { expected, values, date }: About): object {
  const settings = [
    'limit',
    'seed',
    'seeds',
    'reply-tokens',
    'temperature',
    'cache',
    'data',
    'assume-reply-tokens',
  ]
  return {
    version,
    date,
    engines: enginesOf(values)?.map(nameWithoutSecrets),
    settings: Object.fromEntries(settings.map((name) => [name, values[name] ?? null])),
    experiments: done.map(({ experiment: { name, arms }, figures, trials, models }) => ({
      experiment: name,
      models,
      figures: figures.map((figure) => ({ ...figure, difference: differenceOf(figure) })),
      expected: expected.filter(({ experiment }) => experiment === name),
      arms: arms.map(({ name: arm, summary }) => {
        const own = trials.filter(({ optimizer }) => optimizer === arm)
        const seeds = [...new Set(own.map(({ seed }) => seed))]
        return { arm, summary, seeds, spent: spentBy(own), runs: own.map(({ run }) => run) }
      }),
    })),
  }
}

function reportOf(done: readonly Done[], values: FlagValues, date: string): string {
  const [note] = noteOn(values)
  return renderTables({
    title: 'The experiments of the TextGrad paper',
    kicker: 'textgrad bench paper',
    facts: [
      ['Engines', enginesOf(values)?.map(nameWithoutSecrets).join(', ') ?? ''],
      ['Models that answered', [...new Set(done.flatMap(({ models }) => models))].join(', ')],
      ['Date', date],
      ['Version', version],
    ],
    tables: done.flatMap(({ experiment: { name, summary, arms }, figures, trials }) => [
      {
        title: `${name}: ${summary}`,
        columns: [...figuresHead.slice(1), 'in the paper'],
        rows: figures.map((one) => [
          one.figure,
          one.paper,
          one.ours,
          differenceOf(one),
          countOf(one),
          one.source,
        ]),
        ...(note !== undefined && { note }),
      },
      {
        title: `${name}: what its arms took`,
        columns: ['arm', 'what it does', 'runs', 'calls', 'tokens', 'dollars'],
        rows: arms.map(({ name: arm, summary: does }) => {
          const own = trials.filter(({ optimizer }) => optimizer === arm)
          const { calls, tokens, dollars } = spentBy(own)
          return [arm, does, own.length, calls, tokens, dollars ?? 'unknown']
        }),
      },
    ]),
  })
}

/** By all of them; dollars are null where a model tells no price. */
function spentBy(trials: readonly Trial[]): { calls: number; tokens: number; dollars: number | null } {
  const sum = (kind: 'calls' | 'tokens'): number => trials.reduce((all, { spent }) => all + spent[kind], 0)
  const dollars = trials.map(({ spent }) => spent.dollars)
  return {
    calls: sum('calls'),
    tokens: sum('tokens'),
    dollars: dollars.includes(null) ? null : dollars.reduce<number>((all, one) => all + one!, 0),
  }
}
