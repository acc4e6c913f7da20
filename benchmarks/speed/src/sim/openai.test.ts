import { OpenAI } from 'openai'
import { describe, expect, test } from 'vitest'

import { startSim, type Sim } from './sim.ts'

const clientOf = ({ baseURL }: Sim): OpenAI => new OpenAI({ apiKey: 'sk-test', baseURL })
const question = { model: 'sim-1', messages: [{ role: 'user' as const, content: 'hi' }] }

describe('the openai SDK', () => {
  test('reads plain and streamed chat completions', async () => {
    await using sim = await startSim()
    const { chat } = clientOf(sim)
    const plain = await chat.completions.create(question)
    let streamed = ''
    for await (const { choices } of await chat.completions.create({ ...question, stream: true })) {
      streamed += choices[0]?.delta.content ?? ''
    }
    expect(streamed).toBe(plain.choices[0]!.message.content)
    const final = await chat.completions.stream(question).finalChatCompletion()
    expect(final.choices[0]!.message.content).toBe(streamed)
  })

  test('reads plain and streamed responses', async () => {
    await using sim = await startSim()
    const { responses } = clientOf(sim)
    const plain = await responses.create({ model: 'sim-1', input: 'hi' })
    const events = await responses.create({ model: 'sim-1', input: 'hi', stream: true })
    let streamed = ''
    const types: string[] = []
    for await (const event of events) {
      types.push(event.type)
      if (event.type === 'response.output_text.delta') streamed += event.delta
    }
    expect(streamed).toBe(plain.output_text)
    expect(types.at(-1)).toBe('response.completed')
  })

  test('reads models and embeddings', async () => {
    await using sim = await startSim()
    const { models, embeddings } = clientOf(sim)
    expect((await models.list()).data.map(({ id }) => id)).toContain('sim-1')
    expect((await models.retrieve('sim-mini')).owned_by).toBe('sim')
    const { data } = await embeddings.create({ model: 'sim-1', input: ['a', 'b'], dimensions: 16 })
    expect(data[1]!.embedding).toHaveLength(16)
  })

  test('retries what a retry may cure, says so, and knows the other errors', async () => {
    await using sim = await startSim({
      faults: ['429:at=1,retryAfterMs=10', '500:at=2', '529:at=4', 'reset:at=6', '401:at=8', 'context:at=9'],
    })
    const ask = () => clientOf(sim).chat.completions.create(question)
    for (let request = 0; request < 3; request++) await ask()
    await expect(ask()).rejects.toMatchObject({ status: 401, code: 'invalid_api_key' })
    await expect(ask()).rejects.toMatchObject({ status: 400, code: 'context_length_exceeded' })
    expect(sim.stats()).toMatchObject({ sdkRetries: 4, requests: 9 })
  })
})
