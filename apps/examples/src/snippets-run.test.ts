import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

import {
  codeBlocks,
  repositoryRoot,
  requireProgram,
  sharedPath,
  type CodeBlock,
} from '@textgrad/host/testing'
import { describe, expect, it } from 'vitest'

import { promised, snippetFolder } from './snippets.test.support.ts'

const quoted = new Set(
  readdirSync(import.meta.dirname)
    .filter((name) => !name.includes('.test.'))
    .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8')),
)

const snippets = codeBlocks('ts')

/** Whether a snippet is the first below its heading. */
const isFirst = (snippet: CodeBlock): boolean =>
  snippets.find(({ page, heading }) => page === snippet.page && heading === snippet.heading) === snippet

/** Other tests, and the snippets that they run. */
const runBy: Readonly<Record<string, (snippet: CodeBlock) => boolean>> = {
  'apps/examples/src/readme.test.ts': ({ code }) => quoted.has(code),
  'apps/examples/src/from-python.test.ts': (snippet) =>
    isFirst(snippet) &&
    ((snippet.page === 'docs/from-python.md' && /^[A-Z]\d+ /.test(snippet.heading)) ||
      (snippet.page === 'packages/core/README.md' && snippet.heading.startsWith('A program, '))),
  'packages/engines/src/readme.test.ts': ({ page, code }) =>
    page === 'packages/engines/README.md' && / from '@textgrad\/engines'/.test(code),
  'apps/cli/src/readme-of-runs.test.ts': (snippet) =>
    isFirst(snippet) &&
    snippet.page === 'packages/runs/README.md' &&
    ['Runs in a file', 'Comparisons', 'Traces'].includes(snippet.heading),
}
const others = snippets.filter((snippet) => !Object.values(runBy).some((runs) => runs(snippet)))

/** What is in the folder in which they run, under the names that they give it. */
const data = { recorded: sharedPath('data'), dockstring: sharedPath('data/dockstring') }
const isHere = requireProgram('vina') && requireProgram('obabel') && !Object.values(data).includes(undefined)

/** What they print; the others, what stands beside their calls of console.log, or nothing. */
const prints: Readonly<Record<string, RegExp>> = {
  // The figure that is expected, and the same again.
  'benchmarks/paper/README.md': /^(\S.* (\S+) \2\n){50,}$/,
  'packages/molecules/README.md': /^-\d+\.\d\d kcal\/mol .* docks into ABL1 [^]*V2000[^]*\$\$\$\$\s*$/,
}

/** Docking takes its time: as roughly as can be. */
const rough = (code: string): string =>
  code.replace('exhaustiveness: 8', 'exhaustiveness: 1').replace('seeds: 3', 'seeds: 1')

describe('every ts block of every page is run', () => {
  it.each(Object.entries(runBy))('by %s', (test, runs) => {
    expect(existsSync(join(repositoryRoot(), test))).toBe(true)
    expect(snippets.filter(runs)).not.toEqual([])
  })

  it.skipIf(!isHere).each(others)('here: $page:$line', { timeout: 120_000 }, async (snippet) => {
    await using folder = await snippetFolder([{ ...snippet, code: rough(snippet.code) }])
    for (const [name, path] of Object.entries(data)) symlinkSync(path!, join(folder.path, name))
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [folder.fileOf(snippet)], {
      cwd: folder.path,
    })
    expect(stderr).toBe('')
    const lines = promised(snippet.code).map((line) => `${line}\n`)
    expect(stdout).toMatch(prints[snippet.page] ?? new RegExp(`^${RegExp.escape(lines.join(''))}$`))
  })
})
