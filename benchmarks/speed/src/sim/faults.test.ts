import { describe, expect, test, vi } from 'vitest'

import { faultKinds, faultNames } from './faults/fault-kinds.ts'
import { checkRule, parseFault } from './faults/fault-rules.ts'
import type { SimOptions } from './options.ts'
import { ask, idle, outcome, text, user } from './sim.test.support.ts'
import { startSim } from './sim.ts'

/** Small where the fault would be large, soon over where it would last. */
const sizes: Readonly<Record<string, object>> = {
  huge: { bytes: 300_000 },
  gzip_bomb: { bytes: 3_000_000 },
  tags_many: { bytes: 100 },
  deep_json: { depth: 1000 },
  drip: { bytes: 200 },
}
/** Whether a reply is cut off, so that a client sees it, or ends before it is whole. */
function isBroken(kind: string, stream: boolean): boolean {
  const always = ['hang_headers', 'reset_mid', 'short_body']
  return faultKinds[kind]!.conn !== undefined || always.includes(kind) || (stream && kind === 'sse_stall')
}
function isCut(kind: string, stream: boolean): boolean {
  return isBroken(kind, stream) || (stream && ['sse_cut', 'sse_error'].includes(kind))
}

describe('every fault', () => {
  const asks = [false, true].flatMap((stream) => faultNames.map((kind) => ({ kind, stream })))
  test.for(asks)('$kind, stream $stream: acts, is counted, and paid or not', async ({ kind, stream }) => {
    using errors = vi.spyOn(console, 'error')
    await using sim = await startSim({ faults: [{ kind, ms: 20, ...sizes[kind] }] })
    const { status = 200, paid } = faultKinds[kind]!
    const code: unknown = expect.any(String)
    const asked = ask(sim, { stream, ...user('use <IMPROVED_VARIABLE>x</IMPROVED_VARIABLE>') })
    expect(await outcome(asked)).toEqual(isBroken(kind, stream) ? code : status)
    await idle(sim)
    expect(sim.stats()).toMatchObject({
      requests: 1,
      paid: paid ? 1 : 0,
      paidDelivered: paid && !isCut(kind, stream) ? 1 : 0,
      byFault: { [kind]: 1 },
    })
    expect(sim.records()[0]).toMatchObject({ fault: kind, clientGone: false })
    expect(errors).not.toHaveBeenCalled()
  })
})

describe('a fault of the answer', () => {
  const spoilt = async (kind: string): Promise<string> => {
    await using sim = await startSim({ faults: [kind] })
    return await text(sim, user('use <IMPROVED_VARIABLE>x</IMPROVED_VARIABLE>'))
  }

  test('does to its tags what it is named after', async () => {
    expect(await spoilt('tags_missing')).not.toContain('IMPROVED_VARIABLE')
    expect(await spoilt('tags_unclosed')).toMatch(/^[^<]*<IMPROVED_VARIABLE>[^<]+$/)
    expect(await spoilt('tags_unopened')).toMatch(/^[^<]+<\/IMPROVED_VARIABLE>$/)
    expect(await spoilt('tags_swapped')).toMatch(/<\/IMPROVED_VARIABLE>[^<]+<IMPROVED_VARIABLE>$/)
    expect(await spoilt('tags_case')).toMatch(/<improved_variable>[^<]+<\/improved_variable>$/)
    expect(await spoilt('tags_empty')).toMatch(/<IMPROVED_VARIABLE><\/IMPROVED_VARIABLE>$/)
    expect((await spoilt('tags_twice')).split('<IMPROVED_VARIABLE>')).toHaveLength(3)
    expect(await spoilt('tags_wrong:tag=OTHER')).toContain('<OTHER_V2>')
  })

  test('leaves no text, or one that is not what it seems', async () => {
    expect(await spoilt('empty_content')).toBe('')
    expect(await spoilt('null_content')).toBeNull()
    expect((await spoilt('blank_content')).length).toBeGreaterThan(0)
    expect(await spoilt('xss')).toContain('<script>')
    expect((await spoilt('lone_surrogate')).isWellFormed()).toBe(false)
  })
})

describe('a rule', () => {
  const statuses = async (options: SimOptions, order: readonly number[]): Promise<object> => {
    await using sim = await startSim(options)
    const all = order.map(async (index) => [index, await outcome(ask(sim, user(`q${index}`)))])
    return Object.fromEntries(await Promise.all(all))
  }

  test('of chance does not depend on the order of arrival', async () => {
    const order = Array.from({ length: 60 }, (_, index) => index)
    const options = { seed: 7, faults: ['500:prob=0.3'] }
    const met = await statuses(options, order)
    expect(await statuses(options, order.toReversed())).toEqual(met)
    const failed = Object.values(met).filter((status) => status === 500)
    expect(failed.length).toBeGreaterThan(5)
    expect(failed.length).toBeLessThan(35)
    expect(await statuses({ ...options, seed: 8 }, order)).not.toEqual(met)
  })

  test('of attempts lets the retry of the same request succeed', async () => {
    await using sim = await startSim({ faults: ['503:attempt=1'] })
    expect(await outcome(ask(sim))).toBe(503)
    expect(await outcome(ask(sim))).toBe(200)
    expect(await outcome(ask(sim, user('other')))).toBe(503)
  })

  test('holds for the arrivals, texts and models that it names, and so often', async () => {
    await using sim = await startSim({
      faults: ['400:at=1+3', '500:every=4', '503:match=^no,times=1', '529:model=^gpt', '404:from=8,to=9'],
    })
    const asked = [{}, user('no'), user('no'), user('no'), user('no'), { model: 'gpt-4o' }, {}, {}, {}, {}]
    const met: (number | string)[] = []
    for (const body of asked) met.push(await outcome(ask(sim, body)))
    expect(met).toEqual([400, 503, 400, 500, 200, 529, 200, 500, 404, 200])
  })

  test('sets the headers of its error', async () => {
    await using sim = await startSim({
      faults: ['429:at=1,retryAfter=2,retryAfterMs=1500,shouldRetry=false', '503:at=2,retryAfter=date'],
    })
    const { headers } = await ask(sim)
    expect(headers.get('retry-after')).toBe('2')
    expect(headers.get('retry-after-ms')).toBe('1500')
    expect(headers.get('x-should-retry')).toBe('false')
    expect(headers.get('x-sim-fault')).toBe('429')
    expect(Date.parse((await ask(sim)).headers.get('retry-after')!)).toBeGreaterThan(0)
  })

  test('that is wrong is refused by name', () => {
    expect(() => checkRule({ kind: 'nope' })).toThrow(/unknown fault kind "nope"; known: .*reset_paid/)
    expect(() => checkRule({ kind: 'constructor' })).toThrow(/unknown fault kind/)
    expect(() => checkRule(parseFault('500:atx=1'))).toThrow(/fault 500: unknown key "atx"; known: .*prob/)
    expect(() => parseFault('500:at')).toThrow('fault "500:at": expected key=value, got "at"')
  })
})
