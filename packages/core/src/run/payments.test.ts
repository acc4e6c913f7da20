import { describe, expect, it } from 'vitest'

import { BudgetExceeded, EngineError } from '../errors.ts'
import { budgeted } from '../llm/budgeted.ts'
import { compose, type Engine, type EngineLayer, type GenerateRequest } from '../llm/engine.ts'
import { generate } from '../llm/generate.ts'
import { budget } from './budget.ts'
import { rootCall } from './call.ts'
import { memoryJournal, type Journal } from './journal.ts'

const request: GenerateRequest = { purpose: 'forward', messages: [{ role: 'user', content: 'x' }] }
const lost = () => new EngineError('reset', { kind: 'connection', retryable: true, paid: 'maybe' })
const refused = () => new EngineError('busy', { kind: 'rate-limit', retryable: true })

/** An engine that fails with these, one after the other, and then replies; it counts what it was sent. */
function failing(...errors: readonly Error[]): Engine & { sent: number } {
  const left = [...errors]
  return {
    id: 'failing',
    sent: 0,
    async generate() {
      this.sent++
      const error = left.shift()
      if (error) throw error
      return { text: 'at last', finish: 'stop', usage: { inputTokens: 3, outputTokens: 2 } }
    },
  }
}

/** Asks again whatever happens, and tells how many requests may have been paid. */
const stubborn: EngineLayer = (next) => ({
  ...next,
  async generate(asked) {
    for (let paid = 1; ;) {
      try {
        const { usage, ...reply } = await next.generate(asked)
        return { ...reply, usage: { ...usage, calls: paid } }
      } catch (error) {
        if (!(error instanceof EngineError) || asked.signal?.aborted) throw error
        if (error.paid !== 'no') paid++
      }
    }
  },
})

/** A journal that notes which attempts stand. */
function noting(): Journal & { readonly open: Set<string> } {
  const open = new Set<string>()
  return {
    ...memoryJournal(),
    open,
    intent: async (path) => void open.add(path),
    release: async (path) => void open.delete(path),
    settle: async (path) => void open.delete(path),
  }
}

