import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

import { sharedPath } from '@textgrad/host/testing'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { dockstring } from '../docking/receptor/dockstring.ts'
import { dockstringTargets } from './dockstring-targets.ts'

const shared = sharedPath('data/dockstring')
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'textgrad-dockstring-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
  vi.unstubAllEnvs()
})

const namesOf = (ending: string): string[] =>
  dockstring.files
    .map(({ url }) => basename(url))
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))

describe('the targets of DOCKSTRING', () => {
  test('are 58, each with its protein', async () => {
    const names = namesOf('_conf.txt')
    for (const name of names) {
      writeFileSync(join(folder, `${name}_conf.txt`), '')
      writeFileSync(join(folder, `${name}_target.pdbqt`), '')
    }
    writeFileSync(join(folder, 'MINE_conf.txt'), '')
    writeFileSync(join(folder, 'MINE_target.pdb'), '')
    const targets = await dockstringTargets(folder)
    expect(new Set(targets.map(({ name }) => name))).toEqual(new Set(names))
    expect(targets).toHaveLength(58)
    expect(new Set(targets.map(({ protein }) => protein)).size).toBe(58)
    expect(targets.find(({ name }) => name === 'F2')).toEqual({
      name: 'F2',
      protein: 'Prothrombin',
      receptor: join(folder, 'F2_target.pdbqt'),
      config: join(folder, 'F2_conf.txt'),
    })
  })

  test('are looked for where they are fetched to; a missing folder is told', async () => {
    vi.stubEnv('TEXTGRAD_DATA', folder)
    await expect(dockstringTargets()).rejects.toThrow(TypeError)
    await expect(dockstringTargets()).rejects.toThrow(join(folder, 'dockstring'))
    mkdirSync(join(folder, 'dockstring'))
    expect(await dockstringTargets()).toEqual([])
  })

  test.skipIf(!shared)('have the addresses, sizes and checksums of their files', async () => {
    const manifest = JSON.parse(readFileSync(join(shared!, 'manifest.json'), 'utf8')) as {
      commit: string
      files: { path_in_repo: string; bytes: number; sha256: string }[]
    }
    const expected = manifest.files.map(({ path_in_repo: path, bytes, sha256 }) => ({
      url: `https://raw.githubusercontent.com/dockstring/dockstring/${manifest.commit}/${path}`,
      bytes,
      sha256,
    }))
    const byUrl = (files: typeof expected) => new Map(files.map((file) => [file.url, file]))
    expect(byUrl([...dockstring.files])).toEqual(byUrl(expected))
    for (const file of ['F2_conf.txt', 'F2_target.pdbqt'])
      copyFileSync(join(shared!, file), join(folder, file))
    expect(await dockstringTargets(folder)).toMatchObject([{ name: 'F2', protein: 'Prothrombin' }])
  })
})
