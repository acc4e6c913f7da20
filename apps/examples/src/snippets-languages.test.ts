import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { codeBlocks, repositoryRoot } from '@textgrad/host/testing'
import { describe, expect, it } from 'vitest'

/** What is checked of a block, by the language behind its fence, and by which tests. */
const checkedBy: Readonly<Record<string, readonly string[]>> = {
  // Its types, and that it runs.
  ts: ['apps/examples/src/snippets-types.test.ts', 'apps/examples/src/snippets-run.test.ts'],
  json: ['apps/examples/src/snippets-json.test.ts'],
  // Typed again, with the files that the page shows.
  console: ['apps/cli/src/transcripts.test.ts'],
  python: ['apps/cli/src/transcripts.test.ts'],
  // Commands, flags and values; and those that need nothing else are typed.
  sh: [
    'apps/cli/src/page-commands.test.ts',
    'apps/cli/src/page-commands-run.test.ts',
    'benchmarks/speed/src/page-commands.test.ts',
  ],
  // What the program above it prints, where there is one.
  text: ['apps/examples/src/readme.test.ts'],
}

describe('every block of code of every page', () => {
  it('is of a language that a test knows', () => {
    const unknown = codeBlocks().filter(({ language }) => !Object.hasOwn(checkedBy, language))
    expect(unknown.map(({ page, line, language }) => `${page}:${line}: ${language}`)).toEqual([])
  })

  it.each(Object.entries(checkedBy))('of %s has tests', (_, tests) => {
    expect(tests.filter((test) => !existsSync(join(repositoryRoot(), test)))).toEqual([])
  })
})
