import { EngineError, type GenerateRequest, type ImagePart, type Part, type Sampling } from '@textgrad/core'

import { given } from '../given.ts'

/** What all requests to a model have in common. */
export interface RequestForm {
  readonly model: string
  readonly defaults: Sampling
  /** Whether the server holds replies to a JSON schema. */
  readonly structured: boolean
  readonly stream: boolean
  /** Whether a stream tells the usage only where it is asked to. */
  readonly asksForUsage: boolean
}

/** What `request` says about sampling comes before the defaults. */
export function samplingFor({ defaults }: RequestForm, { sampling }: GenerateRequest): Sampling {
  return { ...defaults, ...given(sampling ?? {}) }
}

/** OpenAI's reasoning models count their thoughts as output and refuse temperature and top_p. */
export function isReasoning(model: string): boolean {
  return /^(o1|o3|o4|gpt-5)/.test(model.slice(model.lastIndexOf('/') + 1))
}

/** The schema of a reply, as both of OpenAI's APIs take it. */
export function schemaOf({ structured }: RequestForm, { schema }: GenerateRequest) {
  if (!structured || schema === undefined) return undefined
  return { name: 'reply', strict: true, schema: schema as Record<string, unknown> }
}

/** The text of a part that must be none but text. */
export function onlyText(part: Part): string {
  if (part.type === 'text') return part.text
  throw new EngineError('OpenAI’s APIs take images in user messages only', { kind: 'unsupported' })
}

/** An image by its address, or as a data URL. */
export function imageURL(image: ImagePart): string {
  if ('url' in image) return image.url
  const { mediaType, bytes } = image
  return `data:${mediaType};base64,${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')}`
}
