import type { ImagePart, Message, Part } from '@textgrad/core'

import type { Recorder } from './options.ts'

/** Messages in the form of `gen_ai.input.messages`, as JSON; of an image that was sent as bytes, what it was. */
export function messagesAsJson(messages: readonly Message[], record: Recorder): string {
  return JSON.stringify(
    messages.map(({ role, content }) => {
      const parts: readonly Part[] = typeof content === 'string' ? [{ type: 'text', text: content }] : content
      return {
        role,
        parts: parts.map((part) => (part.type === 'text' ? text(part.text, record) : image(part, record))),
      }
    }),
  )
}

function text(written: string, record: Recorder): object {
  return { type: 'text', content: record(written) ?? '' }
}

function image(part: ImagePart, record: Recorder): object {
  if ('url' in part) return { type: 'uri', modality: 'image', uri: record(part.url) ?? '' }
  return { type: 'image', mime_type: part.mediaType, bytes: part.bytes.length }
}
