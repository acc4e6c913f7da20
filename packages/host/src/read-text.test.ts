import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, expect, it } from 'vitest'

import { readText, textPieces } from './read-text.ts'

const folder = mkdtempSync(join(tmpdir(), 'read-text-'))
afterAll(() => rmSync(folder, { recursive: true }))

function written(bytes: Buffer | string): string {
  const file = join(folder, 'some.csv')
  writeFileSync(file, bytes)
  return file
}

const bigEndian = Buffer.from('\uFEFFMüller', 'utf16le').swap16()

it.each([
  ['', ''],
  ['Müller\r\n', 'Müller\r\n'],
  ['\uFEFFMüller', 'Müller'],
  [Buffer.from('\uFEFFMüller', 'utf16le'), 'Müller'],
  [bigEndian, 'Müller'],
])('reads %j', async (bytes, text) => {
  expect(await readText(written(bytes))).toBe(text)
})

it('reads letters whose bytes come in two pieces', async () => {
  const text = `a${'ü'.repeat(100_000)}`
  const pieces = await Array.fromAsync(textPieces(written(text)))
  expect(pieces.length).toBeGreaterThan(2)
  expect(pieces.join('')).toBe(text)
})

it.each([Buffer.from('M\u00fcller', 'latin1'), Buffer.from([0x61, 0xc3])])(
  'refuses %j, of which letters would be lost',
  async (bytes) => {
    const file = written(bytes)
    await expect(readText(file)).rejects.toThrow(
      new TypeError(`${file} is no text in UTF-8: save it as UTF-8`),
    )
  },
)

it('names a folder, and a file that is not there', async () => {
  await expect(readText(folder)).rejects.toThrow(new TypeError(`${folder} is a folder: name a file to read`))
  await expect(readText(join(folder, 'none'))).rejects.toThrow(/ENOENT.*none/)
})
