import { describe, expect, test } from 'vitest'

import { ask, idle, jsonOf, outcome, respond, text } from './sim.test.support.ts'
import { startSim, type Sim } from './sim.ts'

interface Chunk {
  readonly choices: readonly { readonly delta: { readonly content?: string } }[]
  readonly usage: { readonly total_tokens: number } | null
}

interface ResponsesEvent {
  readonly type: string
  readonly sequence_number: number
  readonly delta?: string
  readonly response?: { readonly status: string }
}

const eventsOf = async (response: Response): Promise<readonly string[]> =>
  (await response.text()).split('\n\n').filter(Boolean)

describe('a stream of the chat API', () => {
  const streamed = { stream: true, stream_options: { include_usage: true } }

  test('has the text of the plain reply, then the usage, then its end', async () => {
    await using sim = await startSim({ replyTokens: 80 })
    const events = (await eventsOf(await ask(sim, streamed))).map((event) => event.replace(/^data: /, ''))
    expect(events.at(-1)).toBe('[DONE]')
    const chunks = events.slice(0, -1).map((event) => JSON.parse(event) as Chunk)
    const pieces = chunks.flatMap(({ choices }) => choices).map(({ delta }) => delta.content ?? '')
    expect(pieces.join('')).toBe(await text(sim))
    expect(chunks.at(-1)!.usage!.total_tokens).toBeGreaterThan(0)
    expect(chunks.slice(0, -1).every(({ usage }) => usage === null)).toBe(true)
  })

  test('is broken in its middle by a fault', async () => {
    await using sim = await startSim({ replyTokens: 80 })
    // Each attempt has an id of its own.
    const withFault = async (...faults: readonly string[]): Promise<string> => {
      sim.configure({ faults })
      return (await (await ask(sim, streamed)).text()).replaceAll(/"id":"\w+-\w+"/g, '"id":""')
    }
    const whole = await withFault()
    const cut = await withFault('sse_cut')
    expect(whole.startsWith(cut)).toBe(true)
    expect(cut.length).toBeGreaterThan(whole.length / 4)
    expect(await withFault('sse_no_done')).toBe(whole.replace('data: [DONE]\n\n', ''))
    expect(await withFault('sse_split')).toBe(whole)
    expect(await withFault('sse_error')).toContain('data: {"error":')
    expect(await withFault('sse_bad_json')).toContain('"content":"\n\n')
    expect((await withFault('sse_twice')).length).toBeGreaterThan(whole.length)
    await idle(sim)
    expect(sim.stats()).toMatchObject({ paid: 7, paidDelivered: 5, paidLost: 2, clientGone: 0 })
  })
})

describe('a stream of the responses API', () => {
  const events = async (sim: Sim, body: object): Promise<readonly ResponsesEvent[]> =>
    (await eventsOf(await respond(sim, { stream: true, ...body }))).map(
      (event) => JSON.parse(event.split('\ndata: ')[1]!) as ResponsesEvent,
    )

  test('has the text of the plain reply in numbered events', async () => {
    await using sim = await startSim({ replyTokens: 80 })
    const plain = await jsonOf<{ output: readonly [{ content: readonly [{ text: string }] }] }>(
      await respond(sim),
    )
    const all = await events(sim, {})
    const deltas = all.filter(({ type }) => type === 'response.output_text.delta')
    expect(deltas.map(({ delta }) => delta).join('')).toBe(plain.output[0].content[0].text)
    expect(all.map((event) => event.sequence_number)).toEqual(all.map((_, index) => index))
    expect(all.at(-1)).toMatchObject({ type: 'response.completed', response: { status: 'completed' } })
  })

  test('says that it was cut, and calls tools', async () => {
    await using sim = await startSim()
    const cut = await events(sim, { max_output_tokens: 5 })
    expect(cut.at(-1)).toMatchObject({ type: 'response.incomplete', response: { status: 'incomplete' } })
    const tools = [{ type: 'function', name: 'f', parameters: { type: 'object' } }]
    const called = await events(sim, { tools, tool_choice: 'required' })
    expect(called.map(({ type }) => type)).toContain('response.function_call_arguments.done')
  })

  test('ends before its last event where a fault says so', async () => {
    await using sim = await startSim({ faults: ['sse_no_done:at=1', 'sse_error:at=2', 'reset_mid:at=3'] })
    expect((await events(sim, {})).at(-1)!.type).toBe('response.output_item.done')
    expect(await (await respond(sim, { stream: true })).text()).toContain('event: error\n')
    expect(await outcome(respond(sim, { stream: true }))).not.toBe(200)
  })
})
