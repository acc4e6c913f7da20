import type { Gradient } from '../graph/gradient.ts'
import type { Variable } from '../graph/variable.ts'
import type { Call } from '../run/call.ts'
import type { Evaluation } from '../run/problem.ts'
import type { Random } from '../run/random.ts'
import type { Evaluated, History } from './strategy.ts'

/**
 * How much of the feedback an optimizer hears: 'degraded' has lost half of its sentences; 'random' is what was said in an earlier
 * step of another version, which there is none of until the first change; with 'none' it is only told that there is none.
 */
export type FeedbackQuality = 'as-is' | 'degraded' | 'random' | 'none'

export const feedbackQualities: readonly FeedbackQuality[] = ['as-is', 'degraded', 'random', 'none']

const nothing = 'There is no feedback.'

/** Makes the feedback worse that an optimizer hears, to find out what it is worth. What it draws, the seed decides. */
export class HeardFeedback {
  readonly #quality: FeedbackQuality
  /** What was said of each parameter in earlier steps. */
  readonly #said = new Map<string, Said[]>()

  /** @throws TypeError for a quality that there is not. */
  constructor(quality: FeedbackQuality) {
    if (!feedbackQualities.includes(quality)) {
      throw new TypeError(
        `Expected a quality of feedback of ${feedbackQualities.join(', ')}, got ${quality as string}`,
      )
    }
    this.#quality = quality
  }

  /** Replaces what was said of parameters in a step; where nothing asks for a change, nothing is replaced. */
  replace(parameters: readonly Variable<any>[], call: Call): void {
    if (this.#quality === 'as-is') return
    for (const parameter of parameters) {
      const said = parameter.gradients
      if (said.every(({ kind }) => kind !== 'feedback')) continue
      const heard = this.#heard(parameter, call.child(`heard-${parameter.id}`).random)
      parameter.zeroGrad()
      parameter.accumulate(heard)
    }
  }

  /** The history without what was said of earlier versions: an update is shown that too. */
  shown(history: History): History {
    if (this.#quality === 'as-is') return history
    const { step, pool, failed, best } = history
    return { step, pool: pool.map(unsaid), failed: failed.map(unsaid), best: unsaid(best) }
  }

  #heard(parameter: Variable<any>, random: Random): readonly Gradient[] {
    const { id, gradients } = parameter
    if (this.#quality === 'none') return [without(gradients[0]!)]
    if (this.#quality === 'degraded') return gradients.map((gradient) => degraded(gradient, random))
    const earlier = this.#said.get(id) ?? []
    const now: Said = { version: parameter.render(), gradients }
    this.#said.set(id, [...earlier, now])
    const others = earlier.filter(({ version }) => version !== now.version)
    return others.length === 0 ? gradients : random.pick(others).gradients
  }
}

interface Said {
  /** The value that it was said of. */
  readonly version: string
  readonly gradients: readonly Gradient[]
}

/** Half of the sentences, drawn by the seed, in their order; of an odd number one more or one less, as likely. */
export function halved(text: string, random: Random): string {
  const sentences = text.split(/(?<=[.!?])\s+|\n+/).filter((one) => one.trim() !== '')
  const count = Math.floor((sentences.length + (random.next() < 0.5 ? 1 : 0)) / 2)
  const kept = new Set(random.shuffle([...sentences.keys()]).slice(0, count))
  return sentences.filter((_, place) => kept.has(place)).join('\n')
}

/** Facts for programs and the use that earned the feedback say the same as its words: they are left out. */
function degraded(gradient: Gradient, random: Random): Gradient {
  if (gradient.kind !== 'feedback') return gradient
  const text = halved(gradient.text, random)
  return text === '' ? without(gradient) : { ...without(gradient), text }
}

function without({ from, weight }: Gradient): Gradient {
  return { kind: 'feedback', text: nothing, from, ...(weight !== undefined && { weight }) }
}

function unsaid(one: Evaluated): Evaluated {
  return { ...one, evaluation: withoutFeedback(one.evaluation) }
}

function withoutFeedback({ items, ...evaluation }: Evaluation): Evaluation {
  return {
    ...evaluation,
    feedback: [],
    ...(items && { items: items.map((item) => ({ ...item, feedback: [] })) }),
  }
}
