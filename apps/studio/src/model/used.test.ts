import { describe, expect, it } from 'vitest'

import { nothingUsed, usedInAll, useOf, withCall, type CallUse } from './used.ts'

const call = (purpose: CallUse['purpose'], told: Partial<CallUse> = {}): CallUse => ({
  purpose,
  byRules: false,
  inputTokens: 10,
  outputTokens: 5,
  dollars: 0.25,
  ...told,
})
const known = { inputTokens: 10, outputTokens: 5, dollars: 0.25, unknownTokens: 0, unknownDollars: 0 }

describe('what models were asked', () => {
  it('is counted by what for, and what they did not say is counted as unknown', () => {
    const silent = { inputTokens: null, outputTokens: null, dollars: null }
    const used = [call('forward'), call('backward'), call('forward', silent)].reduce(withCall, nothingUsed)
    expect(used.byPurpose).toEqual({
      forward: { ...known, calls: 2, unknownTokens: 1, unknownDollars: 1 },
      backward: { ...known, calls: 1 },
    })
    expect(useOf(used)).toMatchObject({ calls: 3, inputTokens: 20, dollars: 0.5, unknownDollars: 1 })
  })

  it('leaves calls apart that rules answered', () => {
    const used = [call('update', { byRules: true }), call('update')].reduce(withCall, nothingUsed)
    expect(used).toEqual({ byPurpose: { update: { ...known, calls: 1 } }, ruleCalls: 1 })
  })

  it('adds up over steps', () => {
    const [a, b] = [withCall(nothingUsed, call('update')), withCall(nothingUsed, call('evaluate'))]
    const all = usedInAll([a, b, a, nothingUsed])
    expect(all.byPurpose).toMatchObject({ update: { calls: 2, dollars: 0.5 }, evaluate: { calls: 1 } })
    expect(useOf(all)).toMatchObject({ calls: 3, inputTokens: 30, outputTokens: 15 })
    expect(useOf(nothingUsed).calls).toBe(0)
  })
})
