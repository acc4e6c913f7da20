import { expect, it } from 'vitest'

import { allCommands, allGroups } from './all-commands.test.support.ts'
import { writeHelp } from './help.ts'
import { wrapped } from './words.ts'

function helpAt(columns: number, command: Parameters<typeof writeHelp>[0]): string[] {
  const lines: string[] = []
  writeHelp(command, {
    columns,
    write: (line) => void lines.push(line),
    style: (_, text) => text,
    status() {},
  })
  return lines
}

it.each([40, 80, 200])('the help of every command fits into %s columns', (columns) => {
  for (const command of [...allCommands, ...allGroups]) {
    const lines = helpAt(columns, command)
    // An example is copied whole; a single word can not be broken.
    const wide = lines
      .slice(0, -1)
      .filter((line) => line.length > Math.min(columns, 120) && /\S\s+\S/.test(line))
    expect(wide).toEqual([])
    expect(lines.at(-1)).toBe(`Example: ${command.example}`)
    expect(lines.filter((line) => line.endsWith(' '))).toEqual([])
  }
})

it('says the same at any width', () => {
  const wordsAt = (columns: number, command: Parameters<typeof writeHelp>[0]) =>
    helpAt(columns, command).join(' ').split(/\s+/)
  for (const command of [...allCommands, ...allGroups])
    expect(wordsAt(40, command)).toEqual(wordsAt(200, command))
})

it.each([
  ['', 10, ['']],
  ['one two three', 7, ['one two', 'three']],
  ['one two three', 13, ['one two three']],
  ['a longer-than-that b', 5, ['a', 'longer-than-that', 'b']],
])('%j in %s columns', (text, width, lines) => expect(wrapped(text, width)).toEqual(lines))
