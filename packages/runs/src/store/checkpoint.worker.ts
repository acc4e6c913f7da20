import { DatabaseSync } from 'node:sqlite'

import { serve } from '@textgrad/host/worker'

import type { CheckpointRequest } from './checkpoints.ts'

/** Copies what the log holds into the file as far as no reader is in the way; whether that could be tried. */
serve<CheckpointRequest, boolean>(({ file }) => {
  try {
    const connection = new DatabaseSync(file, { timeout: 100, allowExtension: false })
    try {
      connection.exec(
        'PRAGMA synchronous = NORMAL; PRAGMA checkpoint_fullfsync = 1; PRAGMA wal_checkpoint(PASSIVE)',
      )
      return true
    } finally {
      connection.close()
    }
  } catch {
    return false
  }
})
