import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

import { downloadDataSet } from '@textgrad/host'
import { sharedPath } from '@textgrad/host/testing'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { bbhTasks } from './bbh.ts'
import { loadDataSet } from './load.ts'
import { questionData } from './sets.ts'

const data = mkdtempSync(join(tmpdir(), 'textgrad-sets-'))
beforeAll(() => vi.stubEnv('TEXTGRAD_DATA', data))
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(data, { recursive: true })
})

test('a data set that was not fetched is told, with what fetches it', async () => {
  for (const [name, family] of [
    ['bbh/word_sorting', 'bbh'],
    ['gsm8k', 'gsm8k'],
    ['mmlu/machine_learning', 'mmlu'],
  ] as const) {
    const loaded = loadDataSet({ data: name })
    await expect(loaded).rejects.toThrow(TypeError)
    await expect(loaded).rejects.toThrow(
      new RegExp(
        `^The data set ${family} is not in ${join(data, family)} \\(0 of \\d+ files\\): fetch it with "textgrad data get ${family}", or say`,
      ),
    )
  }
  await expect(loadDataSet({ data: 'bbh/none' })).rejects.toThrow(/^Expected data to be bbh\/<task>/)
  await expect(loadDataSet({ data: 'own' })).rejects.toThrow(
    'Expected from, the file that holds the own data',
  )
  mkdirSync(join(data, 'bbh'))
  await expect(loadDataSet({ data: 'bbh/word_sorting' })).rejects.toThrow('(0 of 27 files)')
})

test('every task of BBH is a file of the set', () => {
  const [bbh] = questionData
  expect(bbh!.files.map(({ url }) => basename(url, '.json')).toSorted()).toEqual(bbhTasks.toSorted())
})

const shared = sharedPath('data')
describe.skipIf(!shared)('the sets of the shared folder', () => {
  const sets = questionData.filter(({ name }) => existsSync(join(shared!, name)))

  test('are those of the paper', () => {
    expect(sets.map(({ name }) => name)).toEqual(['bbh', 'gsm8k', 'mmlu'])
  })

  test.for(sets.map((set) => [set.name, set] as const))(
    '%s: addresses, sizes and checksums are those of its manifest',
    ([name, { licence, files }]) => {
      const manifest = JSON.parse(readFileSync(join(shared!, name, 'manifest.json'), 'utf8')) as {
        source_repo: string
        commit: string
        licence: string
        files: { file: string; path_in_repo: string; bytes: number; sha256: string }[]
      }
      const raw = manifest.source_repo.replace('github.com', 'raw.githubusercontent.com')
      const known = manifest.files.map(({ path_in_repo: path, bytes, sha256 }) => ({
        url: `${raw}/${manifest.commit}/${path}`,
        bytes,
        sha256,
      }))
      expect(known).toEqual(expect.arrayContaining([...files]))
      expect(manifest.licence).toContain(licence)
    },
  )

  test.for([
    ['bbh/object_counting', [50, 100, 100]],
    ['gsm8k', [200, 300, 1319]],
    ['mmlu/machine_learning', [25, 42, 45]],
  ] as const)('%s is found where it was fetched to', async ([name, sizes]) => {
    const set = questionData.find((one) => name.startsWith(one.name))!
    const from = join(shared!, set.name)
    const { folder, fetched } = await downloadDataSet(set, { from })
    expect(folder).toBe(join(data, set.name))
    expect(fetched).toBe(set.files.length)
    expect(readdirSync(folder)).toHaveLength(set.files.length)
    const found = await loadDataSet({ data: name })
    expect(found).toEqual({
      ...(await loadDataSet({ data: name, from })),
      format: expect.anything() as object,
    })
    const { train, validation, test: last } = found
    expect([train.length, validation.length, last.length]).toEqual(sizes)
  })
})
