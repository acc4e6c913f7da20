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
})
