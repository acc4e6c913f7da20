import { describe, expect, test } from 'vitest'

import type { SimOptions } from './options.ts'
import { ask, jsonOf, outcome, reply, text, user } from './sim.test.support.ts'
import { startSim } from './sim.ts'

describe('replies', () => {
  const said = async (options: SimOptions): Promise<readonly string[]> => {
    await using sim = await startSim(options)
    return [await text(sim, user('a')), await text(sim, user('b')), await text(sim, user('a'))]
  }

  test('are a function of the seed and the request', async () => {
    const [first, again, other] = await Promise.all([said({ seed: 1 }), said({ seed: 1 }), said({ seed: 2 })])
    expect(first).toEqual(again)
    expect(first[0]).toBe(first[2])
    expect(first[0]).not.toBe(first[1])
    expect(first).not.toEqual(other)
  })

  test('stay what they are from version to version', async () => {
    const [a, b] = await said({ seed: 7, replyTokens: 8 })
    expect([a, b]).toMatchInlineSnapshot(`
      [
        "Sum number unit value number repeat",
        "Case because each result",
      ]
    `)
  })

  test('of equal requests differ with sampling by occurrence, but not at temperature 0', async () => {
    await using sim = await startSim({ sampling: 'occurrence' })
    expect(await text(sim, { temperature: 1 })).not.toBe(await text(sim, { temperature: 1 }))
    expect(await text(sim, { temperature: 0 })).toBe(await text(sim, { temperature: 0 }))
  })

  test('stand between the tags that a prompt shows', async () => {
    await using sim = await startSim()
    const tagged = await text(sim, user('Send it as <IMPROVED_VARIABLE>{text}</IMPROVED_VARIABLE>'))
    expect(tagged).toMatch(/<IMPROVED_VARIABLE>[^<]+<\/IMPROVED_VARIABLE>$/)
  })

  const parameters = {
    type: 'object',
    properties: {
      score: { type: 'integer', minimum: 1, maximum: 5 },
      tag: { enum: ['x', 'y'] },
      list: { type: 'array', items: { type: 'boolean' } },
    },
  }
  const fits = {
    score: expect.toSatisfy((score: number) => [1, 2, 3, 4, 5].includes(score)),
    tag: expect.stringMatching(/^[xy]$/),
    list: [expect.any(Boolean), expect.any(Boolean)],
  }

  test('fit a JSON schema', async () => {
    await using sim = await startSim()
    const response_format = { type: 'json_schema', json_schema: { name: 'r', schema: parameters } }
    expect(JSON.parse(await text(sim, { response_format }))).toEqual(fits)
    const object = JSON.parse(await text(sim, { response_format: { type: 'json_object' } }))
    expect(object).toEqual({ answer: expect.any(String), score: expect.any(Number) })
  })

  test('call a tool where one is demanded', async () => {
    await using sim = await startSim()
    const tools = [{ type: 'function', function: { name: 'f', parameters } }]
    const { choices } = await reply(sim, { tools, tool_choice: 'required' })
    expect(choices[0]!.finish_reason).toBe('tool_calls')
    expect(JSON.parse(choices[0]!.message.tool_calls![0]!.function.arguments)).toEqual(fits)
    expect((await reply(sim, { tools })).choices[0]!.finish_reason).toBe('stop')
  })

  test('are as many as asked for, as long as allowed, and counted', async () => {
    await using sim = await startSim()
    const two = await reply(sim, { n: 2 })
    expect(new Set(two.choices.map(({ message }) => message.content)).size).toBe(2)
    const { choices, usage } = await reply(sim, { max_tokens: 5 })
    expect(choices[0]!.finish_reason).toBe('length')
    expect(usage.completion_tokens).toBe(5)
    for (const { prompt_tokens, completion_tokens, total_tokens } of [two.usage, usage]) {
      expect(total_tokens).toBe(prompt_tokens + completion_tokens)
    }
    const { tokensIn, tokensOut, cost } = sim.stats()
    expect(tokensIn).toBe(two.usage.prompt_tokens + usage.prompt_tokens)
    expect(tokensOut).toBe(two.usage.completion_tokens + usage.completion_tokens)
    expect(cost).toBeCloseTo((tokensIn + 4 * tokensOut) / 1e6, 12)
  })

  test('come from rules and from a function of one’s own', async () => {
    await using sim = await startSim({
      replies: [{ match: 'score (\\w+)', in: 'last', text: 'score of ${1}: 7${none}' }],
      brain: ({ text }) =>
        text.startsWith('brain') ? { content: 'from brain', finish: 'length' } : undefined,
    })
    expect(await text(sim, user('score abc'))).toBe('score of abc: 7')
    const { choices } = await reply(sim, user('brain'))
    expect(choices[0]).toMatchObject({ message: { content: 'from brain' }, finish_reason: 'length' })
    expect(await text(sim, user('neither'))).toMatch(/^[A-Z]\w+ /)
  })
})

