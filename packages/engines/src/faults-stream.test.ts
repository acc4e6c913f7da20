// What happens to streams, by the numbers of these faults in reliability.md, and what the layers make of it. The language
// model is simulated (tools/sim in the shared folder); the faults happen on real connections, only waits are skipped.
import { EngineError } from '@textgrad/core'
import { describe, expect, test } from 'vitest'

import { layeredAt, usageOf } from './faults.test.support.ts'
import { ask, engineAt, failure, simOfTests, simPath, ways } from './sim.test.support.ts'

const streamed = ways.filter(([, { stream }]) => stream)

describe.skipIf(!simPath).for(streamed)('by %s', ([, way]) => {
  const sim = simOfTests()

  test('fault 9: sse_stall ends at the idle deadline, and is asked once more', async () => {
    sim().configure({ faults: ['sse_stall'] })
    const { engine, kept, expectBalance } = layeredAt(sim(), { ...way, timeout: { idle: 200 } })
    const error = await failure(engine.generate(ask('hello')))
    expect(error).toMatchObject({ kind: 'timeout', retryable: true, paid: 'maybe' })
    expect(error.message).toMatch(/no further byte within 200 ms \(after 2 requests\)$/)
    expect(sim().stats()).toMatchObject({ requests: 2, paid: 2 })
    expect(kept()).toBe('')
    expectBalance()
  })

  test.for<[number, string, RegExp]>([
    [12, 'reset_mid', /the connection broke in the middle/],
    [12, 'short_body', /the connection broke in the middle/],
    [13, 'sse_cut', /truncated stream/],
    [14, 'sse_error', /replied with an error: The server had an error/],
    [14, 'sse_bad_json', /replied with what is not JSON: \{"id":"chatcmpl-broken"/],
  ])('fault %i: %s was paid, is asked once more, and never a reply', async ([, fault, text]) => {
    const { engine, kept, expectBalance } = layeredAt(sim(), way)
    sim().configure({ faults: [`${fault}:attempt=1`] })
    expect(await usageOf(engine, ask('hello'))).toMatchObject({ calls: 2 })
    const before = kept()
    sim().configure({ faults: [fault] })
    const error = await failure(engine.generate(ask('again')))
    expect(error).toBeInstanceOf(EngineError)
    expect(error).toMatchObject({ retryable: true })
    expect(error.paid).not.toBe('no')
    expect(error.message).toMatch(text)
    expect(sim().stats()).toMatchObject({ requests: 4, paid: 4 })
    expect(kept()).toBe(before)
    expectBalance()
  })

  test('fault 14: bytes that are split anywhere make the same reply', async () => {
    const whole = await engineAt(sim(), way).generate(ask('hello'))
    sim().configure({ faults: ['sse_split'] })
    expect(await engineAt(sim(), way).generate(ask('hello'))).toEqual(whole)
  })
})

describe.skipIf(!simPath)('sse_no_done', () => {
  const sim = simOfTests()

  test('fault 13: a chat that told its finish_reason is whole without [DONE]', async () => {
    const whole = await engineAt(sim()).generate(ask('hello'))
    sim().reset()
    sim().configure({ faults: ['sse_no_done'] })
    const { engine, expectBalance } = layeredAt(sim(), { stream: true })
    const { text, finish, usage } = await engine.generate(ask('hello'))
    expect({ text, finish }).toEqual({ text: whole.text, finish: 'stop' })
    expect(usage).toMatchObject(whole.usage)
    expect(sim().stats()).toMatchObject({ requests: 1, paid: 1 })
    expectBalance()
  })

  test('fault 13: a response without its last event, which tells its status, is a truncated stream', async () => {
    sim().configure({ faults: ['sse_no_done'] })
    const { engine, expectBalance } = layeredAt(sim(), { api: 'responses', stream: true })
    const error = await failure(engine.generate(ask('hello')))
    expect(error).toMatchObject({ kind: 'connection', retryable: true, paid: 'yes' })
    expect(error.message).toContain('truncated stream')
    expect(sim().stats()).toMatchObject({ requests: 2, paid: 2 })
    expectBalance()
  })
})
