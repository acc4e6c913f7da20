import type { Limits } from '../limits.ts'
import type { NativeProcess } from '../native/native-process.ts'
import { openProcess } from '../native/open-process.ts'
import { usageOf } from '../native/tree.ts'
import type { OpenOptions } from '../sandbox.ts'
import { quickjsLaunch } from './launch.ts'

/** What a process of ours takes beside the memory of its program, bytes. */
const ownBytes = 100 * 2 ** 20
/** A process that has become larger than this is not used again, bytes. */
const mostUsed = 120 * 2 ** 20

/** Limits of a process that holds a program with these. */
export const processLimits = (limits: Limits): Limits => ({
  ...limits,
  memoryBytes: limits.memoryBytes + ownBytes,
})

/**
 * Processes that hold programs. One whose program has ended well makes a new engine, with nothing of the former one in it, and
 * holds the next program: that is faster than a new process. Any other is killed.
 */
export class Hosts implements AsyncDisposable {
  readonly #idle = new Map<string, NativeProcess[]>()
  #closed = false

  /** One that is ready. Rejects with a SandboxError, or the reason of the signal. */
  async take(options: OpenOptions): Promise<NativeProcess> {
    const { language, limits, hashSeed = 0, signal } = options
    signal?.throwIfAborted()
    for (let host = this.#pop(options); host; host = this.#pop(options)) {
      if (!host.stopped) return host
      await host.close()
    }
    const { memoryBytes, cpuSeconds } = limits
    const launch = quickjsLaunch({ role: 'candidate', language, memoryBytes, cpuSeconds, seed: hashSeed })
    return await openProcess(launch, processLimits(limits), signal)
  }

  /** Takes one back whose program is over. */
  async giveBack(host: NativeProcess, options: OpenOptions): Promise<void> {
    if (await this.#isFresh(host)) {
      const key = keyOf(options)
      this.#idle.set(key, [...(this.#idle.get(key) ?? []), host])
    } else await host.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    const idle = [...this.#idle.values()].flat()
    this.#idle.clear()
    await Promise.all(idle.map((host) => host.close()))
  }

  #pop(options: OpenOptions): NativeProcess | undefined {
    return this.#idle.get(keyOf(options))?.pop()
  }

  /** Whether it has made a new engine and is as small and silent as in the beginning. */
  async #isFresh(host: NativeProcess): Promise<boolean> {
    if (this.#closed || host.stopped || host.root === undefined || host.printed !== '') return false
    const late = setTimeout(() => host.stop('timeout', 'it was not ready again in time'), 5000)
    const next = host.next()
    host.write('["reset"]')
    const event = await next
    clearTimeout(late)
    if (event.kind !== 'line' || event.text !== '["ready"]' || this.#closed) return false
    const usage = usageOf(host.root)
    return usage !== undefined && usage.memoryBytes < mostUsed
  }
}

const keyOf = ({ language, limits, hashSeed = 0 }: OpenOptions): string =>
  JSON.stringify([language, limits, hashSeed])
