import { describe, expect, it } from 'vitest'

import { settled } from './settled.ts'

describe('settled', () => {
  it('throws the first failure when all is done', async () => {
    let done = false
    const slow = new Promise<void>((resolve) => setTimeout(resolve, 5)).then(() => void (done = true))
    await expect(settled([Promise.reject(new Error('no')), slow])).rejects.toThrow('no')
    expect(done).toBe(true)
    expect(await settled([Promise.resolve(1), Promise.resolve(2)])).toEqual([1, 2])
  })
})
