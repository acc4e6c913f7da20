import type { Writable } from 'node:stream'

/** Resolves when `to` takes more again, or when `connection`, over which it goes, is closed; leaves no listener behind. */
export function drained(to: Writable, connection: Writable = to): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      to.off('drain', done)
      connection.off('close', done)
      resolve()
    }
    to.on('drain', done)
    connection.on('close', done)
  })
}
