import { PassThrough } from 'node:stream'

import { openStore } from '@textgrad/runs'
import { describe, expect, it, vi } from 'vitest'

import { screenOf } from './screen.ts'
import { folder, start } from './typed.test.support.ts'
import { oneLine, printable } from './words.ts'

/** Sets the clipboard, the title and a colour, rings, turns the order of characters, and goes back to the start of the line. */
const nasty = '\u001B]52;c;aGk=\u0007\u001B]0;t\u009C\u001B[8m\u202Egnp.exe\rkept \u0000\u007F\u{E0041}\uD800'

/** What a terminal would obey, or not show. */
const obeyed = /(?![\t\n])[\p{Cc}\p{Cf}\p{Cs}]/u

describe('the text of others on a terminal', () => {
  it('is shown, and nothing of it is obeyed', () => {
    expect(printable(nasty)).toBe(
      String.raw`\u001b]52;c;aGk=\u0007\u001b]0;t\u009c\u001b[8m\u202egnp.exe\u000dkept \u0000\u007f\udb40\udc41\ud800`,
    )
    expect(oneLine(nasty)).not.toMatch(obeyed)
    const plain = 'two\nlines,\ta tab, über 日本 👩\u200D🔬'
    expect(printable(plain)).toBe(plain)
  })

  it('leaves a line of JSON what it means', () => {
    const record = { [nasty]: nasty }
    expect(JSON.parse(printable(JSON.stringify(record)))).toEqual(record)
  })

  it('is between the styles of the program alone', () => {
    vi.stubEnv('NO_COLOR', undefined)
    vi.stubEnv('TERM', 'xterm')
    const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 80 })
    const screen = screenOf(stream as unknown as NodeJS.WriteStream)
    screen.write(`${screen.style('bold', nasty)} ${nasty}`)
    screen.status(nasty)
    screen.write(nasty)
    vi.unstubAllEnvs()
    const written = String(stream.read())
    expect(written.startsWith(String.raw`${'\u001B[1m'}\u001b]52`)).toBe(true)
    // Of its own: bold and its end, and the line that is replaced.
    const own = ['\u001B[1m', '\u001B[22m', '\r\u001B[K']
    expect(own.reduce((rest, one) => rest.replaceAll(one, ''), written)).not.toMatch(obeyed)
  })

  it('is so in what is said of a run, and in what is wrong', { timeout: 120_000 }, async () => {
    const store = `${folder}/untrusted.db`
    const kept = await openStore(store)
    const run = await kept.start({ task: nasty, config: { [nasty]: nasty } })
    const { id } = run
    await run[Symbol.asyncDispose]()
    await kept[Symbol.asyncDispose]()
    for (const words of [
      ['show', id],
      ['resume', id],
      ['show', nasty.replace('\0', '')],
    ]) {
      const { out, err } = await start([...words, '--store', store]).ended
      expect(out + err).toContain('52;c;aGk=')
      expect(out + err).not.toMatch(obeyed)
    }
  })
})
