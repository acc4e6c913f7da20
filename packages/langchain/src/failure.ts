import { EngineError, SystemError } from '@textgrad/core'
import { inWords } from '@textgrad/core'
import { causesOf, providerFailure, requestFailure, type Failures } from '@textgrad/host/failures'

import type { Recorder } from './recorder.ts'

/**
 * What a run failed with, where that says something about its prompts or its question. Throws where it does not:
 * what a model's provider failed at as EngineError, and other errors of the system and abortion as they are.
 */
export function failureOf(error: unknown, recorder: Recorder, failures: Failures): unknown {
  const { calls } = recorder.spent
  if (recorder.limit.aborted) return new Error(`it asked for more than ${calls} model calls`)
  const links = causesOf(error)
  const system = links.find((link) => link instanceof SystemError || link.name === 'AbortError')
  if (system) throw system
  if (recorder.isOfModel(links)) {
    throw afterPaidCalls(providerFailure(error, failures) ?? requestFailure(error, failures), calls)
  }
  const tool = recorder.toolOf(links)
  // What a tool of the user's asks over a network fails with a status too, but that is the tool's matter.
  if (tool) return new Error(inWords(tool), { cause: error })
  const failure = providerFailure(error, failures)
  if (failure) throw afterPaidCalls(failure, calls)
  const last = recorder.steps.at(-1)
  // LangChain throws this before the tool begins, and does not say what was asked for.
  const unfit = links.find((link) => link.constructor.name === 'ToolInputParsingException')
  return unfit && last ? new Error(`${inWords(last)} ${unfit.message}`, { cause: error }) : error
}

/** The failed call may not be paid, but those before it are. */
function afterPaidCalls(failure: SystemError, calls: number): SystemError {
  if (!(failure instanceof EngineError) || failure.paid !== 'no' || calls < 2) return failure
  const { message, kind, retryable, cause } = failure
  return new EngineError(message, { kind, retryable, paid: 'yes', cause })
}
