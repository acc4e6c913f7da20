import { EngineError } from '../errors.ts'
import { abortable } from '../run/abortable.ts'
import type { Call } from '../run/call.ts'
import type { Pay } from '../run/payments.ts'
import { digest, hash32 } from '../run/random.ts'
import type { Engine, GenerateRequest, GenerateResult, Message } from './engine.ts'
import { withoutBytes } from './parts.ts'
import { tellSizes } from './too-long.ts'

/**
 * The one door to engines: the reply of `key` at this place is bought once, counted against the budget and
 * told to the run.
 */
export async function generate(
  engine: Engine,
  request: GenerateRequest,
  place: Call,
  key: string,
): Promise<GenerateResult> {
  const at = place.child(key)
  const messages = (): readonly Message[] => withoutBytes(request.messages)
  const full: GenerateRequest = {
    ...request,
    path: at.path,
    seed: hash32(at.path, place.seed),
    ...(place.signal && { signal: place.signal }),
  }
  // In a run every place has a sample of its own, whenever and however often the run comes to it.
  const sample = place.sample + (request.sample ?? 0)
  const paid = (pay?: Pay): GenerateRequest => (pay ? { ...full, pay, sample } : full)
  return place.once(key, (pay) => answer(engine, paid(pay)), {
    hash: () =>
      digest(
        JSON.stringify([
          engine.id,
          request.purpose,
          messages(),
          request.sampling,
          request.about,
          ...(request.schema === undefined ? [] : [request.schema]),
        ]),
      ),
    cost: {
      purpose: request.purpose,
      reserve: { ...engine.atMost?.(full), calls: 1 },
      spent: ({ usage }) => ({
        calls: usage.calls ?? 1,
        tokens: (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0),
        ...(usage.dollars !== undefined && { dollars: usage.dollars }),
        evaluations: usage.evaluations ?? 0,
      }),
    },
    tell: async ({ text, finish, usage, model, insteadOf }) => {
      if (insteadOf !== undefined) {
        await at.emit({ type: 'warning', message: `${engine.id}: ${model} answers instead of ${insteadOf}` })
      }
      await at.emit({
        type: 'generate',
        purpose: request.purpose,
        engine: engine.id,
        messages: messages(),
        text,
        finish,
        usage,
        ...(model !== undefined && { model }),
      })
    },
  })
}

async function answer(engine: Engine, request: GenerateRequest): Promise<GenerateResult> {
  const reply = await abortable(engine.generate(request), request.signal).catch((error: unknown) => {
    throw tellSizes(error, request)
  })
  if (typeof reply?.text !== 'string') {
    throw new EngineError(`The engine ${engine.id} gave no text`, { kind: 'bad-reply', paid: 'maybe' })
  }
  const { rateLimits: _, ...result } = reply
  return result
}
