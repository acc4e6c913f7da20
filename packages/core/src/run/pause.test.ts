import { describe, expect, it } from 'vitest'

import { BudgetExceeded, EngineError } from '../errors.ts'
import { budget } from './budget.ts'
import { rootCall } from './call.ts'
import { memoryJournal, type Journal } from './journal.ts'

const cost = { purpose: 'forward', reserve: { calls: 1 }, spent: () => ({ calls: 1 }) } as const
const later = <T>(value: T): Promise<T> => new Promise((resolve) => setTimeout(() => resolve(value), 5))

/** A journal that notes which intents were taken back. */
function noting(): Journal & { readonly released: string[] } {
  const released: string[] = []
  return { ...memoryJournal(), released, release: async (path) => void released.push(path) }
}

describe('a pause', () => {
  it('begins nothing any more, and lets what is under way come in', async () => {
    const pause = new AbortController()
    const journal = memoryJournal()
    const call = rootCall({ pause: pause.signal, journal })
    const underWay = call.once('one', () => later('paid'))
    pause.abort()
    await expect(call.once('two', async () => 2)).rejects.toMatchObject({ name: 'AbortError' })
    expect(await underWay).toBe('paid')
    expect(journal.size).toBe(1)
  })
})

describe('the end of a run', () => {
  it('waits for what is under way, and begins nothing any more', async () => {
    const journal = memoryJournal()
    const call = rootCall({ journal })
    const underWay = call.child('a').once('one', () => later('paid'))
    await call.finish()
    expect(journal.size).toBe(1)
    await expect(call.child('b').once('two', async () => 2)).rejects.toThrow('The run has ended')
    // Its end can still be told.
    await call.emit({ type: 'note', text: 'over' })
    expect(await underWay).toBe('paid')
  })

  it('does not wait for what an abort has broken off', async () => {
    const abort = new AbortController()
    const call = rootCall({ journal: memoryJournal(), signal: abort.signal })
    const never = call.once('never', () => new Promise<null>(() => {}))
    never.catch(() => {})
    abort.abort()
    await call.finish()
    expect(abort.signal.aborted).toBe(true)
  })
})

describe('a place that is stopped', () => {
  it('lets what is kept come in, and breaks off what is not', async () => {
    const stop = new AbortController()
    const kept = rootCall({ journal: memoryJournal() }).child('kept', { stop: stop.signal })
    const loose = rootCall().child('loose', { stop: stop.signal })
    const underWay = kept.once('one', () => later('paid'))
    stop.abort(new EngineError('another failed', { kind: 'server' }))
    expect(await underWay).toBe('paid')
    expect([kept.signal?.aborted, loose.signal?.aborted]).toEqual([undefined, true])
    for (const call of [kept, loose])
      await expect(call.once('two', async () => 2)).rejects.toThrow('another failed')
  })
})

describe('an attempt that fails', () => {
  it('is taken back where it was surely not paid, and counts where it may have been', async () => {
    const journal = noting()
    const spent = budget()
    const call = rootCall({ journal, budget: spent })
    const failing = (paid: 'no' | 'maybe') => () =>
      Promise.reject(new EngineError('gone', { kind: 'connection', paid }))
    await expect(call.once('no', failing('no'), { cost })).rejects.toThrow('gone')
    await expect(call.once('maybe', failing('maybe'), { cost })).rejects.toThrow('gone')
    expect(journal.released).toEqual(['no'])
    expect(spent.total().calls).toBe(1)
  })

  it('may have been paid where it was aborted, whatever the reason', async () => {
    const journal = noting()
    const spent = budget()
    const abort = new AbortController()
    const call = rootCall({ journal, budget: spent, signal: abort.signal })
    const asked = call.once('one', () => later(null).then(() => Promise.reject(abort.signal.reason)), {
      cost,
    })
    abort.abort(new BudgetExceeded('another call took the rest'))
    await expect(asked).rejects.toThrow('took the rest')
    expect(journal.released).toEqual([])
    expect(spent.total().calls).toBe(1)
  })

  it('is not paid where it could not even be noted', async () => {
    const spent = budget()
    const intent = () => Promise.reject(new Error('the disk is full'))
    const call = rootCall({ journal: { ...memoryJournal(), intent }, budget: spent })
    await expect(call.once('one', async () => 1, { cost })).rejects.toThrow('the disk is full')
    expect(spent.total().calls).toBe(0)
  })

  it('is taken back where its pieces are kept', async () => {
    const journal = noting()
    const call = rootCall({ journal })
    expect(await call.once('whole', async () => 1, { inPieces: () => true })).toBe(1)
    expect(journal.released).toEqual(['whole'])
  })
})
