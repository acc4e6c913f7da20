import type { Codec } from '../codec.ts'
import { ParseError } from '../errors.ts'
import type { Variable } from '../graph/variable.ts'
import { digestBytes } from '../run/random.ts'
import type { ImagePart, Message, Part } from './engine.ts'

/** Text and images, shown to a model in their order. They are given, never written by a model. */
export const parts: Codec<readonly Part[]> = {
  name: 'parts',
  render: (value) => value.map((part) => (part.type === 'text' ? part.text : imageName(part))).join('\n'),
  parse() {
    throw new ParseError('This value holds images and can not be written')
  },
  parts: (value) => value,
}

/** How texts refer to an image: the same for the same image. */
export function imageName(part: ImagePart): string {
  return 'url' in part
    ? `[image ${part.url}]`
    : `[image ${digestBytes(part.bytes)}: ${part.mediaType}, ${part.bytes.length} bytes]`
}

/** Texts and values as one message, images in their places. */
export function inOrder(pieces: readonly (string | Variable<any>)[]): string | readonly Part[] {
  const all: Part[] = []
  for (const piece of pieces) {
    const shown: readonly Part[] =
      typeof piece !== 'string' && piece.codec.parts && !piece.error
        ? piece.codec.parts(piece.value)
        : [{ type: 'text', text: String(piece) }]
    for (const part of shown) {
      const last = all.at(-1)
      if (part.type === 'text' && last?.type === 'text') {
        all[all.length - 1] = { type: 'text', text: last.text + part.text }
      } else {
        all.push(part)
      }
    }
  }
  const [only] = all
  return all.length === 1 && only?.type === 'text' ? only.text : all
}

/** The images that variables show, each once. */
export function imagesOf(variables: readonly Variable<any>[]): readonly ImagePart[] {
  const shown = new Map<string, ImagePart>()
  for (const variable of variables) {
    if (variable.error || !variable.codec.parts) continue
    for (const part of variable.codec.parts(variable.value)) {
      if (part.type === 'image') shown.set(imageName(part), part)
    }
  }
  return [...shown.values()]
}

/** A prompt, followed by the images that it refers to by name. */
export function withImages(prompt: string, images: readonly ImagePart[]): string | readonly Part[] {
  if (images.length === 0) return prompt
  const named = new Map(images.map((one) => [imageName(one), one]))
  return [
    { type: 'text', text: prompt },
    ...[...named].flatMap(([name, one]): Part[] => [{ type: 'text', text: name }, one]),
  ]
}

/** Messages as text alone, for logs and for telling requests apart: images by name. */
export function withoutBytes(messages: readonly Message[]): readonly Message[] {
  if (messages.every(({ content }) => typeof content === 'string')) return messages
  return messages.map((message) => {
    if (typeof message.content === 'string') return message
    const content = message.content.map((part): Part =>
      part.type === 'image' && 'bytes' in part ? { type: 'text', text: imageName(part) } : part,
    )
    return { ...message, content }
  })
}
