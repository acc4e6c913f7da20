import { text } from '../codec.ts'
import type { Gradient } from '../graph/gradient.ts'
import { isOwnEvaluation, ownEvaluation, type Op, type PassedFeedback } from '../graph/op.ts'
import { forwardEvent, placeOf, produce } from '../graph/produce.ts'
import type { Variable } from '../graph/variable.ts'
import type { Call } from '../run/call.ts'

export interface WeightedLoss {
  readonly loss: Variable<any>
  /** Relative to the others; a loss of weight 0 is shown and says nothing. */
  readonly weight: number
}

/**
 * Several losses of unequal importance as one: what each says comes with its share, so that whoever acts on it knows
 * what matters most where two contradict each other.
 * @throws TypeError without a loss that counts; RangeError for a weight that is not a finite number from 0 up.
 */
export function weighted(losses: readonly WeightedLoss[], call?: Call): Variable {
  for (const { loss, weight } of losses) {
    if (!(weight >= 0 && weight < Infinity)) {
      throw new RangeError(`Expected the weight of ${loss.role} to be a number from 0 up, got ${weight}`)
    }
  }
  const total = losses.reduce((sum, { weight }) => sum + weight, 0)
  if (total === 0)
    throw new TypeError('Expected weighted to be given at least one loss with a weight above 0')
  const inputs = losses.map(({ loss }) => loss)
  const shares = losses.map(({ weight }) => weight / total)
  const parts = shares.map((part) => `${Math.round(100 * part)} %`)
  const place = placeOf('weighted', inputs, call)
  const op: Op = {
    name: 'weighted',
    inputs,
    backward: ({ output, gradients }) =>
      losses.map(({ loss, weight }, index): PassedFeedback | readonly PassedFeedback[] | undefined => {
        if (weight === 0) return undefined
        // A weighted loss may itself be one of several: then its parts share what it has.
        const shareOf = ({ weight: whole = 1 }: Gradient): number => whole * shares[index]!
        if (isOwnEvaluation(gradients)) return { ...ownEvaluation(loss), weight: shareOf(gradients[0]!) }
        return gradients.map((gradient) => ({ ...gradient, from: output, weight: shareOf(gradient) }))
      }),
  }
  const made = produce(op, place, {
    role: `weighted losses: ${losses.map(({ loss }, index) => `${loss.role} ${parts[index]!}`).join(', ')}`,
    codec: text,
    value: losses.map(({ loss }, index) => `${parts[index]!}: ${loss.render()}`).join('\n'),
  })
  if (call) void place.emit(forwardEvent(made))
  return made
}
