import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

import { random, type DataSet } from '@textgrad/core'
import { describe, expect, test, vi } from 'vitest'

import { dataFolder } from './data-folder.ts'
import { countFiles, downloadDataSet } from './data-set.ts'
import { failure, within } from './download.test.support.ts'
import { fileServer, randomBytes, sha256 } from './server.test.support.ts'

const { integer } = random(1, 'sizes')
const files = Object.fromEntries(
  Array.from({ length: 60 }, (_, index) => [
    index % 2 === 0 ? `${index}.bin` : `deep/${index}.bin`,
    randomBytes(index, integer(20_000)),
  ]),
)
const set: DataSet = {
  name: 'some-files',
  summary: 'Files for tests',
  licence: 'MIT',
  source: 'https://example.org',
  files: Object.entries(files).map(([path, content]) => ({
    ...(path.includes('/') && { path }),
    url: `https://example.org/${path}`,
    sha256: sha256(content),
    bytes: content.length,
  })),
}
const total = set.files.reduce((sum, { bytes }) => sum + bytes, 0)
const isWhole = (folder: string) =>
  Object.entries(files).every(([path, content]) => readFileSync(join(folder, path)).equals(content))

describe('a data set', () => {
  test('comes as a whole over bad connections, some files at once, and is not fetched again', async () => {
    const cuts = random(2, 'cuts')
    let [open, most] = [0, 0]
    await using server = await fileServer(files, () =>
      cuts.next() < 0.3 ? { cut: cuts.integer(10_000) } : { slowly: 5000 },
    )
    const seen: number[][] = []
    const options = { to: within('set'), from: server.url, retryDelay: 1 }
    const made = await downloadDataSet(set, {
      ...options,
      onProgress: ({ files: done, bytes }) => {
        seen.push([done, bytes])
        open = readdirSync(within('set'), { recursive: true }).filter((name) =>
          String(name).endsWith('.part'),
        ).length
        most = Math.max(most, open)
      },
    })
    expect(made).toEqual({ folder: within('set'), fetched: 60 })
    expect(isWhole(within('set'))).toBe(true)
    expect([2, 3, 4]).toContain(most)
    expect(seen.at(-1)).toEqual([60, total])
    expect(seen.map(([done]) => done)).toEqual(seen.map(([done]) => done).toSorted((a, b) => a! - b!))
    const requests = server.asked.length
    expect(await downloadDataSet(set, options)).toEqual({ ...made, fetched: 0 })
    expect(server.asked).toHaveLength(requests)
  })

  test('is gone on with: only what is missing or damaged is fetched', async () => {
    await using server = await fileServer(files)
    const options = { to: within('set'), from: server.url }
    await downloadDataSet(set, options)
    for (const path of ['0.bin', 'deep/7.bin']) rmSync(within(`set/${path}`))
    writeFileSync(within('set/4.bin'), 'damaged')
    writeFileSync(within('set/mine.txt'), 'mine')
    expect(await countFiles(set, within('set'))).toBe(57)
    server.asked.length = 0
    expect(await downloadDataSet(set, options)).toMatchObject({ fetched: 3 })
    expect(server.asked.map(({ path }) => path).toSorted()).toEqual(['/0.bin', '/4.bin', '/deep/7.bin'])
    expect(await countFiles(set, within('set'))).toBe(60)
    expect(readFileSync(within('set/mine.txt'), 'utf8')).toBe('mine')
  })

  test('comes as far as its files are there; what is missing is told', async () => {
    const { '3.bin': _, 'deep/5.bin': __, '8.bin': ___, ...others } = files
    await using server = await fileServer(others)
    const options = { to: within('set'), from: server.url }
    const error = await failure(downloadDataSet(set, options))
    expect(error).toMatchObject({
      kind: 'missing',
      message: `2 of 60 files of some-files are missing, such as ${server.url}/deep/5.bin: the server answers 404`,
    })
    expect(await countFiles(set, within('set'))).toBe(58)
    mkdirSync(within('mirror'))
    writeFileSync(within('mirror/8.bin'), files['8.bin']!)
    const one = await failure(downloadDataSet(set, { ...options, from: within('mirror') }))
    expect(one.message).toBe(`${within('mirror/deep/5.bin')}: there is no such file`)
    expect(await countFiles(set, within('set'))).toBe(59)
  })

  test('ends at the first other error, and asks for nothing more', async () => {
    await using server = await fileServer(files, (count) => (count === 5 ? { status: 403 } : { slowly: 100 }))
    const error = await failure(downloadDataSet(set, { to: within('set'), from: server.url }))
    expect(error.message).toMatch(/the server answers 403$/)
    expect(server.asked.length).toBeLessThan(12)
  })

  test('is left where it can be gone on with when it is aborted', async () => {
    await using server = await fileServer(files, () => ({ slowly: 500 }))
    const controller = new AbortController()
    const options = { to: within('set'), from: server.url }
    const onProgress = ({ bytes }: { bytes: number }) => {
      if (bytes > total / 2) controller.abort()
    }
    const aborted = downloadDataSet(set, { ...options, signal: controller.signal, onProgress })
    await expect(aborted).rejects.toMatchObject({ name: 'AbortError' })
    const there = await countFiles(set, within('set'))
    expect(there).toBeGreaterThan(10)
    const parts = readdirSync(within('set'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.part'))
      .map((name): [string, number] => [
        `/${name.slice(0, -'.part'.length)}`,
        statSync(within(`set/${name}/bytes`)).size,
      ])
    server.asked.length = 0
    await downloadDataSet(set, options)
    expect(server.asked).toHaveLength(60 - there)
    const ranges = server.asked.flatMap(({ path, range }) =>
      range === undefined ? [] : [[path, Number(range.slice('bytes='.length, -1))] as const],
    )
    expect(new Map(ranges)).toEqual(new Map(parts))
    expect(isWhole(within('set'))).toBe(true)
  })

  test('that can not be is refused before anything is fetched', async () => {
    const [file] = set.files
    const wrong = (change: Partial<DataSet>) => downloadDataSet({ ...set, ...change }, { to: within('set') })
    await expect(wrong({ name: '../x' })).rejects.toThrow(
      /^The name of a data set must be small letters, digits and dashes, not "..\/x"$/,
    )
    for (const path of ['../../.bashrc', '/etc/passwd', 'a/../../b', 'a\\..\\b', ''])
      await expect(wrong({ files: [{ ...file!, path }] })).rejects.toThrow(/is no path of a file within/)
    await expect(wrong({ files: [file!, file!] })).rejects.toThrow(
      'some-files: two files have the path 0.bin',
    )
    await expect(wrong({ files: [{ ...file!, url: 'file.bin' }] })).rejects.toThrow(
      'The url in some-files must be an http or https address',
    )
    await expect(downloadDataSet(set, { concurrency: 0 })).rejects.toThrow(RangeError)
  })
})

describe('the folder of data sets', () => {
  test('is named, or is the user’s', () => {
    expect(dataFolder('bbh', { TEXTGRAD_DATA: '/data', XDG_DATA_HOME: '/xdg' })).toBe('/data/bbh')
    expect(dataFolder('', { TEXTGRAD_DATA: '/data' })).toBe('/data')
    expect(dataFolder('bbh', { TEXTGRAD_DATA: '', XDG_DATA_HOME: '/xdg' })).toBe('/xdg/textgrad/data/bbh')
    const usual = join(homedir(), '.local/share/textgrad/data')
    for (const env of [{}, { XDG_DATA_HOME: 'relative' }]) expect(dataFolder('', env)).toBe(usual)
    expect(() => dataFolder('bbh', { TEXTGRAD_DATA: 'data' })).toThrow(
      new TypeError('TEXTGRAD_DATA must be an absolute path, not "data"'),
    )
  })

  test('is where a set comes to', async () => {
    vi.stubEnv('TEXTGRAD_DATA', within('all'))
    await using server = await fileServer(files)
    const { folder } = await downloadDataSet(set, { from: server.url })
    expect(folder).toBe(within('all/some-files'))
    expect(await countFiles(set)).toBe(60)
    vi.unstubAllEnvs()
  })
})
