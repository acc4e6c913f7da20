import { shown, type Codec } from '../codec.ts'
import { messageOf, propagates } from '../errors.ts'
import { imagesOf } from '../llm/parts.ts'
import { functionText } from '../prompts/function-edge.ts'
import { abortable } from '../run/abortable.ts'
import type { Call } from '../run/call.ts'
import { failedOp } from './failure.ts'
import type { Feedback } from './gradient.ts'
import type { BackwardAt, EdgeFeedback, Op, Use } from './op.ts'
import { announce, placeOf, produce } from './produce.ts'
import type { Variable } from './variable.ts'

export interface FnOptions<Args extends readonly unknown[], R> {
  /** Kebab-case: it is part of ids. */
  readonly name: string
  /** What the result is, in words; models are told it. */
  readonly role: string
  /** What the function does, in words; shown to a model that has to word its feedback. */
  readonly purpose?: string
  readonly codec?: Codec<R>
  /** How a call went, in words, for a model that words feedback (default: the rendered result). */
  readonly transcript?: (result: R, args: Args) => string
  /**
   * The exact feedback on each input, free of calls; undefined says nothing. Without it the backward engine
   * words the feedback.
   */
  readonly backward?: (at: FnBackward<Args, R>) => readonly (Feedback | undefined)[]
  /**
   * 'feedback' (default): what `run` throws becomes feedback on its inputs, unless the first 3 calls all fail
   * alike, which is a mistake in the function rather than in a value. 'throw': it always reaches the caller.
   */
  readonly onError?: 'feedback' | 'throw'
}

export interface FnBackward<Args extends readonly unknown[], R> {
  readonly args: Args
  readonly result: R
  /** What was said of the result, in edge order. For a loss that is its own rendered value. */
  readonly feedback: readonly Feedback[]
}

type Inputs<Args extends readonly unknown[]> = { readonly [K in keyof Args]: Variable<Args[K]> }

const failuresThatEndARun = 3

/**
 * Makes an op of any function: `const qed = fn({ name: 'qed', role: 'drug-likeness' }, ([smiles]) => ...)`,
 * then `await qed([molecule])`. Engine, budget, store and host errors and abortion always reach the caller.
 */
export function fn<const Args extends readonly unknown[], R>(
  options: FnOptions<Args, R>,
  run: (args: Args, call: Call) => R | Promise<R>,
): (inputs: Inputs<Args>, call?: Call) => Promise<Variable<R>> {
  const { name, role, onError = 'feedback' } = options
  const codec = options.codec ?? shown<R>(String)
  const guard = failureGuard(name)
  return async (inputs, call) => {
    const args = inputs as readonly Variable<any>[]
    const place = placeOf(name, args, call)
    place.signal?.throwIfAborted()
    const broken = args.find((input) => input.error)
    if (broken?.error) {
      // What failed upstream is already the message; running on would only blame the wrong function.
      return announced(
        produce<R>(failedOp(name, args, broken.error), place, {
          role,
          codec,
          error: broken.error,
        }),
        place,
        call,
      )
    }
    const values = args.map((input) => input.value) as unknown as Args
    let result: R
    try {
      const returned = run(values, place)
      result = returned instanceof Promise ? await abortable(returned, place.signal) : returned
      guard.succeeded()
    } catch (error) {
      // Whatever it was aborted with: it says nothing of the value.
      place.signal?.throwIfAborted()
      if (onError === 'throw' || propagates(error)) throw error
      const cause = error instanceof Error ? error : new Error(messageOf(error))
      guard.failed(cause)
      await place.emit({
        type: 'warning',
        message: `${name} failed: ${cause.message}`,
        cause: String(cause),
        ...(cause.stack && { stack: cause.stack }),
      })
      return announced(
        produce<R>(failedOp(name, args, cause), place, { role, codec, error: cause }),
        place,
        call,
      )
    }
    const op: Op = { name, inputs: args, backward: passing(options, args, { values, result }) }
    const made = produce(op, place, { role, codec, value: result })
    return call ? announce(made, place) : made
  }
}

function announced<R>(
  made: Variable<R>,
  place: Call,
  call: Call | undefined,
): Variable<R> | Promise<Variable<R>> {
  return call ? announce(made, place) : made
}

function passing<Args extends readonly unknown[], R>(
  options: FnOptions<Args, R>,
  inputs: readonly Variable<any>[],
  { values, result }: { values: Args; result: R },
): Op['backward'] {
  const { backward, transcript } = options
  if (backward) return exact(backward, values, result)
  return worded(options, inputs, transcript && (() => transcript(result, values)))
}

function exact<Args extends readonly unknown[], R>(
  backward: NonNullable<FnOptions<Args, R>['backward']>,
  args: Args,
  result: R,
): Op['backward'] {
  return ({ gradients }) => backward({ args, result, feedback: gradients })
}

function worded<Args extends readonly unknown[], R>(
  { name, purpose, role }: FnOptions<Args, R>,
  inputs: readonly Variable<any>[],
  account: (() => string) | undefined,
): Op['backward'] {
  // Put together when somebody asks, and then once for all inputs.
  let written: Use | undefined
  const use = (output: string): Use =>
    (written ??= {
      conversation: functionText({ name, purpose: purpose ?? role, inputs, output }),
      images: imagesOf(inputs),
      judges: true,
    })
  return (at: BackwardAt) =>
    inputs.map((input, index): EdgeFeedback => {
      if (!input.requiresGrad) return undefined
      return at.ask(index, use(account?.() ?? at.output.render()))
    })
}

/** Throws when the first calls of a function all fail with the same message. */
function failureGuard(name: string): { succeeded(): void; failed(error: Error): void } {
  let alike = 0
  let first: string | undefined
  let decided = false
  return {
    succeeded() {
      decided = true
    },
    failed(error) {
      if (decided) return
      first ??= error.message
      if (error.message !== first) decided = true
      else if (++alike === failuresThatEndARun) {
        throw new Error(`${name} failed alike on its first ${alike} calls: ${error.message}`, {
          cause: error,
        })
      }
    },
  }
}
