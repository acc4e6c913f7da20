import { describe, expect, it } from 'vitest'

import { constant, variable } from './graph/variable.ts'
import { image } from './image.ts'
import type { Part } from './llm/engine.ts'
import { FormattedLlmCall } from './llm/formatted-llm-call.ts'
import { LlmCall } from './llm/llm-call.ts'
import { parts } from './llm/parts.ts'
import { ImageQaLoss } from './losses/image-qa-loss.ts'
import { TGD } from './optimizers/tgd.ts'
import { rootCall } from './run/call.ts'
import type { RunEvent } from './run/event.ts'
import { memoryJournal } from './run/journal.ts'
import { promptText, scripted } from './testing/scripted.ts'

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])
const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 9])
const webp = new Uint8Array([0x52, 0x49, 0x46, 0x46, 1, 0, 0, 0, 0x57, 0x45, 0x42, 0x50])

const imagesIn = (content: string | readonly Part[] | undefined): readonly Part[] =>
  Array.isArray(content) ? (content as readonly Part[]).filter(({ type }) => type === 'image') : []

describe('image', () => {
  it.each([
    ['image/png', png],
    ['image/jpeg', jpeg],
    ['image/webp', webp],
  ])('knows %s by its first bytes', (mediaType, bytes) => {
    expect(image(bytes, { role: 'photo' }).value).toEqual([{ type: 'image', mediaType, bytes }])
  })

  it('refuses bytes that are no image, such as an error page, and an address that is none (D49)', () => {
    const page = new TextEncoder().encode('<!DOCTYPE html><title>404</title>')
    expect(() => image(page, { role: 'photo' })).toThrow(
      'Expected the bytes of a PNG, JPEG or WebP image, got 33 bytes: 3c 21 44 4f 43 54 59 50',
    )
    expect(() => image('file:///etc/passwd', { role: 'photo' })).toThrow(
      'Expected the http(s) address of an image',
    )
    expect(() => image(png, { role: ' ' })).toThrow('Expected a role')
    expect(image('https://example.org/a.png', { role: 'photo' }).value).toEqual([
      { type: 'image', url: 'https://example.org/a.png' },
    ])
  })

  it('is never trained (D24)', () => {
    expect(image(png, { role: 'photo' }).requiresGrad).toBe(false)
    expect(() => variable([], { role: 'photo', codec: parts })).toThrow('images can not be trained')
  })

  it('has an id of its content', () => {
    expect(image(png, { role: 'photo' }).id).toBe(image(png, { role: 'photo' }).id)
    expect(image(png, { role: 'photo' }).id).not.toBe(image(jpeg, { role: 'photo' }).id)
  })
})

describe('images in a graph', () => {
  // The language model is simulated; it answers with the tag that an update asks for.
  const engine = () => scripted()

  it('are shown where they stand, and to those who word feedback and rewrite the prompt', async () => {
    const model = engine()
    const system = variable('Describe.', { role: 'system prompt' })
    const photo = image(png, { role: 'photo' })
    const question = variable('What is it?', { role: 'question' })
    const answer = await new LlmCall({ engine: model, system }).forward([photo, question])
    expect(model.calls[0]?.messages[1]?.content).toEqual([
      { type: 'image', mediaType: 'image/png', bytes: png },
      { type: 'text', text: '\n\nWhat is it?' },
    ])
    const loss = await new ImageQaLoss({ engine: model }).forward({ image: photo, question, answer })
    const judged = model.calls[1]!.messages[1]!.content
    expect(imagesIn(judged)).toHaveLength(1)
    expect(promptText(model.calls[1]!)).toContain('Answer:\n\n<field>\nreply to forward\n</field>')

    await loss.backward({ engine: model })
    const backward = model.calls.filter(({ purpose }) => purpose === 'backward')
    expect(backward).toHaveLength(2)
    for (const { messages } of backward) expect(imagesIn(messages[1]?.content)).toHaveLength(1)
    expect(promptText(backward[0]!)).toMatch(/\[image \w+: image\/png, 11 bytes\]/)

    await new TGD([system], { engine: model }).step()
    expect(imagesIn(model.calls.at(-1)?.messages[1]?.content)).toHaveLength(1)
    expect(system.value).toBe('improved 2')
  })

  it('stand in a template where their field does', async () => {
    const model = engine()
    const call = new FormattedLlmCall({ engine: model, template: 'Before {photo} after {question}.' })
    await call.forward({
      photo: image(png, { role: 'photo' }),
      question: constant('why?', { role: 'question' }),
    })
    expect(model.calls[0]?.messages[0]?.content).toEqual([
      { type: 'text', text: 'Before ' },
      { type: 'image', mediaType: 'image/png', bytes: png },
      { type: 'text', text: ' after why?.' },
    ])
  })

  it('are named in the log instead of kept, and tell requests apart in the journal', async () => {
    const events: RunEvent[] = []
    const journal = memoryJournal()
    const model = engine()
    const call = new LlmCall({ engine: model })
    const root = () => rootCall({ journal, emit: (event) => void events.push(event) })
    await call.forward(image(png, { role: 'photo' }), root())
    await call.forward(image(png, { role: 'photo' }), root())
    expect(model.calls).toHaveLength(1)
    await call.forward(image(jpeg, { role: 'photo' }), root())
    expect(model.calls).toHaveLength(2)
    expect(JSON.stringify(events)).not.toContain('bytes":{')
    expect(JSON.stringify(events)).toContain('image/png, 11 bytes')
  })
})
