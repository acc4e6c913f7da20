// The language model is simulated by core's scripted engine.
import { EngineError, type Engine, type GenerateRequest } from '@textgrad/core'
import { scripted } from '@textgrad/core/testing'
import { describe, expect, it } from 'vitest'

import { only, recorded } from './spans.test.support.ts'
import { traced } from './traced.ts'

describe('prompts and replies', () => {
  const question: GenerateRequest = {
    purpose: 'forward',
    messages: [
      { role: 'system', content: 'Keep the secret 4711.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image', mediaType: 'image/png', bytes: new Uint8Array(12) },
          { type: 'image', url: 'https://images.example/a.png?token=4711' },
        ],
      },
    ],
  }
  const engine = scripted({ reply: () => 'Not 4711.' })

  it('are left out by default', async () => {
    const { tracer, text } = recorded()
    await traced({ tracer })(engine).generate(question)
    expect(text()).not.toMatch(/4711|secret|What is this|gen_ai\.(input|output)\.messages/)
  })

  it('are recorded with `content`, images without their bytes', async () => {
    const { tracer, spans } = recorded()
    await traced({ tracer, content: true })(engine).generate(question)
    const { attributes } = only(spans(), 'chat')
    expect(JSON.parse(String(attributes['gen_ai.input.messages']))).toEqual([
      { role: 'system', parts: [{ type: 'text', content: 'Keep the secret 4711.' }] },
      {
        role: 'user',
        parts: [
          { type: 'text', content: 'What is this?' },
          { type: 'image', mime_type: 'image/png', bytes: 12 },
          { type: 'uri', modality: 'image', uri: 'https://images.example/a.png?token=4711' },
        ],
      },
    ])
    expect(JSON.parse(String(attributes['gen_ai.output.messages']))).toEqual([
      { role: 'assistant', parts: [{ type: 'text', content: 'Not 4711.' }] },
    ])
  })

  it('are redacted, and left out where that fails', async () => {
    const { tracer, spans, text } = recorded()
    const redact = (written: string): string => {
      if (written.startsWith('Keep')) throw new Error('4711')
      return written.replaceAll('4711', '***')
    }
    await traced({ tracer, content: true, redact })(engine).generate(question)
    expect(text()).not.toContain('4711')
    const { attributes } = only(spans(), 'chat')
    expect(attributes['gen_ai.input.messages']).toContain('"content":""')
    expect(attributes['gen_ai.output.messages']).toContain('Not ***.')
  })

  it('come with the message of an error, redacted', async () => {
    const { tracer, spans } = recorded()
    const redact = (written: string): string => written.replace('4711', '***')
    const fails: Engine = {
      id: 'fails',
      async generate() {
        throw new EngineError('401 for 4711', { kind: 'authentication' })
      },
    }
    const generate = traced({ tracer, content: true, redact })(fails).generate(question)
    await expect(generate).rejects.toThrow('4711')
    expect(only(spans(), 'chat').status.message).toBe('401 for ***')
  })
})
