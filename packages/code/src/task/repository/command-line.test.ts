import { describe, expect, it } from 'vitest'

import { commandWords } from './command-line.ts'

describe('a command', () => {
  it.each([
    ['pytest -q', ['pytest', '-q']],
    ["  sh -c 'make test | tail -5; exit $?' ", ['sh', '-c', 'make test | tail -5; exit $?']],
    ['a "b \\"c\\" \\n" d\\ e ""', ['a', 'b "c" \\n', 'd e', '']],
    [`x --k='a b'c`, ['x', '--k=a bc']],
  ])('%j is split without a shell', (line, words) => {
    expect(commandWords(line)).toEqual(words)
  })

  it.each([
    ['pytest; rm -rf x', 'runs without a shell, which pytest; needs'],
    ['pytest $HOME', 'runs without a shell, which $HOME needs'],
    ['pytest `id`', 'without a shell'],
    ['pytest > out', 'without a shell'],
    ["pytest 'a", 'Expected a closing quote'],
    ['  ', 'got a blank one'],
  ])('%j is refused', (line, message) => {
    expect(() => commandWords(line)).toThrow(TypeError)
    expect(() => commandWords(line)).toThrow(message)
  })
})
