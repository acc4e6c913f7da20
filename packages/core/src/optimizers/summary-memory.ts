import type { Variable } from '../graph/variable.ts'
import { generate } from '../llm/generate.ts'
import { clip, promptLimit } from '../prompts/limit.ts'
import { fadingPrompt } from '../prompts/momentum.ts'
import { askedOf, type Memory, type Recall, type Recollection } from './memory.ts'

/** A digest may take this many tokens. */
const longest = 1000

/** All that was ever said of a parameter in one short text, in which what is older counts less. */
export class SummaryMemory implements Memory {
  readonly #digests = new Map<Variable<any>, Promise<string>>()

  async recall(at: Recall): Promise<Recollection> {
    const { parameter, history } = at
    const digest = history ? history.pool.at(-1)?.memory?.[parameter.id] : await this.#digests.get(parameter)
    // The next digest is not needed for this update, so both are asked for at once.
    const memory = fade(digest, at)
    memory.catch(() => {})
    if (!history) this.#digests.set(parameter, memory)
    return { digest, memory }
  }
}

async function fade(
  digest: string | undefined,
  { parameter, gradients, engine, place }: Recall,
): Promise<string> {
  const limit = promptLimit(engine)
  const said = askedOf(gradients)
  const fresh = clip(said.join('\n\n'), Math.floor(limit.tokens / 2), limit.count)
  const isShort = limit.count(fresh) <= longest / 2
  if (digest === undefined && said.length === 1 && isShort) return fresh
  const request = { ...fadingPrompt(parameter.role, digest, fresh), purpose: 'reduce' as const }
  const reply = await generate(engine, request, place, 'momentum')
  return clip(reply.text.trim(), longest, limit.count)
}
