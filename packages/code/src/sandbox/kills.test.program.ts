import { readdirSync } from 'node:fs'

import { runner } from '../runner/runner.ts'
import type { Test } from '../tests/test.ts'
import { allSandboxes } from './all-sandboxes.ts'
import type { Sandbox } from './sandbox.ts'

/**
 * Kills so many programs in a sandbox, in every way that there is, closes it, and tells how they ended and how many descriptors
 * there are more than before. Then it stays until standard input ends, so that what it left can be seen.
 */
const [name, kills] = [process.argv[2], Number(process.argv[3])]
const { make, languages } = allSandboxes.find((one) => one.name === name)!
const language = languages[0]!

const python = {
  deaf: `import os, signal, time
for number in range(1, 65):
    try: signal.signal(number, signal.SIG_IGN)
    except Exception: pass
try:
    for _ in range(2):
        if os.fork() == 0: os.setpgid(0, 0)
    if os.fork() == 0:
        os.setsid()
        if os.fork() > 0: os._exit(0)
except OSError: pass
while True: time.sleep(0.01)`,
  busy: 'while True: pass',
  flood: 'while True: print("flood" * 10000)',
  liar: 'import os\nwhile True: os.write(3, b"[1]\\n")',
}
const javascript = {
  deaf: 'for (;;) { try { for (;;); } catch {} finally { continue } }',
  busy: 'for (;;);',
  flood: 'for (;;) console.log("flood".repeat(10000))',
  // It has no channel to lie on, so it says too much in another way.
  liar: 'console.log("flood".repeat(1000000))',
}
const programs = language === 'python' ? python : javascript
const ways = ['deaf', 'busy', 'flood', 'liar'] as const
const test: Test = { kind: 'call', id: 'f', call: { function: 'f', args: [] }, expected: 0 }

/** Those that end by themselves, or by an abort, are given time: a busy machine makes no difference then. */
const limitsFor = {
  brief: { cpuSeconds: 0.1, wallSeconds: 0.15 },
  patient: { cpuSeconds: 30, wallSeconds: 300 },
}

/** How each of them ended. */
async function killed(count: number): Promise<readonly string[]> {
  await using sandbox = await make()
  await using brief = runner({ sandbox, workers: 2, limits: limitsFor.brief })
  await using patient = runner({ sandbox, workers: 2, limits: limitsFor.patient })
  const stopped = Array.from({ length: (count * 4) / 5 }, async (_, index) => {
    const way = ways[index % ways.length]!
    const run = way === 'deaf' || way === 'busy' ? brief : patient
    const { loadError } = await run.run({ language, source: programs[way] }, [test])
    return `${way}: ${loadError?.status}`
  })
  const ends = await Promise.all([aborted(sandbox, count / 5), ...stopped])
  return ends.flat()
}

/** One after the other, each aborted while it is loaded or runs. */
async function aborted(sandbox: Sandbox, count: number): Promise<readonly string[]> {
  await using run = runner({ sandbox, workers: 1, limits: limitsFor.patient })
  const ends: string[] = []
  for (let index = 0; index < count; index++) {
    const signal = AbortSignal.timeout(30 * (index % 8))
    try {
      await run.run({ language, source: programs.deaf }, [test], { signal })
      ends.push('it ended')
    } catch (error) {
      ends.push(error === signal.reason ? 'aborted' : String(error))
    }
  }
  return ends
}

const descriptors = (): number => readdirSync('/proc/self/fd').length

// What is opened once and kept is open then.
await killed(10)
const before = descriptors()
const ends = await killed(kills)
const counts: Record<string, number> = {}
for (const end of ends) counts[end] = (counts[end] ?? 0) + 1
console.log(JSON.stringify({ ends: counts, descriptors: descriptors() - before }))
process.stdin.resume()
