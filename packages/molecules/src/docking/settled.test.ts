import { describe, expect, test } from 'vitest'

import { DockingError } from './errors.ts'
import { settled } from './settled.ts'

const refusal = new DockingError('it is too large', { stage: 'input', molecule: 'CC' })

describe('jobs for one molecule', () => {
  test('give results in order, and what failed beside them', async () => {
    const jobs = [async () => 'a', () => Promise.reject(refusal), async () => 'c']
    expect(await settled(jobs)).toEqual({ results: ['a', 'c'], failures: [refusal] })
    expect(await settled([])).toEqual({ results: [], failures: [] })
  })

  test('fail where all of them do', async () => {
    await expect(settled([() => Promise.reject(refusal)])).rejects.toBe(refusal)
  })

  test('are aborted by an error that says nothing of the molecule, which is told', async () => {
    const broken = new Error('no disk')
    let reason: unknown
    const waiting = (signal: AbortSignal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          reason = signal.reason
          reject(new Error('stopped'))
        })
      })
    await expect(settled([waiting, () => Promise.reject(broken)])).rejects.toBe(broken)
    expect(reason).toBe(broken)
  })

  test('end with an abort of the caller', async () => {
    const job = (signal: AbortSignal) => (signal.aborted ? Promise.reject(refusal) : Promise.resolve(1))
    await expect(settled([job], AbortSignal.abort('enough'))).rejects.toBe('enough')
  })
})
