import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { inspect } from 'node:util'

import { codeBlocks } from '@textgrad/host/testing'
import { describe, expect, it, vi } from 'vitest'

import { promised } from './snippets.test.support.ts'

const root = join(import.meta.dirname, '../../..')
const page = readFileSync(join(root, 'docs/from-python.md'), 'utf8')

interface Row {
  readonly id: string
  readonly title: string
  readonly snippet: string
}

const rows: readonly Row[] = page
  .split(/^### /m)
  .slice(1)
  .map((section) => {
    const [, id, title] = /^([A-Z]\d+) (.*)$/m.exec(section) ?? []
    const [, snippet] = /```ts\n([^]*?)```/.exec(section) ?? []
    return { id: id ?? '', title: title ?? '', snippet: snippet ?? '' }
  })

/** Runs a snippet as a module of this package, and gives the lines that it prints. */
async function printed(snippet: string): Promise<string[]> {
  const lines: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation((...values: unknown[]) => {
    lines.push(
      values
        .map((value) => (typeof value === 'string' ? value : inspect(value, { breakLength: 200 })))
        .join(' '),
    )
  })
  const resolved = snippet.replace(
    / from '([^']+)'/g,
    (_, name: string) => ` from '${import.meta.resolve(name)}'`,
  )
  try {
    await import(`data:text/javascript,${encodeURIComponent(stripTypeScriptTypes(resolved))}`)
  } finally {
    log.mockRestore()
  }
  return lines
}

it('the README of core prints what it says', { timeout: 60_000 }, async () => {
  const snippet = codeBlocks('ts').find(
    ({ page: readme, heading }) => readme === 'packages/core/README.md' && heading.startsWith('A program, '),
  )!.code
  expect(promised(snippet)).toHaveLength(1)
  expect(await printed(snippet)).toEqual(promised(snippet))
})

describe('docs/from-python.md', { timeout: 60_000 }, () => {
  it('has every row of every part, each with a snippet that prints something', () => {
    const parts = [...page.matchAll(/\| ([A-Z])1 to \1(\d+)/g)]
    const expected = parts.flatMap(([, letter, count]) =>
      Array.from({ length: Number(count) }, (_, index) => `${letter}${index + 1}`),
    )
    expect(rows.map(({ id }) => id)).toEqual(expected)
    expect(rows.filter(({ snippet }) => promised(snippet).length === 0).map(({ id }) => id)).toEqual([])
  })

  it.each(rows)('$id $title', async ({ snippet }) => {
    expect(await printed(snippet)).toEqual(promised(snippet))
  })

  it('names tests that exist for the defects', () => {
    const named = [...page.matchAll(/^\| D\d+ .*\| `([^`]+)` +\| (.*?) +\|$/gm)]
    expect(named).toHaveLength(49)
    const wrong = named.filter(([, file, title]) => !readFileSync(join(root, file!), 'utf8').includes(title!))
    expect(wrong.map(([line]) => line)).toEqual([])
  })
})
