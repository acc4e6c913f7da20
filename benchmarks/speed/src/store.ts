import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { storeCalls } from './store-calls.ts'
import { storeEvents } from './store-events.ts'
import type { Table } from './table.ts'

/** What keeping a run costs: for each call, and where there are many events. */
export async function store(): Promise<readonly Table[]> {
  const folder = mkdtempSync(join(tmpdir(), 'textgrad-bench-'))
  try {
    return [await storeCalls(folder), await storeEvents(join(folder, 'events.db'))]
  } finally {
    rmSync(folder, { recursive: true })
  }
}
