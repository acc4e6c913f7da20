import type { Call } from '@textgrad/core'

/** A place that keeps and pays what is done there, and tells nothing of it: for an evaluation, whose result is told. */
export function quiet(call: Call): Call {
  return {
    path: call.path,
    step: call.step,
    seed: call.seed,
    sample: call.sample,
    random: call.random,
    ...(call.signal && { signal: call.signal }),
    emit: () => undefined,
    child: (name, options) => quiet(call.child(name, options)),
    unique: (name) => call.unique(name),
    once: (key, run, options) => call.once(key, run, options),
  }
}
