import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import {
  canonicalLog,
  optimize,
  type Engine,
  type OptimizeOptions,
  type Problem,
  type RunEvent,
  type RunResult,
} from '@textgrad/core'
import { scripted, type ScriptedOptions } from '@textgrad/core/testing'
import { afterAll } from 'vitest'

import { prompting, settings } from './prompting.test.support.ts'
import { openStore, type Store } from './store.ts'
import type { DurableRun } from './store/durable-run.ts'

/** A folder of its own for each file of tests. */
export const folder = mkdtempSync(join(tmpdir(), 'textgrad-runs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0

/** A store that is not there yet. */
export function newFile(): string {
  return join(folder, `runs-${++files}.db`)
}

// The language model is simulated: what it writes depends on what it is asked, and nothing else.
const reply: NonNullable<ScriptedOptions['reply']> = ({ purpose, about, messages }) => {
  const asked = JSON.stringify(messages)
  const words = `${purpose} ${asked.length} ${asked.charCodeAt(asked.length >> 1)}`
  return purpose === 'update' ? `<${about!.tag}>${about!.value} ${words}</${about!.tag}>` : words
}

export function model(options: ScriptedOptions = {}) {
  return scripted({ id: 'scripted/prompts', reply, ...options })
}

export interface Ended {
  readonly result?: RunResult
  readonly error?: Error
  readonly events: readonly RunEvent[]
  readonly log: string
}

/** Runs the program in a durable run, to its end or until it throws. */
export async function runIn(
  run: DurableRun | undefined,
  engine: Engine,
  options: Partial<OptimizeOptions> & { readonly problem?: Problem<any> } = {},
): Promise<Ended> {
  const { problem = prompting(engine), ...rest } = options
  const events: RunEvent[] = []
  const running = optimize(problem, {
    ...settings(engine),
    ...(run && { journal: run.journal, budget: run.budget() }),
    emit: async (event) => {
      events.push(event)
      await run?.emit(event)
    },
    ...rest,
  })
  try {
    let next = await running.next()
    while (!next.done) next = await running.next()
    return { result: next.value, events, log: canonicalLog(events) }
  } catch (error) {
    return { error: error as Error, events, log: canonicalLog(events) }
  }
}

/** The stored events of a run. */
export async function stored(store: Store, run: string): Promise<RunEvent[]> {
  return (await Array.fromAsync(store.read(run))).map(({ event }) => event)
}

/** Opens a store, and closes it after the work. */
export async function within<T>(file: string, work: (store: Store) => Promise<T>): Promise<T> {
  await using store = await openStore(file)
  // Awaited here: what is returned would outlive the store.
  return await work(store)
}
