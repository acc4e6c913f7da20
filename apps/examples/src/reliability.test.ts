import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const page = readFileSync(join(root, 'docs/reliability.md'), 'utf8')

interface Row {
  readonly faults: readonly number[]
  /** Files with tests that have the number of each of these faults, as the page tells them. */
  readonly tests: readonly string[]
  /** Other files that are told, in brackets. */
  readonly besides: readonly string[]
}

/** `| 61, 63 budget, over all processes | what happens | `runs/interrupted` (`cli/broken-off`) |` */
const rows: readonly Row[] = [...page.matchAll(/^\| (\d+(?:, \d+)*) +[^ |].*\|([^|]*)\|$/gm)].map(
  ([, numbers, cell]) => ({
    faults: numbers!.split(', ').map(Number),
    tests: filesIn(cell!.replace(/\([^)]*\)/g, '')),
    besides: [...cell!.matchAll(/\([^)]*\)/g)].flatMap(([bracket]) => filesIn(bracket)),
  }),
)

function filesIn(text: string): string[] {
  return [...text.matchAll(/`([\w-]+\/[\w/-]+)`/g)].map(([, name]) => fileOf(name!))
}

/** `runs/store` is packages/runs/src/store.test.ts, `cli/kept` is apps/cli/src/kept.test.ts. */
function fileOf(test: string): string {
  const [, name, path] = /^([\w-]+)\/(.+)$/.exec(test)!
  const folder = existsSync(join(root, 'packages', name!)) ? 'packages' : 'apps'
  return join(root, folder, name!, 'src', `${path}.test.ts`)
}

/** Whether a title has the number: itself, or as the first cell of a table of cases. */
function namesFault(file: string, fault: number): boolean {
  const code = readFileSync(file, 'utf8')
  return (
    new RegExp(`['"\`]fault ${fault}: `).test(code) ||
    (/['"`]fault %i: /.test(code) && new RegExp(`^\\s*\\[${fault}, `, 'm').test(code))
  )
}

describe('docs/reliability.md', () => {
  it('tells of each fault once', () => {
    const upTo46 = Array.from({ length: 46 }, (_, index) => index + 1)
    const told = rows.flatMap(({ faults }) => faults)
    expect(told.toSorted((a, b) => a - b)).toEqual([...upTo46, 61, 62, 63, 64])
  })

  it.each(rows)('$faults: names tests that are there and have its number', ({ faults, tests, besides }) => {
    expect(tests).not.toEqual([])
    expect([...tests, ...besides].filter((file) => !existsSync(file))).toEqual([])
    for (const fault of faults) expect(tests.filter((file) => !namesFault(file, fault))).toEqual([])
  })
})
