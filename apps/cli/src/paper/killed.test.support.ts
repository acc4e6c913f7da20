import { expect } from 'vitest'

import { runs, store } from '../kept.test.support.ts'
import type { Sim } from '../sim.test.support.ts'
import { start, textgrad, type Ended } from '../typed.test.support.ts'

interface Broken {
  readonly sim: Sim
  /** The experiment as it is typed, with where it is kept. */
  readonly typed: (where: readonly string[]) => readonly string[]
  /** Told apart from other experiments of the test. */
  readonly name: string
  /** After which shares of what it pays it is killed (default: the half). */
  readonly at?: readonly number[]
}

/**
 * Runs an experiment unbroken, and once more with kills, after which it goes on: to the same figures, and paying nothing twice
 * that came in. Resolves with the unbroken one, and how many calls may have been paid and did not come in.
 */
export async function goesOnAfterKills({ sim, typed, name, at = [1 / 2] }: Broken): Promise<{
  readonly whole: Ended
  readonly lost: number
}> {
  const where = store(`${name}-killed`)
  const whole = await textgrad(...typed(store(`${name}-whole`)))
  const { paid } = sim.stats()
  sim.reset()
  sim.configure({ latency: '25' })
  for (const share of at) {
    const { child, ended } = start(typed(where))
    const poll = setInterval(() => {
      if (sim.stats().paid >= paid * share) child.kill('SIGKILL')
    }, 5)
    expect((await ended).out).toBe('')
    clearInterval(poll)
  }
  sim.configure({ latency: '0' })
  expect((await textgrad(...typed(where))).out).toBe(whole.out)
  const lost = (await runs(...where)).reduce((sum, { maybePaid }) => sum + maybePaid.calls, 0)
  expect(sim.stats().paid).toBeLessThanOrEqual(paid + lost)
  return { whole, lost }
}
