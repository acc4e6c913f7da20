import { describe, expect, it } from 'vitest'

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

  it('does not pretend to keep a limit in dollars when nobody tells the price', () => {
    const paid = budget({ dollars: 1 }).reserve({ calls: 1 }, 'forward')
    expect(() => paid.settle({ calls: 1, tokens: 12 })).toThrow('the engine tells no price')
    expect(() => budget({ calls: 5 }).reserve({ calls: 1 }, 'forward').settle({ calls: 1 })).not.toThrow()
  })
})
