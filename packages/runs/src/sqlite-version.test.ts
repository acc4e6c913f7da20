import { StoreError } from '@textgrad/core'
import { expect, it } from 'vitest'

import { requireSafeSqlite } from './store/sqlite-version.ts'

it('a SQLite that may damage a file which is open twice is refused', () => {
  for (const version of ['3.51.2', '3.50.9', '2.99.99']) {
    expect(() => requireSafeSqlite(version)).toThrow(
      new StoreError(
        `Runs can not be kept with SQLite ${version} of Node.js ${process.versions.node}, which may damage a file that is open twice; SQLite 3.51.3 or later is needed: update Node.js`,
      ),
    )
  }
  for (const version of ['3.51.3', '3.51.10', '3.53.4', '4.0.0']) requireSafeSqlite(version)
  // This one.
  requireSafeSqlite()
})
