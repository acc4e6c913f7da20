import { readdirSync, readFileSync } from 'node:fs'

/** The processes that hold programs in QuickJS and that this process started. */
export function hosts(): readonly number[] {
  return readdirSync(`/proc/${process.pid}/task`)
    .flatMap((thread) => read(`/proc/${process.pid}/task/${thread}/children`).split(' '))
    .filter((pid) => pid !== '' && /quickjs\/host\.program/.test(read(`/proc/${pid}/cmdline`)))
    .map(Number)
}

/** Looks after the most memory that any of them ever held, from its own count in /proc. */
export class Peak implements Disposable {
  readonly #timer = setInterval(() => this.look(), 25)
  bytes = 0

  look(): void {
    for (const pid of hosts()) {
      const size = /VmHWM:\s+(\d+) kB/.exec(read(`/proc/${pid}/status`))?.[1]
      this.bytes = Math.max(this.bytes, Number(size ?? 0) * 1024)
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }
}

/** Nothing of a process that is gone. */
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}
