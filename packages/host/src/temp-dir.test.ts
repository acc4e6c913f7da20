import { existsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { StoreError } from '@textgrad/core'
import { afterEach, describe, expect, test, vi } from 'vitest'

import { tempDir } from './temp-dir.ts'

afterEach(() => vi.unstubAllEnvs())

describe('a temporary folder', () => {
  test('keeps files until it is disposed of', async () => {
    const folder = await tempDir()
    expect(dirname(folder.path)).toBe(tmpdir())
    expect(await folder.write('a.txt', 'ü')).toBe(join(folder.path, 'a.txt'))
    expect(await folder.read('a.txt')).toBe('ü')
    expect(await folder.read('b.txt')).toBeUndefined()
    await folder[Symbol.asyncDispose]()
    expect(existsSync(folder.path)).toBe(false)
    await folder[Symbol.asyncDispose]()
  })

  test('is gone after an error, too', async () => {
    let path = ''
    const run = async () => {
      await using folder = await tempDir()
      path = folder.path
      throw new Error('broken')
    }
    await expect(run()).rejects.toThrow('broken')
    expect(existsSync(path)).toBe(false)
  })

  test('that cannot be used is a StoreError that names it', async () => {
    await using folder = await tempDir()
    await expect(folder.write('no/such/folder', '')).rejects.toThrow(StoreError)
    await expect(folder.read('.')).rejects.toThrow(`The temporary files in ${folder.path}`)
    writeFileSync(join(folder.path, 'file'), '')
    vi.stubEnv('TMPDIR', join(folder.path, 'file'))
    await expect(tempDir()).rejects.toThrow(StoreError)
  })
})
