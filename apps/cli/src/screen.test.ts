import { afterEach, describe, expect, it, vi } from 'vitest'

import { screenOf } from './screen.ts'

/** What is written on a stream of this kind. */
function written(stream: { readonly isTTY: boolean; readonly columns?: number }): {
  readonly out: string
  readonly columns: number
} {
  let out = ''
  const write = (text: string): boolean => Boolean((out += text))
  const screen = screenOf({ ...stream, write } as unknown as NodeJS.WriteStream)
  screen.status('half')
  screen.write(screen.style('red', 'all'))
  return { out, columns: screen.columns }
}

describe('a screen', () => {
  afterEach(() => vi.unstubAllEnvs())

  const lively = '\r\u001B[Khalf\r\u001B[K\u001B[31mall\u001B[39m\nhalf'
  const grey = '\r\u001B[Khalf\r\u001B[Kall\nhalf'
  it.each([
    ['a terminal', { isTTY: true, columns: 40 }, {}, { out: lively, columns: 40 }],
    [
      'a terminal without colours',
      { isTTY: true, columns: 200 },
      { NO_COLOR: 'yes' },
      { out: grey, columns: 200 },
    ],
    [
      'a terminal where that is set to nothing',
      { isTTY: true, columns: 80 },
      { NO_COLOR: '' },
      { out: lively, columns: 80 },
    ],
    [
      'a terminal that redraws nothing',
      { isTTY: true, columns: 80 },
      { TERM: 'dumb' },
      { out: 'all\n', columns: 80 },
    ],
    ['a terminal that tells no width', { isTTY: true, columns: 0 }, {}, { out: lively, columns: 120 }],
    ['a file or a pipe', { isTTY: false }, {}, { out: 'all\n', columns: 120 }],
  ])('on %s', (_, stream, env: NodeJS.ProcessEnv, expected) => {
    vi.stubEnv('TERM', 'xterm')
    vi.stubEnv('NO_COLOR', undefined)
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
    expect(written(stream)).toEqual(expected)
  })
})
