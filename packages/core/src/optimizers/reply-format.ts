import { ParseError } from '../errors.ts'
import type { Json } from '../json.ts'
import type { Engine } from '../llm/engine.ts'
import { inJson, inTags } from '../prompts/update.ts'
import { readTagged, wellFormed, type Reading } from './reply.ts'

/** How new values are written: as JSON where the engine can be held to a schema, between tags elsewhere. */
export interface ReplyFormat {
  /** What the model is told about where to write. */
  readonly instruct: (tags: readonly string[]) => string
  readonly schema?: (tags: readonly string[]) => Json
  /** Throws ParseError with what is wrong, in words for the model. */
  readonly read: (reply: string, tag: string) => Reading
}

export function replyFormat({ structured }: Engine): ReplyFormat {
  return structured ? asJson : asTags
}

const asTags: ReplyFormat = { instruct: inTags, read: readTagged }

const asJson: ReplyFormat = {
  instruct: inJson,
  schema: (tags) => ({
    type: 'object',
    properties: Object.fromEntries(tags.map((tag) => [tag, { type: 'string' }])),
    required: tags,
    additionalProperties: false,
  }),
  read(reply, tag) {
    let value: unknown
    try {
      value = JSON.parse(reply)
    } catch (cause) {
      throw new ParseError('it is not JSON', { cause })
    }
    const text = (value as Record<string, unknown> | null)?.[tag]
    if (typeof text !== 'string') throw new ParseError(`it has no text "${tag}"`)
    if (text.trim() === '') throw new ParseError(`its text "${tag}" is empty`)
    return { text: wellFormed(text) }
  },
}
