import type { Json } from '@textgrad/core'
import type { RunPlan } from '@textgrad/runs'

import { Terminal, type Judge } from './ask.ts'
import { hearsFeedback } from './optimizers.ts'
import type { ProgramContext } from './program.ts'
import { UsageError } from './usage-error.ts'

/** What a person said of what a run had before a step, as it is kept in the plan of a fork. */
interface Critique {
  readonly step: number
  readonly text: string
}

/** Who judges the candidates of a run besides its task; undefined where nobody does. */
export function judgeOf(
  plan: RunPlan,
  { signal, people, isSilent = false }: ProgramContext,
  resources: AsyncDisposableStack,
): Judge | undefined {
  const critiques = critiquesOf(plan)
  const asks = plan.options?.['ask']
  if (!asks && critiques.length === 0) return undefined
  const isTerminal = asks && asks !== 'studio' && !isSilent
  const terminal = isTerminal ? resources.use(new Terminal()) : undefined
  const ask = async (question: string, step: number): Promise<string> => {
    if (isSilent) return ''
    const elsewhere = terminal && ((over: AbortSignal) => terminal.ask(question, { signal: over }))
    const others = await people?.()
    if (others) return others.ask(question, { step, signal, ...(elsewhere && { elsewhere }) })
    return elsewhere?.(signal) ?? ''
  }
  return (step) => {
    const said = critiques.find((one) => one.step === step)
    if (said) return async () => said.text
    return asks ? (question) => ask(question, step) : undefined
  }
}

/**
 * The plan of a fork after a step, with what a person says of what the run had by then.
 * @throws UsageError where nobody would hear it.
 */
export function criticised(plan: RunPlan, after: number, critique: string | undefined): RunPlan {
  const before = critiquesOf(plan).filter(({ step }) => step <= after)
  if (critique === undefined)
    return before.length === critiquesOf(plan).length ? plan : withCritiques(plan, before)
  const { optimizer = 'tgd', options = {} } = plan
  if (critique.trim() === '') throw new UsageError('--critique is empty: say what should be better')
  if (!hearsFeedback(optimizer))
    throw new UsageError(`--critique: the optimizer ${optimizer} of this run hears no feedback`)
  const steps = Number(options['steps'] ?? 10)
  if (steps <= after)
    throw new UsageError(
      `--critique is heard in step ${after + 1}, and the run goes on until step ${steps}: add --steps ${after + 1} or more`,
    )
  return withCritiques(plan, [...before, { step: after + 1, text: critique }])
}

function withCritiques(plan: RunPlan, critiques: readonly Critique[]): RunPlan {
  return { ...plan, options: { ...plan.options, critiques: critiques as unknown as Json } }
}

function critiquesOf({ options = {} }: RunPlan): readonly Critique[] {
  return (options['critiques'] ?? []) as unknown as readonly Critique[]
}