describe('a question', () => {
  test('is cached as far as its beginning is known', async () => {
    await using sim = await startSim({ promptCache: true })
    const cached = async (content: string): Promise<number> =>
      (await reply(sim, user(content))).usage.prompt_tokens_details.cached_tokens
    const beginning = 'long '.repeat(1000)
    expect(await cached(`${beginning}first`)).toBe(0)
    expect(await cached(`${beginning}second`)).toBe(4608 / 4)
    expect(await cached('short')).toBe(0)
    expect(sim.stats().tokensCached).toBe(4608 / 4)
  })

  test('that is wrong is refused, and not paid for', async () => {
    await using sim = await startSim({ context: 100, strictModels: true, apiKey: 'sk-right', maxBody: 2000 })
    const headers = { authorization: 'Bearer sk-right' }
    const errorOf = async (body: string | object, init: RequestInit = { headers }): Promise<unknown> => {
      const given = typeof body === 'string' ? { body } : {}
      const response = await ask(sim, typeof body === 'string' ? {} : body, { ...init, ...given })
      const { error } = await jsonOf<{ error?: { code: string | null } }>(response)
      return [response.status, error?.code]
    }
    expect(await errorOf({}, {})).toEqual([401, 'invalid_api_key'])
    expect(await errorOf('{')).toEqual([400, null])
    expect(await errorOf('[]')).toEqual([400, null])
    expect(await errorOf({ messages: 'hi' })).toEqual([400, null])
    expect(await errorOf({ model: '' })).toEqual([400, null])
    expect(await errorOf({ model: 'other' })).toEqual([404, 'model_not_found'])
    expect(await errorOf(user('x'.repeat(500)))).toEqual([400, 'context_length_exceeded'])
    expect(await errorOf(user('x'.repeat(5000)))).toEqual([413, null])
    expect(await errorOf({ model: 'sim-1' })).toEqual([200, undefined])
    expect(await outcome(fetch(`${sim.url}/v1/none`))).toBe(404)
    expect(sim.stats()).toMatchObject({ requests: 9, paid: 1, unpaid: 8 })
  })
})

test('embeddings are directions, and the same for the same input', async () => {
  await using sim = await startSim()
  const embed = async (input: readonly string[]): Promise<readonly (readonly number[])[]> => {
    const body = JSON.stringify({ model: 'sim-1', input, dimensions: 16 })
    const response = await fetch(`${sim.baseURL}/embeddings`, { method: 'POST', body })
    const { data } = await jsonOf<{ data: readonly { embedding: readonly number[] }[] }>(response)
    return data.map(({ embedding }) => embedding)
  }
  const [a, b] = await embed(['a', 'b'])
  expect(a).toHaveLength(16)
  expect(a).not.toEqual(b)
  expect(await embed(['a'])).toEqual([a])
  expect(Math.hypot(...a!)).toBeCloseTo(1, 12)
})
