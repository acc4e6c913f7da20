import { describe, expect, it } from 'vitest'

import { BudgetExceeded } from '../errors.ts'
import { budget } from './budget.ts'

describe('budget', () => {
  it('holds what is reserved until it is settled or released', () => {
    const limited = budget({ dollars: 1 })
    const first = limited.reserve({ dollars: 0.6 }, 'forward')
    expect(() => limited.reserve({ dollars: 0.6 }, 'forward')).toThrow('The budget of 1 dollars is spent')
    first.settle({ dollars: 0.2, tokens: 10 })
    limited.reserve({ dollars: 0.6 }, 'update').release()
    expect(limited.total()).toEqual({ calls: 0, tokens: 10, dollars: 0.2, evaluations: 0 })
    expect(limited.spent()).toEqual({ forward: { calls: 0, tokens: 10, dollars: 0.2, evaluations: 0 } })
    expect(() => first.release()).toThrow('once')
  })

  it('makes no call any more when the tokens or dollars are used up', () => {
    const limited = budget({ tokens: 10 })
    limited.reserve({ calls: 1 }, 'forward').settle({ calls: 1, tokens: 12 })
    expect(() => limited.reserve({ calls: 1 }, 'forward')).toThrow(
      'The budget of 10 tokens is spent: 12 used',
    )
    expect(() => limited.reserve({ evaluations: 1 }, 'score')).not.toThrow()
  })

  it('fault 62: does not pretend to keep a limit in dollars when nobody tells the price', () => {
    const paid = budget({ dollars: 1 }).reserve({ calls: 1 }, 'forward')
    expect(() => paid.settle({ calls: 1, tokens: 12 })).toThrow('the engine tells no price')
    expect(() => budget({ calls: 5 }).reserve({ calls: 1 }, 'forward').settle({ calls: 1 })).not.toThrow()
  })

  it('goes on without a price where that is allowed, and keeps the limit for what has one', () => {
    const limited = budget({ dollars: 1, purposes: { update: { dollars: 0.5 } }, allowUnknownPrice: true })
    limited.reserve({ calls: 1 }, 'update').settle({ calls: 1, tokens: 12 })
    limited.reserve({ calls: 1 }, 'update').settle({ calls: 1, dollars: 0.5 })
    expect(limited.total()).toMatchObject({ calls: 2, dollars: 0.5 })
    expect(() => limited.reserve({ calls: 1 }, 'update')).toThrow('0.5 dollars for update is spent')
  })

  it('keeps the limits of a purpose besides those of everything', () => {
    const limited = budget({ calls: 5, purposes: { backward: { calls: 2 }, update: { tokens: 10 } } })
    const call = { calls: 1, tokens: 6 }
    for (let i = 0; i < 2; i++) limited.reserve({ calls: 1 }, 'backward').settle(call)
    expect(() => limited.reserve({ calls: 1 }, 'backward')).toThrow(
      new BudgetExceeded('The budget of 2 calls for backward is spent: 2 used'),
    )
    for (let i = 0; i < 2; i++) limited.reserve({ calls: 1 }, 'update').settle(call)
    expect(() => limited.reserve({ calls: 1 }, 'update')).toThrow(
      'The budget of 10 tokens for update is spent: 12 used',
    )
    limited.reserve({ calls: 1 }, 'forward').settle(call)
    expect(() => limited.reserve({ calls: 1 }, 'forward')).toThrow('The budget of 5 calls is spent: 5 used')
    expect(limited.spent()).toEqual({
      backward: { calls: 2, tokens: 12, dollars: 0, evaluations: 0 },
      update: { calls: 2, tokens: 12, dollars: 0, evaluations: 0 },
      forward: { calls: 1, tokens: 6, dollars: 0, evaluations: 0 },
    })
  })

  it('says what is next where that is too much for what is left', () => {
    const limited = budget({ evaluations: 8 })
    limited.reserve({ evaluations: 1 }, 'score').settle({ evaluations: 1 })
    expect(() => limited.reserve({ evaluations: 12 }, 'update')).toThrow(
      new BudgetExceeded('The budget of 8 evaluations is spent: 1 used, and what is next may take 12'),
    )
  })

  it('holds what is reserved for a purpose, and holds nothing of a refused spend', () => {
    const limited = budget({ evaluations: 2, purposes: { score: { evaluations: 1 } } })
    const first = limited.reserve({ evaluations: 1 }, 'score')
    expect(() => limited.reserve({ evaluations: 1 }, 'score')).toThrow(
      '1 evaluations for score is spent: 0 used, 1 set aside for what is under way',
    )
    limited.reserve({ evaluations: 1 }, 'update').release()
    first.release()
    limited.reserve({ evaluations: 1 }, 'score').settle({ evaluations: 1 })
    expect(() => limited.reserve({}, 'score').settle({ evaluations: 1 })).not.toThrow()
    expect(limited.total().evaluations).toBe(2)
  })

  it('needs a price only for a purpose with a limit in dollars', () => {
    const limited = budget({ purposes: { update: { dollars: 1 } } })
    limited.reserve({ calls: 1 }, 'backward').settle({ calls: 1 })
    const paid = limited.reserve({ calls: 1 }, 'update')
    expect(() => paid.settle({ calls: 1, tokens: 3 })).toThrow(
      new BudgetExceeded('The budget in dollars for update can not be kept: the engine tells no price'),
    )
    expect(limited.spent().update).toEqual({ calls: 1, tokens: 3, dollars: 0, evaluations: 0 })
  })

  it('refuses limits that make no sense', () => {
    const limits = (value: object) => () => budget(value)
    expect(limits({ purposes: { update: { tokens: -1 } } })).toThrow(
      new RangeError("Expected the budget's tokens for update to be a number from 0 up, got -1"),
    )
    expect(limits({ call: 1 })).toThrow(
      new TypeError("Expected a budget's limit to be one of calls, tokens, dollars, evaluations, got 'call'"),
    )
    expect(limits({ purposes: { update: { steps: 1 } } })).toThrow(/limit for update .* got 'steps'/)
    expect(limits({ purposes: { toString: { calls: 1 } } })).toThrow(
      new TypeError(
        "Expected a budget's purpose to be one of forward, evaluate, backward, reduce, update, score, got 'toString'",
      ),
    )
  })
})
