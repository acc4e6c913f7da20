import { createHash, randomUUID } from 'node:crypto'

import { around, type EngineLayer } from '@textgrad/core'
import type { Sharing } from '@textgrad/workers'

/** Milliseconds for which a server that was asked counts as one that is. */
const lately = 10_000

/** Who uses the limits of which servers: this program, and others that evaluate on the same workers. */
export class LimitUsers implements Sharing {
  readonly program = randomUUID()
  readonly #underWay = new Map<string, number>()
  readonly #asked = new Map<string, number>()
  readonly #tell: (remark: string) => void
  #others: ReadonlyMap<string, number> = new Map()
  #most = 0

  constructor(tell: (remark: string) => void) {
    this.#tell = tell
  }

  /** Counts who asks a server, in line or under way. */
  counting(server: string, line: EngineLayer): EngineLayer {
    const name = nameOf(server)
    const add = (count: number): void => {
      this.#underWay.set(name, (this.#underWay.get(name) ?? 0) + count)
      this.#asked.set(name, performance.now())
    }
    return (next) => {
      const waits = line(next)
      return around(waits, async (request) => {
        add(1)
        try {
          return await waits.generate(request)
        } finally {
          add(-1)
        }
      })
    }
  }

  /** How many programs ask a server, this one included. */
  among(server: string): number {
    return 1 + (this.#others.get(nameOf(server)) ?? 0)
  }

  uses(): readonly string[] {
    const since = performance.now() - lately
    return [...this.#asked].flatMap(([name, at]) =>
      at > since || this.#underWay.get(name)! > 0 ? [name] : [],
    )
  }

  others(counts: ReadonlyMap<string, number>): void {
    this.#others = counts
    const most = Math.max(0, ...this.uses().map((name) => counts.get(name) ?? 0))
    if (most <= this.#most) return
    this.#most = most
    const who = most === 1 ? 'another run asks' : `${most} other runs ask`
    this.#tell(`${who} the same server: each takes its part of the limit`)
  }
}

/** What a server is called in front of others: its address stays here. */
function nameOf(server: string): string {
  return createHash('sha256').update(server).digest('hex').slice(0, 32)
}
