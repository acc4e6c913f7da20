import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { scripted } from '@textgrad/core/testing'
import { afterAll, describe, expect, it } from 'vitest'

import { readPrices, unpriced } from './prices.ts'
import { UsageError } from './usage-error.ts'

const folder = mkdtempSync(join(tmpdir(), 'textgrad-prices-'))
afterAll(() => rmSync(folder, { recursive: true }))

function fileOf(text: string): string {
  const file = join(folder, 'prices.json')
  writeFileSync(file, text)
  return file
}

describe('--prices', () => {
  it('reads a table', () => {
    const table = {
      small: { input: 0.1, cachedInput: 0.01, output: 0.4, source: 'my contract', date: '2026-01-01' },
    }
    expect(readPrices(fileOf(JSON.stringify(table)))).toEqual(table)
  })

  it.each([
    ['{', 'JSON'],
    ['[]', 'expected an object of models'],
    ['{"a": 1}', 'expected the price of a to be an object'],
    ['{"a": {"input": 1, "output": 1, "inptu": 1}}', 'the price of a has an unknown inptu; there are input'],
    ['{"a": {"input": 1}}', 'the output price of a must be a number of dollars from 0 up, not undefined'],
    ['{"a": {"input": -1, "output": 1}}', 'the input price of a must be'],
    ['{"a": {"input": "1", "output": 1}}', 'the input price of a must be'],
  ])('refuses %s, and names the file', (text, message) => {
    const file = fileOf(text)
    expect(() => readPrices(file)).toThrow(UsageError)
    expect(() => readPrices(file)).toThrow(`--prices ${file}: `)
    expect(() => readPrices(file)).toThrow(message)
  })

  it('names a file that is not there', () => {
    expect(() => readPrices(join(folder, 'none.json'))).toThrow('no such file')
  })
})

describe('a model without a price', () => {
  const named = (id: string) => scripted({ id })

  it('is found without asking it', async () => {
    const known = named('openai/gpt-5-mini')
    const local = named('openai/llama3.2@127.0.0.1:11434')
    const own = named('openai/own@models.example')
    const found = await unpriced([known, local, own], { own: { input: 0, output: 0 } })
    expect(found).toEqual([local])
    expect([known, local, own].flatMap(({ calls }) => calls)).toEqual([])
  })
})
