import { createHash } from 'node:crypto'

import type { Engine, GenerateRequest, Part, Sampling } from '@textgrad/core'

/** Raised when the same request no longer means the same reply. */
const version = 1

/**
 * What can change the answer, as canonical JSON: the engine with what it adds, the messages with a hash for each image's
 * bytes, the purpose (engines may be routed by it) and its facts, sampling, schema and sample. Not in it: the run's seed,
 * and anything secret.
 */
export function questionOf(engine: Engine, request: GenerateRequest): string {
  const { purpose, messages, schema, about } = request
  const sampling = samplingOf(engine, request)
  return canonicalJson({
    version,
    engine: engine.id,
    address: engine.settings?.address,
    sampling,
    structured: engine.structured === true,
    purpose,
    messages: messages.map(({ role, content }) => ({
      role,
      content: typeof content === 'string' ? content : content.map(partOf),
    })),
    schema,
    about,
    // At temperature 0 all samples are one.
    sample: sampling.temperature === 0 ? 0 : (request.sample ?? 0),
  })
}

/** What is sent of sampling: the request's, and the engine's where the request says nothing. */
export function samplingOf(engine: Engine, { sampling }: GenerateRequest): Sampling {
  const own = Object.entries(sampling ?? {}).filter(([, value]) => value !== undefined)
  return { ...engine.settings?.sampling, ...Object.fromEntries(own) }
}

/** The name under which the reply to a question is kept, for its so many-th asking. */
export function keyOf(question: string, index: number): string {
  return sha256(`${index}\n${question}`)
}

/** The name under which the reply to a question is kept that is asked at a place of a run. */
export function keyAt(question: string, path: string): string {
  return sha256(`${JSON.stringify(path)}\n${question}`)
}

function partOf(part: Part): object {
  if (part.type === 'text') return part
  if ('url' in part) return { type: 'image', url: withoutPassword(part.url) }
  return { type: 'image', mediaType: part.mediaType, sha256: sha256(part.bytes) }
}

function withoutPassword(address: string): string {
  const url = URL.parse(address)
  if (!url) return address
  url.username = ''
  url.password = ''
  return url.href
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}

/** JSON in which the order of an object's fields makes no difference; fields that are undefined are left out. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
    const names = Object.keys(inner).toSorted()
    return Object.fromEntries(names.map((name) => [name, (inner as Record<string, unknown>)[name]]))
  })
}
