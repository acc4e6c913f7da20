// The language model behind these tests is simulated (tools/sim in the shared folder); processes, files and kills are
// real.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { random } from '@textgrad/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { simOfTests, simPath } from './sim.test.support.ts'

const program = fileURLToPath(new URL('cached.test.program.ts', import.meta.url))
const concurrency = 4

describe.skipIf(!simPath)('a cache of several processes', () => {
  const sim = simOfTests()
  let dir = ''
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'textgrad-cached-'))
  })
  afterEach(() => rmSync(dir, { recursive: true, force: true }))

  /** The replies of one process by question; it is killed after so many of them. */
  async function run(killAfter = Number.POSITIVE_INFINITY): Promise<Map<number, string>> {
    const child = spawn(process.execPath, [program, sim().baseURL, dir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const replies = new Map<number, string>()
    for await (const line of createInterface({ input: child.stdout })) {
      const { number, text } = JSON.parse(line) as { number: number; text: string }
      replies.set(number, text)
      if (replies.size === killAfter) child.kill('SIGKILL')
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    return replies
  }

  test('fault 39: a killed process is asked for again only what was under way', async () => {
    sim().configure({ latency: 'uniform:1,20' })
    const { integer } = random(5, 'kills')
    const kills = 6
    const known = new Map<number, string>()
    for (let kill = 0; kill < kills; kill++) {
      for (const [number, text] of await run(1 + integer(8))) {
        expect(known.get(number) ?? text).toBe(text)
        known.set(number, text)
      }
    }
    const all = await run()
    expect(all.size).toBe(40)
    for (const [number, text] of known) expect(all.get(number)).toBe(text)
    expect(sim().stats().paid).toBeLessThanOrEqual(40 + kills * concurrency)
    const paid = sim().stats().paid
    expect(await run()).toEqual(all)
    expect(sim().stats().paid).toBe(paid)
  })

  test('processes at the same time agree on every reply', async () => {
    const [one, two, three] = await Promise.all([run(), run(), run()])
    const after = await run()
    expect([one, two, three].map((replies) => [...replies].toSorted(([a], [b]) => a - b))).toEqual(
      Array.from({ length: 3 }, () => [...after].toSorted(([a], [b]) => a - b)),
    )
  })
})
