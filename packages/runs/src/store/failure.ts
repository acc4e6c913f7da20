import { StoreError } from '@textgrad/core'

/** SQLite's primary result codes (sqlite.org/rescode.html). */
const codes = {
  busy: 5,
  readonly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notDatabase: 26,
} as const

/** SQLITE_IOERR_SHMSIZE. */
const sharedMemoryFull = 4874

/** What to do about each of them. */
const advice: Readonly<Record<number, string>> = {
  [codes.busy]: 'another process kept it locked for too long; try again when that has ended',
  [codes.readonly]: 'it can not be written to; check the permissions of the file and of its folder',
  [codes.io]: 'the disk failed to read or write it; check the disk before you go on',
  [codes.full]: 'the disk is full; make room and resume the run: everything it acknowledged is kept',
  [codes.cannotOpen]: 'it can not be opened; check the permissions of the file and of its folder',
}

/** Whether SQLite found no room. */
export function isFull(error: unknown): boolean {
  // The memory that processes share has no room either.
  return (
    codeOf(error) === codes.full || (error as { errcode?: unknown } | undefined)?.errcode === sharedMemoryFull
  )
}

/** An error of SQLite as one that names the store and says what to do. */
export function storeFailure(file: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error
  const message = error instanceof Error ? error.message : String(error)
  const code = codeOf(error)
  if (code === codes.corrupt || code === codes.notDatabase) return damaged(file, message, error)
  const what = code === undefined ? undefined : advice[code]
  const text = what === undefined ? message : `${what} (${message})`
  return new StoreError(`The store ${file}: ${text}`, { cause: error })
}

/** What a store that is not as it was written is refused with. It is left as it is. */
export function damaged(file: string, finding: string, cause?: unknown): StoreError {
  return new StoreError(
    `The store ${file} is damaged (${finding}); it was left as it is. Bring back a copy of it, or keep what can be read: sqlite3 '${file}' .recover | sqlite3 recovered.db`,
    cause === undefined ? undefined : { cause },
  )
}

/** What a run that is resumed by another program than the one that began it is refused with. */
export function programChanged(how: string): StoreError {
  return new StoreError(
    `The program or its configuration has changed since the run began: ${how}. Go on with what it was begun with, or begin another run`,
  )
}

function codeOf(error: unknown): number | undefined {
  const { errcode } = (error ?? {}) as { errcode?: unknown }
  // The lower byte is the primary code; the others say more of it.
  return typeof errcode === 'number' ? errcode & 0xff : undefined
}
