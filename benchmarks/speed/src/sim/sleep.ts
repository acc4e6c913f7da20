import { setTimeout } from 'node:timers/promises'

/** Waits, and tells whether the time went by: false where the signal was aborted before. */
export async function sleep(milliseconds: number, signal?: AbortSignal): Promise<boolean> {
  try {
    await setTimeout(milliseconds, undefined, signal ? { signal } : {})
    return true
  } catch {
    return false
  }
}