describe('requests that are sent again', () => {
  it('count with the most that they can have taken, where nobody knows what they took', async () => {
    const costing = (...errors: readonly Error[]): Engine => {
      const model = failing(...errors)
      return {
        id: 'costing',
        atMost: () => ({ tokens: 100, dollars: 0.5 }),
        async generate(asked) {
          const { usage, ...reply } = await model.generate(asked)
          return { ...reply, usage: { ...usage, dollars: 0.125 } }
        },
      }
    }
    const spending = budget({ dollars: 10 })
    const journal = memoryJournal()
    const root = rootCall({ budget: spending, journal })
    const engine = compose(costing(lost(), refused(), lost()), stubborn, budgeted())
    await generate(engine, request, root, 'a')
    const spent = { calls: 3, tokens: 205, dollars: 1.125, evaluations: 0 }
    expect(spending.total()).toEqual(spent)
    await generate(compose(costing(), stubborn, budgeted()), request, root, 'b')
    expect(spending.total()).toMatchObject({ calls: 4, tokens: 210, dollars: 1.25 })
    const resumed = await generate(engine, request, rootCall({ journal }), 'a')
    expect(resumed.text).toBe('at last')
  })

  it('are set aside where the one before may have been paid, and counted once when the reply is there', async () => {
    const model = failing(refused(), lost(), refused(), lost())
    const spent = budget({ calls: 3 })
    const journal = noting()
    const call = rootCall({ budget: spent, journal })
    const reply = await generate(compose(model, stubborn, budgeted()), request, call, 'key')
    expect(reply.text).toBe('at last')
    expect(model.sent).toBe(5)
    expect(spent.total()).toMatchObject({ calls: 3, tokens: 5 })
    expect(journal.open).toEqual(new Set())
    expect(() => spent.reserve({ calls: 1 }, 'forward')).toThrow('3 calls is spent')
  })

  it('are not sent where the budget has nothing left, and what was paid stays counted', async () => {
    const model = failing(lost(), lost())
    const spent = budget({ calls: 2 })
    const journal = noting()
    const call = rootCall({ budget: spent, journal })
    const asked = generate(compose(model, stubborn, budgeted()), request, call, 'key')
    await expect(asked).rejects.toThrow(BudgetExceeded)
    expect(model.sent).toBe(2)
    expect(spent.total().calls).toBe(2)
    expect(journal.open).toEqual(new Set(['key', 'key/request-1']))
  })

  it('never pass the budget of many calls at once', async () => {
    const spent = budget({ calls: 40 })
    const call = rootCall({ budget: spent })
    let paid = 0
    const flaky: Engine = {
      id: 'flaky',
      async generate() {
        await new Promise((resolve) => setTimeout(resolve))
        if (++paid % 2 === 1) throw lost()
        return { text: 'x', finish: 'stop', usage: {} }
      },
    }
    const engine = compose(flaky, stubborn, budgeted())
    const asked = Array.from({ length: 64 }, (_, index) => generate(engine, request, call, `${index}`))
    const done = await Promise.allSettled(asked)
    expect(paid).toBe(40)
    expect(spent.total().calls).toBe(40)
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(20)
  })

  it('are not sent any more after a pause; what is surely unpaid is taken back', async () => {
    const pause = new AbortController()
    const spent = budget()
    const call = rootCall({ budget: spent, pause: pause.signal })
    const model = failing(refused(), refused())
    const pausing: EngineLayer = (next) => ({
      ...next,
      generate: (asked) => next.generate(asked).finally(() => pause.abort()),
    })
    const asked = generate(compose(model, stubborn, budgeted(), pausing), request, call, 'key')
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' })
    expect(model.sent).toBe(1)
    expect(spent.total().calls).toBe(0)
  })

  it('are taken back where a pause came before the first was sent', async () => {
    const pause = new AbortController()
    const spent = budget({ calls: 1 })
    const journal = noting()
    const call = rootCall({ budget: spent, journal, pause: pause.signal })
    const waiting: Engine = {
      id: 'waiting',
      async generate() {
        pause.abort()
        throw pause.signal.reason as Error
      },
    }
    await expect(generate(waiting, request, call, 'key')).rejects.toMatchObject({ name: 'AbortError' })
    expect(spent.total().calls).toBe(0)
    expect(journal.open).toEqual(new Set())
    expect(() => spent.reserve({ calls: 1 }, 'forward')).not.toThrow()
  })

  it('count as maybe paid where nobody waited for their end', async () => {
    const spent = budget({ calls: 10 })
    const call = rootCall({ budget: spent })
    const model = { id: 'silent', sent: 0, generate: () => new Promise<never>(() => model.sent++) }
    const impatient: EngineLayer = (next) => ({
      ...next,
      async generate(asked) {
        void next.generate(asked)
        void next.generate(asked)
        await new Promise((resolve) => setTimeout(resolve))
        void next.generate(asked).catch(() => undefined)
        throw new EngineError('too late', { kind: 'timeout', paid: 'maybe' })
      },
    })
    await expect(generate(compose(model, impatient, budgeted()), request, call, 'key')).rejects.toThrow(
      'too late',
    )
    expect(model.sent).toBeGreaterThan(1)
    expect(spent.total().calls).toBe(model.sent)
    expect(() => spent.reserve({ calls: 10 - model.sent }, 'forward')).not.toThrow()
  })

  it('go on for others when who began them was aborted, within what the budget has', async () => {
    const spent = budget({ calls: 2 })
    const abort = new AbortController()
    const call = rootCall({ budget: spent, signal: abort.signal })
    let asked: GenerateRequest | undefined
    const engine: Engine = {
      id: 'shared',
      generate: (given) => {
        asked = given
        return new Promise(() => {})
      },
    }
    const left = generate(engine, request, call, 'key')
    await new Promise((resolve) => setTimeout(resolve))
    abort.abort()
    await expect(left).rejects.toThrow('aborted')
    expect(await asked!.pay!(async () => 'for another')).toBe('for another')
    spent.reserve({ calls: 1 }, 'forward')
    await expect(asked!.pay!(async () => 'for another')).rejects.toThrow(BudgetExceeded)
  })
})

describe('the sample of a request', () => {
  it('is the one of its place in a run, and nobody’s outside of it', async () => {
    const asked: GenerateRequest[] = []
    const engine: Engine = {
      id: 'seen',
      async generate(given) {
        asked.push(given)
        return { text: 'x', finish: 'stop', usage: {} }
      },
    }
    await generate(engine, request, rootCall(), 'loose')
    await generate(engine, request, rootCall({ journal: memoryJournal() }), 'kept')
    await generate(engine, { ...request, sample: 2 }, rootCall({ budget: budget() }), 'third')
    expect(asked.map(({ path, sample }) => [path, sample])).toEqual([
      ['loose', undefined],
      ['kept', 0],
      ['third', 2],
    ])
  })
})
