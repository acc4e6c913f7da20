import { StoreError } from '@textgrad/core'

/** Where two connections may damage a file no more when one empties its log (sqlite.org/wal.html#walresetbug). */
const oldest = [3, 51, 3]

/** @throws StoreError for a Node.js whose SQLite may damage what is kept. */
export function requireSafeSqlite(version = process.versions['sqlite'] ?? '0'): void {
  const parts = version.split('.').map(Number)
  const differing = oldest.findIndex((part, index) => part !== (parts[index] ?? 0))
  if (differing === -1 || (parts[differing] ?? 0) > oldest[differing]!) return
  throw new StoreError(
    `Runs can not be kept with SQLite ${version} of Node.js ${process.versions.node}, which may damage a file that is open twice; SQLite ${oldest.join('.')} or later is needed: update Node.js`,
  )
}
