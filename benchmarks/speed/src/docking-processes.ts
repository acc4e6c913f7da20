import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

/** What was seen of Vina's processes while something ran. */
export interface Watched {
  /** Vinas at once, at most. */
  readonly vinas: number
  /** Threads that worked at once, at most: a Vina's first thread is awake for moments while its others work. */
  readonly threads: number
  /** Memory of all of them at once, at most, bytes. */
  readonly memory: number
}

const interval = 20

/** Watches the Vinas that this process starts while `run` runs; from /proc, so on Linux only. */
export async function watchVina<T>(run: () => Promise<T>): Promise<Watched & { readonly result: T }> {
  let most = 0
  let threads = 0
  let memory = 0
  const stop = new AbortController()
  const watch = (async () => {
    while (!stop.signal.aborted) {
      const children = vinas()
      most = Math.max(most, children.length)
      threads = Math.max(threads, children.map(workingThreads).reduce(add, 0))
      memory = Math.max(memory, children.map(residentBytes).reduce(add, 0))
      await wait(interval)
    }
  })()
  try {
    const result = await run()
    return { vinas: most, threads, memory, result }
  } finally {
    stop.abort()
    await watch
  }
}

const add = (a: number, b: number): number => a + b

const vinas = (): string[] =>
  readdirSync('/proc').filter((pid) => {
    const status = /^\d+$/.test(pid) ? read(`/proc/${pid}/status`) : ''
    return /^Name:\tvina$/m.test(status) && new RegExp(`^PPid:\t${process.pid}$`, 'm').test(status)
  })

function workingThreads(pid: string): number {
  const threads = list(`/proc/${pid}/task`)
  return threads.filter((thread) => /^State:\tR/m.test(read(`/proc/${pid}/task/${thread}/status`))).length
}

const residentBytes = (pid: string): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) * 1024

/** A process may end while it is looked at. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
