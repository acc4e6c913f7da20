import type { Variable } from '../graph/variable.ts'
import { generate } from '../llm/generate.ts'
import { clip, promptLimit } from '../prompts/limit.ts'
import { readFeedback } from '../prompts/satisfied.ts'
import { trajectoryPrompt } from '../prompts/trajectory.ts'
import type { PastVersion } from '../prompts/update.ts'
import type { Memory, Recall, Recollection } from './memory.ts'
import { similarity } from './similarity.ts'
import { TGD, type TGDOptions } from './tgd.ts'
import { usedVersion, versionsOf, WindowMemory } from './window-memory.ts'

export interface RevolveOptions extends TGDOptions {
  /** How many earlier versions the trajectory shows (default: 3). */
  readonly window?: number
  /**
   * How alike the last two versions, or what came of them, must be for the trajectory to be looked at: from 0 (always)
   * to 1 (only if they are the same) (default: 0.5). Where everything still moves, the extra call tells nothing.
   */
  readonly threshold?: number
}

/**
 * Textual gradient descent that also learns from how things changed (REVOLVE, Zhang et al., arXiv 2412.03092): where
 * the last versions, or the responses that they led to, hardly differ, one more 'backward' call sees the trajectory of
 * versions, responses and feedback, and says what keeps it from moving or what swings to and fro. That is a gradient
 * beside the others: a finite difference where they are slopes.
 * @throws RangeError for a window that is not a whole number from 1 up, or a threshold outside 0 to 1.
 */
export class Revolve extends TGD {
  constructor(parameters: readonly Variable<any>[], options: RevolveOptions) {
    const { window, threshold = 0.5, ...descent } = options
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new RangeError(`Expected a threshold from 0 to 1, got ${threshold}`)
    }
    super(parameters, descent, new TrajectoryMemory(new WindowMemory(window), threshold))
  }
}

class TrajectoryMemory implements Memory {
  readonly #versions: WindowMemory
  readonly #threshold: number

  constructor(versions: WindowMemory, threshold: number) {
    this.#versions = versions
    this.#threshold = threshold
  }

  replaced(parameter: Variable<any>): void {
    this.#versions.replaced(parameter)
  }

  async recall(at: Recall): Promise<Recollection> {
    const past = this.#versions.recall(at).past ?? []
    const now = presentOf(at)
    const last = past.at(-1)
    if (!last || changeIsLarge(last, now, this.#threshold)) return {}
    const limit = promptLimit(at.engine)
    const each = Math.floor(limit.tokens / 4 / (past.length + 1))
    const short = [...past, now].map(({ value, responses = [], feedback }) => ({
      value: clip(value, each, limit.count),
      responses: [clip(responses.join('\n\n'), each, limit.count)].filter((one) => one !== ''),
      feedback: [clip(feedback.join('\n\n'), each, limit.count)].filter((one) => one !== ''),
    }))
    const request = { ...trajectoryPrompt(at.parameter.role, short), purpose: 'backward' as const }
    const reply = await generate(at.engine, request, at.place, 'trajectory')
    const read = readFeedback(reply.text)
    return read?.kind === 'feedback' ? { gradients: [{ ...read, from: at.parameter }] } : {}
  }
}

/** The present version, with responses of the same kind as the earlier ones have. */
function presentOf({ parameter, gradients, history }: Recall): PastVersion {
  const used = usedVersion(parameter, gradients)
  const [evaluated] = history ? versionsOf(parameter.id, history.pool.slice(-1)) : []
  return evaluated ? { ...evaluated, feedback: used.feedback } : used
}

function changeIsLarge(before: PastVersion, now: PastVersion, threshold: number): boolean {
  const responses = [before.responses ?? [], now.responses ?? []].map((all) => all.join('\n'))
  const alike = [similarity(before.value, now.value)]
  if (responses.every((text) => text !== '')) alike.push(similarity(responses[0]!, responses[1]!))
  return Math.max(...alike) < threshold
}
