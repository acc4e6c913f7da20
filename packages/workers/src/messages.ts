import { z } from 'zod'

import { json, peerId } from './job.ts'
import { wireErrorSchema } from './wire-error.ts'
import { evaluationSchema } from './wire-evaluation.ts'

const id = z.string().max(100)
const spend = z.strictObject({
  calls: z.number().optional(),
  tokens: z.number().optional(),
  dollars: z.number().optional(),
  evaluations: z.number().optional(),
})
const purpose = z.enum(['forward', 'evaluate', 'backward', 'reduce', 'update', 'score'])

/** What is asked, as far as it decides when. */
const model = z.strictObject({
  engine: z.string(),
  address: z.string().optional(),
  promptTokens: z.number().min(0),
  maxTokens: z.number().optional(),
})
export type AskedModel = z.infer<typeof model>

const rateLimit = z.strictObject({
  limit: z.number(),
  remaining: z.number(),
  resetAfter: z.number().optional(),
})
/** What a reply of a model took, and told of the provider's limits. */
const reply = z.strictObject({
  inputTokens: z.number().optional(),
  outputTokens: z.number().optional(),
  rateLimits: z.strictObject({ requests: rateLimit.optional(), tokens: rateLimit.optional() }).optional(),
})

const event = z.strictObject({
  /** Below the path of the job. */
  place: z.string(),
  step: z.int().min(0),
  body: z.looseObject({ type: z.string() }),
})

export type ToldEvent = z.infer<typeof event>

/** What a worker asks of who waits for the job: each is answered, and may be asked again under the same id. */
const asked = z.discriminatedUnion('op', [
  /** It would like to work on the job. */
  z.strictObject({ op: z.literal('begin') }),
  /** It still does. */
  z.strictObject({ op: z.literal('beat') }),
  /** Is there a committed result of this key? If not, it may get one. */
  z.strictObject({
    op: z.literal('once'),
    /** Names it: the question may come twice, the work is one. */
    id,
    place: z.string(),
    key: z.string(),
    hash: z.string(),
    cost: z.strictObject({ purpose, reserve: spend }).optional(),
  }),
  /** May it make another request for the result of the 'once' of that id? Those to a model wait for their turn. */
  z.strictObject({ op: z.literal('pay'), id, once: id, model: model.optional() }),
  /** A piece of a file of the job. */
  z.strictObject({ op: z.literal('file'), sha256: z.string().max(100), from: z.int().min(0) }),
  /** What came of a 'once' or of a 'pay'. */
  z.strictObject({
    op: z.literal('end'),
    of: id,
    result: json.optional(),
    spent: spend.optional(),
    inPieces: z.boolean().optional(),
    reply: reply.optional(),
    error: wireErrorSchema.optional(),
  }),
  /** The evaluation, or why there is none, and all that was told on the way. */
  z.strictObject({
    op: z.literal('done'),
    evaluation: evaluationSchema.optional(),
    error: wireErrorSchema.optional(),
    events: z.array(event),
  }),
])

export type Asked = z.infer<typeof asked>

const aboutSchema = z.object({
  id,
  worker: peerId,
  /** The key of the job. */
  job: z.string().max(100),
  /** One try of one worker at the job. */
  attempt: id,
})

const requestSchema = z.strictObject({ ...aboutSchema.shape, asked })
export type Request = z.infer<typeof requestSchema>

const answer = z.strictObject({
  /** The worker may go on. */
  go: z.literal(true).optional(),
  /** Another worker holds the job, or nobody waits for it any more. */
  over: z.literal(true).optional(),
  kept: z.strictObject({ result: json.optional() }).optional(),
  /** Base64. */
  piece: z.string().optional(),
  error: wireErrorSchema.optional(),
})
export type Answer = z.infer<typeof answer>

/** An answer to `id`; without an id it is to the whole attempt. */
const replySchema = z.strictObject({ id: id.optional(), attempt: id, answer })

/** @throws TypeError */
export const readRequest = reader(requestSchema)
/** What a request is about, also where the rest of it can not be read. @throws TypeError */
export const readAbout = reader(aboutSchema)
/** @throws TypeError */
export const readReply = reader(replySchema)

function reader<T>(schema: z.ZodType<T>): (text: string) => T {
  return (text) => {
    try {
      const value: unknown = JSON.parse(text)
      const read = schema.safeParse(value)
      // Itself, because what is read from it has its keys in another order, and a run tells them in theirs.
      if (read.success) return value as T
      throw new TypeError(`A message does not fit its schema: ${z.prettifyError(read.error)}`)
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof RangeError)
        throw new TypeError(`A message can not be read: ${error.message}`, { cause: error })
      throw error
    }
  }
}
