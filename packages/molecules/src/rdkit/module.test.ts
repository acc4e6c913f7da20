import { beforeAll, describe, expect, test } from 'vitest'

import { loadRdkit, RdkitError, type Rdkit } from './module.ts'
import { canonicalSmiles } from './read.ts'
import { enlargeStack } from './stack.ts'

let rdkit: Rdkit
beforeAll(async () => {
  rdkit = await loadRdkit()
})

describe('RDKit', () => {
  test('says its version', () => {
    expect(rdkit.version).toMatch(/^2026\.09/)
  })

  test('counts what exists and deletes it, also after an error', () => {
    const seen = rdkit.use((module, own) => {
      own(module.get_mol('CCO'))
      own(module.get_mol('no molecule'))
      return rdkit.liveHandles()
    })
    expect(seen).toBe(1)
    expect(() =>
      rdkit.use((module, own) => {
        own(module.get_mol('CCO'))
        throw new TypeError('as intended')
      }),
    ).toThrow(new TypeError('as intended'))
    expect(rdkit.liveHandles()).toBe(0)
  })

  test('turns its own exceptions into errors and stays usable', () => {
    for (let count = 0; count < 100; count++) {
      expect(() => rdkit.use((module, own) => own(module.get_mol('CCO', '{no json')))).toThrow(RdkitError)
    }
    expect(canonicalSmiles(rdkit, 'C'.repeat(1_000))).toMatchObject({ ok: true })
  })

  test('knows the masses of isotopes, and takes the mass number for unknown ones', () => {
    expect(rdkit.isotopeMass(6, 13)).toBeCloseTo(13.00335484, 9)
    expect(rdkit.isotopeMass(6, 999)).toBe(999)
    expect(rdkit.isotopeMass(0, 3)).toBe(0)
  })

  test('check 6: refuses to go on after a crash', async () => {
    const doomed = await loadRdkit()
    const write = () => doomed.use((module, own) => own(module.get_mol('C'.repeat(20_000)))?.get_smiles())
    expect(write).toThrow(expect.objectContaining({ name: 'RdkitError', crashed: true }))
    expect(() => doomed.use(() => 1)).toThrow('must be loaded anew')
    expect(canonicalSmiles(rdkit, 'OCC')).toEqual({ ok: true, value: 'CCO' })
  })
})

describe('the enlarged stack', () => {
  test('is refused where the exports are not those of the pinned version', () => {
    expect(() => enlargeStack({})).toThrow('not the @rdkit/rdkit 2026.9.1')
    expect(() => enlargeStack({ $: () => 0, fa: () => 0, ga: () => 0 })).toThrow('2026.9.1')
    expect(() => enlargeStack({ $: () => 4_096, fa: () => 0, ga: () => 1_024 })).toThrow('can not be moved')
  })

  test('can be reset to its aligned top', () => {
    let pointer = 1_000
    const setStack = (to: number) => (pointer = to)
    const reset = enlargeStack({ $: () => 4_100, fa: setStack, ga: () => pointer })
    const top = pointer
    expect(top % 16).toBe(0)
    pointer = 5
    reset()
    expect(pointer).toBe(top)
  })
})
