import type { DataSet } from '@textgrad/core'

import type { Counted } from '../figure.ts'
import type { FolderOf } from './folders.ts'

/** An experiment whose outputs were recorded: its figures come from them without a model. */
export interface RecordedExperiment {
  readonly name: string
  /** One line. */
  readonly summary: string
  /** What it reads. */
  readonly sets: readonly DataSet[]
  /** Rejects with TypeError for a file that is malformed, and as `folderOf` does. */
  count(folderOf: FolderOf): Promise<readonly Counted[]>
}
