import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'

import { describe, expect, it } from 'vitest'

import { folder, start, textgrad } from '../typed.test.support.ts'

describe('textgrad studio', { timeout: 120_000 }, () => {
  it('shows the runs that are kept where it is typed, until it is interrupted', async () => {
    await textgrad('run', 'molecules', '--steps', '1')
    const { child, ended } = start(['studio', '--port', '0', '--json'])
    const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string]
    const { address, entry, store } = JSON.parse(line) as Record<'address' | 'entry' | 'store', string>
    expect(store).toBe(join(folder, '.textgrad', 'runs.db'))
    expect(entry).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{32}$/)
    const list = (await (await fetch(`${address}/api/runs`)).json()) as {
      runs: { id: string; task: string; steps: number }[]
    }
    expect(list.runs).toMatchObject([{ task: 'molecules', steps: 1 }])
    expect(await (await fetch(address)).text()).toContain('<title>textgrad studio</title>')

    const { code, err } = await textgrad('studio', '--port', new URL(address).port)
    expect(err).toMatch(/^textgrad: Port \d+ is taken: name another one with --port, or 0 for any\n$/)
    expect(code).toBe(2)

    // Who looks on does not keep it from ending.
    const live = await fetch(`${address}/api/runs/${list.runs[0]!.id}/live?edition=1-0`)
    await live.body!.getReader().read()
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ code: 0, err: '\nClosing the studio.\n' })
  })

  it('opens no store of a newer version, and leaves it as it is', async () => {
    const file = join(folder, 'newer.db')
    await textgrad('run', 'molecules', '--steps', '1', '--store', file)
    const change = new DatabaseSync(file)
    change.exec('PRAGMA user_version = 99')
    change.close()
    const { code, out, err } = await textgrad('studio', '--store', file, '--port', '0')
    expect(err).toMatch(/^textgrad: .*newer\.db has version 99, which a newer textgrad wrote/)
    expect(err.trim().split('\n')).toHaveLength(1)
    expect({ code, out }).toEqual({ code: 1, out: '' })
  })

  it.each([
    [
      ['--store', 'nowhere.db'],
      /^textgrad: There is no store .*nowhere\.db: textgrad run keeps its runs there/,
    ],
    [
      ['--host', '0.0.0.0'],
      /^textgrad: --host 0\.0\.0\.0 lets other machines reach the studio: add --allow-network/,
    ],
    [['--port', '70000'], /^textgrad: --port must be at most 65535, got 70000$/m],
    [['--prot', '1'], /^textgrad: Unknown option --prot; did you mean --port\?$/m],
  ])('says in one line what is wrong with %j', async (words, message) => {
    const { code, err } = await textgrad('studio', ...words)
    expect(err).toMatch(message)
    expect(err.trim().split('\n')).toHaveLength(1)
    expect(code).toBe(2)
  })
})
