import { describe, expect, it } from 'vitest'

import { rootCall } from './call.ts'

describe('a call', () => {
  it('names places by paths and numbers repeats', () => {
    const call = rootCall({ seed: 5 }).child('step-1', { step: 1 }).child('a')
    expect([call.path, call.step, call.seed]).toEqual(['step-1/a', 1, 5])
    expect([call.unique('x'), call.unique('x'), call.unique('y')]).toEqual(['x', 'x.1', 'y'])
  })

  it('does nothing any more once it is aborted', async () => {
    const call = rootCall({ signal: AbortSignal.abort() })
    await expect(call.once('key', async () => 1)).rejects.toMatchObject({ name: 'AbortError' })
  })
})
