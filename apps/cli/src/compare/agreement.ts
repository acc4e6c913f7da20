import { agreementMetrics, type RunEvent, type Task } from '@textgrad/core'
import type { Findings, Trial } from '@textgrad/runs'

import type { FlagValues } from '../flags.ts'
import { interruptSignal } from '../interrupt.ts'
import { screenOf } from '../screen.ts'
import { storeToWrite } from '../store.ts'
import { columns } from '../words.ts'
import type { Contender } from './contenders.ts'
import { plannedTrials } from './planned-trials.ts'
import { makeTrials } from './trials.ts'

/** What a trial scores is its start. */
const mostEvaluations = 1000

/** How far feedback agrees with itself, of one way to ask for it. */
interface Agreement {
  readonly variant: string
  /** Of all trials, from 0 to 1; null where nothing was said, or nothing cited. */
  readonly words: number | null
  readonly citations: number | null
  readonly findings: Findings
  readonly calls: number
  readonly runs: readonly string[]
}

/** Asks for feedback on the same start again and again, and tells how far it agrees: each trial is kept as a run. */
export async function measureAgreement(
  task: Task,
  values: FlagValues,
  contenders: readonly Contender[],
): Promise<void> {
  const planned = await plannedTrials(task, { ...values, budget: mostEvaluations }, contenders)
  using interrupt = interruptSignal(() => 'The same command goes on.\n')
  const screen = screenOf(process.stdout)
  const write = (line: string): void => {
    if (values['json'] !== true) screen.write(screen.style('dim', line))
  }
  let ended = 0
  const trials = await makeTrials(planned, {
    values,
    openStore: () => storeToWrite(values),
    interrupt: interrupt.signal,
    begin: (file) => write(`${planned.length} runs, kept in ${file}`),
    tell: ({ optimizer, seed, run }, isNew) =>
      write(`${++ended}/${planned.length}  ${optimizer}, seed ${seed}  (${run}${isNew ? '' : ', kept'})`),
  })
  await using store = await storeToWrite(values)
  const all = [...Map.groupBy(trials, ({ optimizer }) => optimizer)].map(([variant, own]) =>
    agreementOf(variant, own, (run) => store.told(run)),
  )
  if (values['json'] === true) for (const one of all) screen.write(JSON.stringify(one))
  else for (const line of ['', ...tableOf(all)]) screen.write(line)
}

function agreementOf(
  variant: string,
  trials: readonly Trial[],
  told: (run: string) => readonly RunEvent[],
): Agreement {
  const events = trials.flatMap(({ run }) => told(run))
  const sum = (kind: keyof Findings): number => trials.reduce((all, { findings }) => all + findings[kind], 0)
  return {
    variant,
    words: meanOf(events, agreementMetrics.words),
    citations: meanOf(events, agreementMetrics.citations),
    findings: {
      citation: sum('citation'),
      oscillation: sum('oscillation'),
      'no progress': sum('no progress'),
    },
    calls: trials.reduce((all, { spent }) => all + spent.calls, 0),
    runs: trials.map(({ run }) => run),
  }
}

function meanOf(events: readonly RunEvent[], name: string): number | null {
  const values = events.flatMap((event) =>
    event.type === 'metric' && event.name === name ? event.value : [],
  )
  return values.length === 0 ? null : values.reduce((sum, one) => sum + one, 0) / values.length
}

const share = (value: number | null): string => (value === null ? '–' : value.toFixed(3))

function tableOf(all: readonly Agreement[]): string[] {
  const rows = all.map(({ variant, words, citations, findings, calls }) => [
    variant,
    share(words),
    share(citations),
    String(findings.citation),
    String(calls),
  ])
  return columns([['feedback', 'same words', 'same citations', 'cited and not there', 'calls'], ...rows])
}
