import { agreementOf } from '../findings/agreement.ts'
import type { AskOptions } from '../graph/ask.ts'
import type { Call } from '../run/call.ts'
import type { Problem } from '../run/problem.ts'
import { DataLoader } from './data-loader.ts'
import type { Strategy } from './strategy.ts'

export interface FeedbackAgreementOptions extends AskOptions {
  /** How often feedback is asked for (default: 5). The engine needs a temperature above 0 to answer differently. */
  readonly samples?: number
  /** Training items that it is on, where the problem has items (default: 3). */
  readonly batchSize?: number
}

/** The names of the metrics that it tells. */
export const agreementMetrics = { words: 'agreement of words', citations: 'agreement of citations' } as const

/**
 * Proposes nothing: asks for feedback on the start several times, and tells how far it agrees with itself, as metrics. What a
 * model answers on the way to the feedback is asked for anew, too.
 * @throws RangeError for samples that are not a whole number from 2 up.
 */
export function feedbackAgreement(options: FeedbackAgreementOptions = {}): Strategy {
  const { samples = 5, batchSize = 3, ...ask } = options
  if (!Number.isSafeInteger(samples) || samples < 2) {
    throw new RangeError(`Expected samples to be a whole number from 2 up, got ${samples}`)
  }
  return {
    name: 'feedback-agreement',
    async next({ step }, problem, call) {
      if (step > 1) return []
      const said = await Promise.all(
        Array.from({ length: samples }, (_, place) =>
          feedbackOn(problem, call.child(`sample-${place}`), { batchSize, seed: call.seed, ask }),
        ),
      )
      await tell(said, problem, call)
      return []
    },
  }
}

interface Asking {
  readonly batchSize: number
  readonly seed: number
  readonly ask: AskOptions
}

/** What is said of each parameter of the start; nothing where it may stay. */
async function feedbackOn(
  problem: Problem<any>,
  call: Call,
  { batchSize, seed, ask }: Asking,
): Promise<ReadonlyMap<string, string>> {
  const { items } = problem
  const objective = problem.build(problem.start)
  const batch = items ? new DataLoader([...items.train], { batchSize, seed }).batch(0) : []
  const loss = await objective.loss(batch, call)
  await loss.backward({ call, ...ask })
  return new Map(
    objective.parameters.map(({ id, gradients }) => {
      const asked = gradients.filter(({ kind }) => kind === 'feedback')
      return [id, asked.map(({ text }) => text).join('\n')]
    }),
  )
}

async function tell(
  said: readonly ReadonlyMap<string, string>[],
  { citations, start }: Problem<any>,
  call: Call,
): Promise<void> {
  const agreements = Object.keys(start).map((id) =>
    agreementOf(
      said.map((one) => one.get(id) ?? ''),
      citations,
    ),
  )
  for (const [key, name] of Object.entries(agreementMetrics)) {
    const known = agreements.flatMap((one) => one[key as keyof typeof agreementMetrics] ?? [])
    if (known.length === 0) continue
    await call.emit({ type: 'metric', name, value: known.reduce((sum, one) => sum + one, 0) / known.length })
  }
}
