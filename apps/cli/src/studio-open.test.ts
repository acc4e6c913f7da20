import { once } from 'node:events'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'

import { describe, expect, it } from 'vitest'

import { folder, start } from './typed.test.support.ts'

/** What the system opens addresses with, which here only notes the address. */
function opener(noted: string): string {
  const bin = join(folder, 'opener')
  mkdirSync(bin)
  writeFileSync(join(bin, 'xdg-open'), `#!/bin/sh\necho "$1" > '${noted}'\n`)
  chmodSync(join(bin, 'xdg-open'), 0o755)
  return bin
}

async function enter(address: string): Promise<number> {
  const { status } = await fetch(address, { redirect: 'manual' })
  return status
}

describe.skipIf(process.platform !== 'linux')('studio --open', { timeout: 120_000 }, () => {
  it('starts the browser with an address that is of no use to who reads it from the list of processes', async () => {
    const noted = join(folder, 'opened')
    const { child, ended } = start(['studio', '--open', '--port', '0', '--json'], {
      PATH: [opener(noted), process.env['PATH']].join(delimiter),
    })
    const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string]
    const { entry } = JSON.parse(line) as { entry: string }
    await expect.poll(() => readFileSync(noted, 'utf8'), { timeout: 60_000 }).toMatch(/\n$/)
    const opened = readFileSync(noted, 'utf8').trim()
    expect(new URL(opened).origin).toBe(new URL(entry).origin)
    expect(opened).not.toBe(entry)
    expect([await enter(opened), await enter(opened), await enter(entry), await enter(entry)]).toEqual([
      303, 403, 303, 303,
    ])
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ code: 0 })
  })
})
