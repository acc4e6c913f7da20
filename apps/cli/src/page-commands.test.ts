import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { pageCommands, pages, pageText, repositoryRoot, type PageCommand } from '@textgrad/host/testing'
import { describe, expect, it } from 'vitest'

import type { Command } from './command.ts'
import { root } from './textgrad.ts'
import { understand } from './understood.test.support.ts'

/** Names of scripts of npm that start this program: what they put before what is typed. */
const starts: Readonly<Record<string, readonly string[]>> = {
  textgrad: [],
  demo: ['demo'],
  studio: ['studio'],
}

const typed = pageCommands()
const commands = typed
  .filter(({ name }) => Object.hasOwn(starts, name))
  .map((command) => ({ ...command, words: [...starts[command.name]!, ...command.words] }))

/** The scripts of npm where a page is: those of the repository, and of the page's package. */
function scriptsFor(page: string): string[] {
  const files = ['package.json', join(dirname(page), 'package.json')].map((file) =>
    join(repositoryRoot(), file),
  )
  return files
    .filter((file) => existsSync(file))
    .flatMap((file) =>
      Object.keys((JSON.parse(readFileSync(file, 'utf8')) as { scripts?: object }).scripts ?? {}),
    )
}

/** The flags of a command and of all below it. */
function flagsOf({ flags = {}, subCommands = {} }: Command): string[] {
  return [...Object.keys(flags), ...Object.values(subCommands).flatMap(flagsOf)]
}

/** Flags that are no command's own: of all, of npm run bench, of sbatch. */
const otherFlags = ['help', 'version', 'quick', 'signal']

/** What is wrong with commands, with their places. */
async function problemsOf(some: readonly PageCommand[]): Promise<string[]> {
  const outcomes = await Promise.all(
    some.map(async (command) => {
      const { page, line, words } = command
      const say = (error: Error): string => `${page}:${line}: textgrad ${words.join(' ')}: ${error.message}`
      return await understand(command).then(() => [], say)
    }),
  )
  return outcomes.flat()
}

describe('every command that a page tells to type', () => {
  it('is one, with flags and values that there are', async () => {
    expect(commands.length).toBeGreaterThan(150)
    expect(await problemsOf(commands)).toEqual([])
  })

  it('has the flags that are mentioned alone', () => {
    const known = new Set([...flagsOf(root), ...otherFlags])
    const unknown = pages()
      // The simulator has options of its own.
      .filter((page) => page !== 'benchmarks/speed/src/sim/README.md')
      .flatMap((page) =>
        [...pageText(page).matchAll(/`--([a-z][a-z-]*)/g)]
          .filter(([, flag]) => !known.has(flag!))
          .map(([, flag]) => `${page}: --${flag}`),
      )
    expect(unknown).toEqual([])
  })

  it('is a script of npm where it is none of textgrad', () => {
    const unknown = typed.filter(({ page, name }) => !scriptsFor(page).includes(name))
    expect(unknown.map(({ page, line, name }) => `${page}:${line}: npm run ${name}`)).toEqual([])
  })

  it.each([
    [['rn'], 'there is no rn'],
    [['run', 'molcules'], 'there is no run molcules'],
    [['run', 'molecules', '--strat', 'C'], 'Unknown option --strat; did you mean --start?'],
    [['run', 'code', '...', '--needs', '...', '--neds', '...'], 'Unknown option --neds'],
    [['run', 'molecules', '--optimizer', 'adam'], '--optimizer must be one of tgd'],
    [['run', 'molecules', '--engine', 'magic'], "no engine is named 'magic'"],
    [['run', 'molecules', '--objective', 'beauty'], '--objective'],
    [['run', 'prompt', '--engine', 'openai:gpt-5-mini'], 'data'],
    [['compare', 'molecules', '--optimizers', 'rules,adam', '--budget', '9'], 'no optimizer "adam"'],
    [['bench', 'ablation', '<name>', '<task>', '--bugdet', '9'], 'Unknown option --bugdet'],
    [['bench', 'paper', 'gqpa', '--recorded'], 'no experiment gqpa'],
    [['data', 'get', 'bhb'], 'no data set bhb'],
  ])('%j would be found', async (words, message) => {
    const one = { page: 'docs/some.md', line: 3, name: 'textgrad', words, isMention: false }
    expect(await problemsOf([one])).toEqual([expect.stringContaining(message)])
  })
})
