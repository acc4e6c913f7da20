import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { storeCalls } from './store-calls.ts'
import { storeEvents } from './store-events.ts'
import type { Extent } from './suite.ts'
import type { Table } from './table.ts'

/** What keeping a run costs: for each call, and where there are many events. */
export async function store({ quick }: Extent): Promise<readonly Table[]> {
  const folder = mkdtempSync(join(tmpdir(), 'textgrad-bench-'))
  try {
    const size = quick ? { rounds: 1, calls: 1280, syncs: 100 } : { rounds: 5, calls: 6400, syncs: 500 }
    const events = quick ? 50_000 : 1_000_000
    return [await storeCalls(folder, size), await storeEvents(join(folder, 'events.db'), events)]
  } finally {
    rmSync(folder, { recursive: true })
  }
}
