import type { Codec } from '../codec.ts'
import { rootCall, type Call } from '../run/call.ts'
import type { EventBody } from '../run/event.ts'
import { digest } from '../run/random.ts'
import type { Op } from './op.ts'
import { Variable } from './variable.ts'

export interface Result<T> {
  readonly role: string
  readonly codec: Codec<T>
  readonly value?: T
  readonly error?: Error
}

/**
 * The place of an op's result below a call. It is named by what it is made from rather than by when, so that
 * it is the same whichever of several concurrent ops comes first; repeats are numbered in program order.
 */
export function placeOf(op: string, inputs: readonly Variable<any>[], call: Call | undefined): Call {
  const name = `${op}#${digest(inputs.length === 1 ? inputs[0]!.id : inputs.map(({ id }) => id).join('\n'))}`
  return call ? call.child(call.unique(name)) : rootCall({ path: name })
}

/** Makes the variable that an op gives. */
export function produce<T>(op: Op, { path }: Call, result: Result<T>): Variable<T> {
  return new Variable<T>(result.value, {
    id: path,
    role: result.role,
    codec: result.codec,
    requiresGrad: op.inputs.some((input) => input.requiresGrad),
    op,
    error: result.error,
  })
}

/** Tells the run of a new value. */
export async function announce<T>(made: Variable<T>, place: Call): Promise<Variable<T>> {
  await place.emit(forwardEvent(made))
  return made
}

export function forwardEvent(made: Variable<any>): EventBody {
  return {
    type: 'forward',
    variable: made.id,
    op: made.op?.name ?? '',
    role: made.role,
    inputs: made.op?.inputs.map((input) => input.id) ?? [],
    value: made.render(),
    ...(made.error && { error: made.error.message }),
  }
}
