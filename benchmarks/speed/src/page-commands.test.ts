import { tempDir } from '@textgrad/host'
import { pageCommands, type PageCommand } from '@textgrad/host/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'

import { readArguments } from './arguments.ts'
import { commandOf } from './sim/arguments.ts'
import { suites } from './suites.ts'

const commands = pageCommands()

/** What is wrong with commands of this name, with their places. */
async function problemsOf(
  some: readonly PageCommand[],
  read: (words: readonly string[]) => unknown,
): Promise<string[]> {
  const outcomes = await Promise.all(
    some.map(async ({ page, line, name, words }) => {
      const say = (error: Error): string => `${page}:${line}: ${name} ${words.join(' ')}: ${error.message}`
      return await (async () => read(words))().then(() => [], say)
    }),
  )
  return outcomes.flat()
}

describe('every command that a page tells to type', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('is of a suite that there is, with flags that there are', async () => {
    await using folder = await tempDir('textgrad-bench-')
    vi.stubEnv('INIT_CWD', folder.path)
    const typed = commands.filter(({ name, words }) => name === 'bench' && words[0] !== '<suite>')
    expect(typed.length).toBeGreaterThan(40)
    expect(await problemsOf(typed, (words) => readArguments(words, suites))).toEqual([])
  })

  it('is of the simulator, with options that it has', async () => {
    const typed = commands.filter(({ name }) => name === 'sim')
    expect(typed).not.toEqual([])
    expect(await problemsOf(typed, commandOf)).toEqual([])
  })

  it('would be found if it were not', async () => {
    const typed = { page: 'docs/some.md', line: 3, name: 'bench', words: ['speed'], isMention: true }
    expect(await problemsOf([typed], (words) => readArguments(words, suites))).toEqual([
      'docs/some.md:3: bench speed: Unknown suite: speed; npm run bench -- --help lists them',
    ])
    expect(await problemsOf([{ ...typed, name: 'sim', words: ['--prot', '1'] }], commandOf)).toEqual([
      'docs/some.md:3: sim --prot 1: unknown option --prot',
    ])
  })
})
