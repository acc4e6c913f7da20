import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import {
  constant,
  gradient,
  LlmCall,
  Module,
  optimize,
  programProblem,
  TextLoss,
  TGD,
  variable,
  type RunEvent,
} from '@textgrad/core'
import { scripted } from '@textgrad/core/testing'
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

/** A run that tunes a prompt on a batch of questions, with a simulated model, in a store; its id. */
export async function runPrompts(file: string, questions = 3, steps = 2): Promise<string> {
  const engine = scripted({
    id: 'scripted/prompts',
    reply: ({ purpose, about }) =>
      purpose === 'update'
        ? `<${about!.tag}>${about!.value} Give units.</${about!.tag}>`
        : `${purpose}: give units`,
  })
  class Program extends Module {
    readonly answer = new LlmCall({ engine, system: variable('Answer.', { role: 'system prompt' }) })
  }
  const items = Array.from({ length: questions }, (_, index) => `How far is ${index + 1} minutes of light?`)
  await using problem = programProblem({
    program: () => new Program(),
    items: { train: items, validation: items.slice(0, 1) },
    predict: (program, item, call) => program.answer.forward(constant(item, { role: 'question' }), call),
    loss: (prediction, _item, call) =>
      new TextLoss('Judge the answer.', { engine }).forward(prediction, call),
    score: ({ value }) => value.length,
  })
  await using store = await openStore(file)
  await using run = await store.start({ task: 'prompts', seed: 1 })
  const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }), { batchSize: questions })
  const description = { task: 'prompts', config: {}, engine: engine.id, version: '1' }
  const options = { strategy, seed: 1, steps, run: description, journal: run.journal, emit: run.emit }
  for await (const _ of optimize(problem, options)) continue
  return run.id
}
