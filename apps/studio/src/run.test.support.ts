import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { gradient, optimize, TGD, type RunEvent } from '@textgrad/core'
import { molecules, rules } from '@textgrad/molecules'
import { openStore } from '@textgrad/runs'
import { afterAll } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'textgrad-studio-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0

/** A store that is not there yet. */
export function newFile(): string {
  return join(folder, `runs-${++files}.db`)
}

/** A run of the molecules' rules in a store; its id. */
export async function runMolecules(file: string, steps = 6): Promise<string> {
  await using engine = rules()
  await using problem = await molecules.setup({ start: 'O=Cc1ccc(OCCCCCCCCCCCC)c([N+](=O)[O-])c1' }, {})
  await using store = await openStore(file)
  await using run = await store.start({ task: 'molecules', config: { start: 'a greasy one' }, seed: 1 })
  const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))
  const description = { task: 'molecules', config: {}, engine: engine.id, version: '1' }
  const options = { strategy, seed: 1, steps, run: description, journal: run.journal, emit: run.emit }
  for await (const _ of optimize(problem, options)) continue
  return run.id
}

/** Keeps events as those of a run; its id. */
export async function keep(file: string, events: readonly RunEvent[], task = 'test'): Promise<string> {
  await using store = await openStore(file)
  await using run = await store.start({ task })
  await Promise.all(events.map((event) => run.emit(event)))
  return run.id
}
