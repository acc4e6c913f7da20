import { randomBytes } from 'node:crypto'
import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  linkSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { StoreError } from '@textgrad/core'

import { damaged, storeFailure } from './failure.ts'
import { refuseNetwork } from './network.ts'
import { isOpenHere } from './open-here.ts'
import { applicationId, schema, schemaVersion } from './schema.ts'

/** The fixed places in the header of a SQLite file (sqlite.org/fileformat.html, 1.3). */
const header = { length: 100, magic: 'SQLite format 3\0', pageSize: 16, pages: 28, application: 68 } as const

/**
 * Sees to it that there is a store in the file: makes one where there is none, and refuses what is none, what is
 * damaged, and where nothing can be written.
 */
export function prepareFile(file: string): void {
  refuseFolder(file)
  refuseNetwork(file)
  if (isOpenHere(file)) return
  const found = statSync(file, { throwIfNoEntry: false })
  if (found && !found.isFile()) throw new StoreError(`The store ${file} is not a file`)
  if (found) refuseUnwritable(file, file)
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0
  if (found && found.size > 0) return refuseForeign(file, { size: found.size, log })
  // SQLite would throw away what the log holds.
  if (log > 0) throw damaged(file, `it is ${found ? 'empty' : 'missing'}, but its log ${file}-wal is there`)
  createFile(file, found !== undefined)
}

/** Sees to it that a file that is only to be read is a store. */
export function requireStore(file: string): void {
  refuseNetwork(file)
  if (isOpenHere(file)) return
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found?.isFile()) throw new StoreError(`There is no store ${file}`)
  refuseForeign(file, {
    size: found.size,
    log: statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0,
  })
}

function refuseFolder(file: string): void {
  const folder = dirname(file)
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new StoreError(`The store ${file} can not be made: there is no folder ${folder}`)
  }
  refuseUnwritable(file, folder)
}

function refuseUnwritable(file: string, what: string): void {
  try {
    accessSync(what, constants.R_OK | constants.W_OK)
  } catch (error) {
    throw new StoreError(`The store ${file} can not be written: check the permissions of ${what}`, {
      cause: error,
    })
  }
}

/** Looks before SQLite does: SQLite would tidy up what is not its own. */
function refuseForeign(file: string, { size, log }: { size: number; log: number }): void {
  const bytes = headOf(file)
  const magic = bytes.toString('latin1', 0, header.magic.length)
  if (bytes.length < header.length || magic !== header.magic) {
    throw new StoreError(
      `${file} is not a store of textgrad, or its beginning is damaged; it was left as it is. Name another file`,
    )
  }
  const application = bytes.readUInt32BE(header.application)
  if (application !== applicationId) {
    throw new StoreError(
      `${file} is a SQLite file of another program (application ${application}), not a store of textgrad; it was left as it is. Name another file`,
    )
  }
  // With a log, the file may be shorter than it will be.
  const pages = bytes.readUInt32BE(header.pages)
  const expected = pages * (bytes.readUInt16BE(header.pageSize) || 65_536)
  if (log === 0 && size < expected) throw damaged(file, `${expected - size} of ${expected} bytes are missing`)
}

function headOf(file: string): Buffer {
  try {
    const descriptor = openSync(file, 'r')
    try {
      const bytes = Buffer.alloc(header.length)
      return bytes.subarray(0, readSync(descriptor, bytes))
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    throw storeFailure(file, error)
  }
}

/** Makes a whole store beside the file and then gives it its name: whoever opens it finds all of it or nothing. */
function createFile(file: string, replacesEmpty: boolean): void {
  const made = `${file}.${randomBytes(4).toString('hex')}.new`
  try {
    const connection = new DatabaseSync(made)
    try {
      // It is synced as a whole, below.
      connection.exec('PRAGMA synchronous = OFF')
      connection.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion};`)
      connection.exec(schema)
      connection.exec('PRAGMA journal_mode = WAL')
    } finally {
      connection.close()
    }
    sync(made)
    give(made, file, replacesEmpty)
    sync(dirname(file))
  } catch (error) {
    throw storeFailure(file, error)
  } finally {
    rmSync(made, { force: true })
  }
}

/** Another process may have made it at the same time: then theirs is taken. */
function give(made: string, file: string, replacesEmpty: boolean): void {
  if (replacesEmpty) return renameSync(made, file)
  try {
    linkSync(made, file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return
    // File systems without hard links.
    if (statSync(file, { throwIfNoEntry: false })) return
    renameSync(made, file)
  }
}

/** Puts a file, or the names in a folder, on the disk. */
function sync(path: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
