import { StoreError } from '@textgrad/core'

import { Database } from './database.ts'
import { damaged } from './failure.ts'
import { anyHolder } from './lock.ts'
import { toVersion2 } from './to-version-2.ts'
import { toVersion3 } from './to-version-3.ts'

/** Changes the tables of one version into those of the next, within a transaction. */
export type Migration = (database: Database) => void

/** The first makes version 2 of version 1. */
const known: readonly Migration[] = [toVersion2, toVersion3]

/**
 * Brings a store of an older version up to date, in one transaction and with a copy of what it was beside it
 * (`runs.db.v1-1760000000000`). A store that a newer program wrote is refused, and one that an older one is working on.
 */
export function migrate(database: Database, migrations: readonly Migration[] = known): void {
  const newest = migrations.length + 1
  const found = versionOf(database)
  if (found === newest) return
  refuseOther(database.file, found, newest)
  database.transaction(() => {
    // Another process may have done it meanwhile.
    const version = versionOf(database)
    if (version === newest) return
    refuseHeld(database, version)
    backUp(database.file, version)
    for (const migration of migrations.slice(version - 1)) migration(database)
    database.exec(`PRAGMA user_version = ${newest}`)
  })
}

/** Refuses a store whose tables are of another version: a reader changes nothing. */
export function requireNewest(database: Database): void {
  const found = versionOf(database)
  const newest = known.length + 1
  if (found === newest) return
  refuseOther(database.file, found, newest)
  throw new StoreError(
    `The store ${database.file} has version ${found}, and this textgrad reads version ${newest}: open it once for writing (textgrad runs --store ${database.file}), which brings it up to date`,
  )
}

function versionOf(database: Database): number {
  return Number(database.get('PRAGMA user_version')!['user_version'])
}

function refuseOther(file: string, version: number, newest: number): void {
  if (version < 1) throw damaged(file, `its version is ${version}`)
  if (version > newest) {
    throw new StoreError(
      `The store ${file} has version ${version}, which a newer textgrad wrote; this one knows versions up to ${newest}: update it, or name another file`,
    )
  }
}

/** It would go on writing as it knows. */
function refuseHeld(database: Database, version: number): void {
  const holder = anyHolder(database)
  if (!holder) return
  throw new StoreError(
    `The store ${database.file} has version ${version} and is in use by the process ${holder.pid} on ${holder.host}: it is brought up to date once that has ended`,
  )
}

/** Copies what is committed; the connection that holds the transaction can not do it itself. */
function backUp(file: string, version: number): void {
  using reader = new Database(file)
  reader.run('VACUUM INTO ?', `${file}.v${version}-${Date.now()}`)
}
