import { describe, expect, it } from 'vitest'

import { allCommands, allGroups, wordsOf } from './all-commands.test.support.ts'
import type { Command } from './command.ts'
import type { Flag } from './flags.ts'
import { textgrad } from './textgrad.ts'
import { UsageError } from './usage-error.ts'

/** What is said to something that is typed wrongly. */
async function refusalOf(typed: readonly string[]): Promise<string> {
  const error = await textgrad(typed).then(
    () => undefined,
    (problem: unknown) => problem,
  )
  expect(error).toBeInstanceOf(UsageError)
  const { message } = error as UsageError
  expect(message).not.toContain('\n')
  return message
}

/** What a command can not do without, so that one mistake is all that there is. */
function required({ words = {}, flags = {} }: Command): string[] {
  return [
    ...Object.keys(words).flatMap((word) => (word.endsWith('?') ? [] : ['bash'])),
    ...Object.entries(flags).flatMap(([name, flag]) => (flag.required ? [`--${name}=${valueOf(flag)}`] : [])),
  ]
}

const valueOf = ({ type, options }: Flag): string => options?.[0] ?? (type === 'string' ? 'x' : '1')

/** Two neighbours in the middle of a word that are not the same change places. */
function swapped(name: string): string {
  const at = name
    .split('')
    .findIndex((letter, place) => place > 0 && letter !== name[place + 1] && place + 1 < name.length)
  return name.slice(0, at) + name[at + 1]! + name[at]! + name.slice(at + 2)
}

const longNames = (names: readonly string[]): string[] => names.filter((name) => name.length > 4)

interface Mistake {
  /** What is typed after the command and what it can not do without. */
  readonly words: readonly string[]
  readonly refused: string | RegExp
  /** Nothing of what it can not do without is typed. */
  readonly alone?: boolean
}

type Named = readonly [name: string, flag: Flag]

function wrongValues([name, { type, bare, options, min }]: Named): Mistake[] {
  const typed = (value: string, refused: string): Mistake => ({ words: [`--${name}=${value}`], refused })
  return [
    ...(type === 'boolean' ? [typed('yes', `--${name}' does not take an argument`)] : []),
    ...(type !== 'boolean' && bare === undefined
      ? [{ words: [`--${name}`], refused: `--${name} needs a value` }]
      : []),
    ...(type === 'integer' ? [typed('1.5', `--${name} must be a whole number, got "1.5"`)] : []),
    ...(type === 'number' ? [typed('many', `--${name} must be a number, got "many"`)] : []),
    ...(min === undefined ? [] : [typed(`${min - 1}`, `--${name} must be at least ${min}, got ${min - 1}`)]),
    ...(options ? [typed(`${options[0]}x`, `; did you mean ${options[0]}?`)] : []),
  ]
}

function namelessFiles([name, { path }]: Named): Mistake[] {
  return path ? [{ words: [`--${name}=`], refused: new RegExp(`^--${name} must name a (file|folder)$`) }] : []
}

function wrongCounts(command: Command): Mistake[] {
  const names = Object.keys(command.words ?? {})
  const optional = names.filter((name) => name.endsWith('?')).map(() => 'x')
  const isEndless = names.some((name) => name.includes('...'))
  const tooMany = /^(Unexpected argument 'extra'|Expected one of )/
  const tooFew = /^(Expected |--[\w-]+ is missing: )/
  return [
    ...(isEndless ? [] : [{ words: [...optional, 'extra'], refused: tooMany }]),
    ...(required(command).length > 0 ? [{ words: [], refused: tooFew, alone: true }] : []),
  ]
}

describe.each(allCommands.map((one) => [one.name, one] as const))('textgrad %s', (_, command) => {
  const { flags = {} } = command
  const typed = [...wordsOf(command), ...required(command)]
  const each = Object.entries(flags)

  it('suggests what a mistyped flag was meant to be', async () => {
    for (const name of longNames(Object.keys(flags)))
      expect(await refusalOf([...typed, `--${swapped(name)}`])).toBe(
        `Unknown option --${swapped(name)}; did you mean --${name}?`,
      )
    expect(await refusalOf([...typed, '--qqqqqqqq'])).toBe('Unknown option --qqqqqqqq (try --help)')
  })

  it.each([
    ['flags without values, and values that they can not have', each.flatMap(wrongValues)],
    ['files without a name', each.flatMap(namelessFiles)],
    ['what is too little and what is too much', wrongCounts(command)],
  ])('refuses %s', async (_what, mistakes) => {
    for (const { words: more, refused, alone } of mistakes)
      expect(await refusalOf([...(alone ? wordsOf(command) : typed), ...more])).toMatch(refused)
  })

  it('knows --json, and has an example of itself', () => {
    expect(flags['json']?.type).toBe('boolean')
    expect(`${command.example} `).toContain(`textgrad ${command.name} `)
  })
})

describe.each(allGroups.map((one) => [one.name, one] as const))('textgrad %s ...', (_, group) => {
  const names = Object.keys(group.subCommands!)

  it('suggests what a mistyped word was meant to be', async () => {
    for (const name of longNames(names))
      expect(await refusalOf([...wordsOf(group), swapped(name)])).toBe(
        `Unknown ${group.noun} "${swapped(name)}"; did you mean ${name}?`,
      )
    expect(await refusalOf([...wordsOf(group), 'qqqqqqqq'])).toBe(
      `Unknown ${group.noun} "qqqqqqqq"; there are ${names.join(', ')}`,
    )
  })

  it('says what may follow', async () => {
    expect(await refusalOf(wordsOf(group))).toBe(`Expected a ${group.noun}: ${names.join(', ')} (try --help)`)
    expect(await refusalOf([...wordsOf(group), '--qqqqqqqq'])).toMatch(
      /^(Unknown option|Expected a task or --config)/,
    )
  })
})

it('suggests commands whose letters are swapped', async () => {
  expect(await refusalOf(['rnu'])).toBe('Unknown command "rnu"; did you mean run?')
  expect(await refusalOf(['hepl'])).toBe('Unknown command "hepl"; did you mean help?')
  expect(await refusalOf(['help', 'rnu'])).toBe('Unknown command "rnu"; did you mean run?')
  expect(await refusalOf(['help', 'run', 'moelcules'])).toBe(
    'Unknown task "moelcules"; did you mean molecules?',
  )
  expect(await refusalOf(['help', 'runs', 'all'])).toBe("Unexpected argument 'all'")
  expect(await refusalOf(['--verison'])).toBe('Unknown option --verison; did you mean --version?')
})
