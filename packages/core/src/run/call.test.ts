import { describe, expect, it } from 'vitest'

import { StoreError } from '../errors.ts'
import { rootCall } from './call.ts'

describe('a call', () => {
  it('names places by paths and numbers repeats', () => {
    const call = rootCall({ seed: 5 }).child('step-1', { step: 1 }).child('a')
    expect([call.path, call.step, call.seed]).toEqual(['step-1/a', 1, 5])
    expect([call.unique('x'), call.unique('x'), call.unique('y')]).toEqual(['x', 'x.1', 'y'])
  })

  it('goes no further when an event could not be kept, also where nobody waited for it', async () => {
    const full = new StoreError('the disk is full')
    const call = rootCall({ emit: async () => Promise.reject(full) })
    void call.emit({ type: 'note', text: 'lost' })
    await new Promise((resolve) => setTimeout(resolve))
    await expect(call.child('next').once('key', async () => 1)).rejects.toBe(full)
  })

  it('does nothing any more once it is aborted', async () => {
    const call = rootCall({ signal: AbortSignal.abort() })
    await expect(call.once('key', async () => 1)).rejects.toMatchObject({ name: 'AbortError' })
  })
})
