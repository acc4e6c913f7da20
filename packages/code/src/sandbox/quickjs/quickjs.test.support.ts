import { readFileSync } from 'node:fs'

import { descendantsOf } from '../native/tree.ts'

/** Looks after the most memory that any process that holds programs in QuickJS ever held, from its own count in /proc. */
export class Peak implements Disposable {
  readonly #timer = setInterval(() => this.look(), 25)
  bytes = 0

  look(): void {
    for (const pid of descendantsOf(process.pid)) {
      if (!/quickjs\/host\.program/.test(read(`/proc/${pid}/cmdline`))) continue
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
