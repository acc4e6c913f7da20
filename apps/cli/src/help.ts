import type { Command } from './command.ts'
import type { Flag, Flags, Words } from './flags.ts'
import type { Screen } from './screen.ts'
import { wrapped } from './words.ts'

/** Longer lists of choices would push all descriptions to the right. */
const widestChoices = 24
/** Longer lines are hard to read, however wide the screen is. */
const widestLine = 120

const titles = { command: 'Commands', task: 'Tasks', ablation: 'Ablations' } as const

/** What a command does and how it is typed, as wide as the screen, with an example at the end. */
export function writeHelp({ name, description, words = {}, ...about }: Command, screen: Screen): void {
  const { flags = {}, subCommands, example } = about
  const typed = name === '' ? 'textgrad' : `textgrad ${name}`
  const width = Math.min(screen.columns, widestLine)
  const say = (text: string): void => wrapped(text, width).forEach((line) => screen.write(line))
  const list = (title: string, entries: readonly Entry[]): void => {
    if (entries.length === 0) return
    screen.write(`\n${screen.style('bold', title)}`)
    for (const [term, text] of entriesIn(entries, width)) {
      const [first = '', ...more] = text
      screen.write(`  ${screen.style('bold', term)}${first}`.trimEnd())
      for (const line of more) screen.write(line)
    }
  }
  say(name === '' ? description : `${description} (${typed})`)
  screen.write('')
  say(`Usage: ${[typed, ...usageOf(about.noun, words, flags)].join(' ')}`)
  list('What is typed', Object.entries(words).map(wordEntry))
  list(titles[about.noun ?? 'command'], Object.entries(subCommands ?? {}).map(commandEntry))
  list('Options', Object.entries(flags).map(flagEntry))
  screen.write('')
  if (subCommands) say(`${typed} <${about.noun}> --help says more of one`)
  screen.write(`Example: ${example}`)
}

/** The same for programs. */
export function helpInJson({ name, description, words, flags, subCommands, example }: Command) {
  return {
    command: name,
    description,
    ...(words && { words }),
    ...(flags && { flags }),
    ...(subCommands && {
      commands: Object.fromEntries(
        Object.entries(subCommands).map(([word, { description: about }]) => [word, about]),
      ),
    }),
    example,
  }
}

function usageOf(noun: Command['noun'], words: Words, flags: Flags): string[] {
  const required = Object.entries(flags).filter(([, flag]) => flag.required)
  return [
    ...Object.keys(words).map((word) => (word.endsWith('?') ? `[${word.slice(0, -1)}]` : `<${word}>`)),
    ...(noun === undefined ? [] : [`<${noun}>`]),
    ...required.map(([name, flag]) => `--${name}=<${hintOf(flag)}>`),
    ...(Object.keys(flags).length > required.length ? ['[options]'] : []),
  ]
}

type Entry = readonly [term: string, text: string]

function wordEntry([name, description]: Entry): Entry {
  return [name.replace(/\?$/, ''), description]
}

function commandEntry([name, { description }]: readonly [string, Command]): Entry {
  return [name, description]
}

function flagEntry([name, flag]: readonly [string, Flag]): Entry {
  const { type, description, multiple, required, default: usual, options } = flag
  const remarks = [
    ...(isLong(flag) ? [`: ${options!.join(', ')}`] : []),
    ...(multiple ? [' (repeatable)'] : []),
    ...(required ? [' (required)'] : []),
    ...(usual === undefined ? [] : [` (default: ${String(usual)})`]),
  ]
  return [type === 'boolean' ? `--${name}` : `--${name}=<${hintOf(flag)}>`, description + remarks.join('')]
}

function isLong({ options }: Flag): boolean {
  return (options?.join('|') ?? '').length > widestChoices
}

function hintOf(flag: Flag): string {
  const { options, hint, type } = flag
  return isLong(flag) ? 'name' : (options?.join('|') ?? hint ?? type)
}

/** Terms with their texts beside them, or below them where the screen is narrow or a term is long. */
function entriesIn(
  entries: readonly Entry[],
  width: number,
): (readonly [term: string, lines: readonly string[]])[] {
  const widest = Math.max(...entries.map(([term]) => term.length))
  const left = Math.min(widest, Math.max(12, Math.floor(width / 3)))
  const indent = width < 60 ? 6 : left + 4
  return entries.map(([term, text]) => {
    const lines = wrapped(text, width - indent)
    const isBeside = indent === left + 4 && term.length <= left
    const [first = '', ...more] = lines.map((line) => ' '.repeat(indent) + line)
    return isBeside ? [term, [first.slice(term.length + 2), ...more]] : [term, ['', first, ...more]]
  })
}
