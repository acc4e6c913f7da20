import {
  canonicalLog,
  StoreError,
  type Journal,
  type OptimizeOptions,
  type RunEvent,
  type RunStatus,
} from '@textgrad/core'

import type { Store } from './store.ts'

/** What a replay found. */
export interface Replay {
  /** Whether the program told, byte for byte, what is stored. */
  readonly same: boolean
  /** How many events were compared. */
  readonly events: number
  /** The steps that were compared: all that came to an end. */
  readonly steps: number
  /** The first line of the canonical logs that differs; undefined where one log has ended. */
  readonly difference?: {
    readonly line: number
    readonly stored: string | undefined
    readonly replayed: string | undefined
  }
}

/** What `optimize` is to be given in a replay. */
export interface ReplayOptions extends Required<Pick<OptimizeOptions, 'journal' | 'emit'>> {
  /** How many steps; undefined for as many as the run was to make. */
  readonly steps?: number
}

/** Ends that come where the program says. The others come from outside, perhaps in the middle of the last step. */
const ownEnds: ReadonlySet<string> = new Set<RunStatus>(['done', 'target', 'patience'])

/**
 * Runs the program of a run over its journal alone and compares what it tells with what is stored: `program` calls
 * `optimize` with the options that it is given. Of a run that was broken off, the steps that came to an end are compared.
 * @throws StoreError (as a rejection) where the program asks for what the journal does not have, or asks otherwise.
 */
export async function replay(
  store: Store,
  run: string,
  program: (options: ReplayOptions) => Promise<unknown>,
): Promise<Replay> {
  const { status, steps } = await store.info(run)
  const isWhole = ownEnds.has(status)
  const hasTold = status === 'budget' || status === 'aborted' || status === 'failed'
  const last = hasTold ? Math.max(0, steps - 1) : steps
  const told: RunEvent[] = []
  const emit = (event: RunEvent): void => void told.push(event)
  await program({ journal: journalOf(store, run), emit, ...(!isWhole && { steps: last }) })
  const compared = (event: RunEvent): boolean => isWhole || (event.step <= last && event.type !== 'run-end')
  const stored = store.told(run).filter(compared)
  const difference = firstDifference(canonicalLog(stored), canonicalLog(told.filter(compared)))
  return { same: !difference, events: stored.length, steps: last, ...(difference && { difference }) }
}

/** A journal that is only read. */
function journalOf(store: Store, run: string): Journal {
  const missing = async (path: string): Promise<never> => {
    throw new StoreError(`The journal of the run ${run} has no result of ${path}, and a replay asks nobody`)
  }
  return {
    get: async (path, hash) => store.result(run, path, hash),
    // Scores that are kept in pieces are made again of them.
    intent: async (path, { purpose }) => (purpose === 'score' ? undefined : missing(path)),
    settle: missing,
    release: async () => {},
  }
}

function firstDifference(stored: string, replayed: string): Replay['difference'] {
  if (stored === replayed) return undefined
  const [a, b] = [stored.split('\n').slice(0, -1), replayed.split('\n').slice(0, -1)]
  const at = a.findIndex((line, index) => line !== b[index])
  const line = at === -1 ? a.length : at
  return { line: line + 1, stored: a[line], replayed: b[line] }
}
