import type { Engine } from '../llm/engine.ts'
import { TGD } from '../optimizers/tgd.ts'
import { canonicalLog, type RunEvent } from '../run/event.ts'
import { optimize } from '../run/optimize.ts'
import { gradient } from '../strategies/gradient.ts'
import { validateConfig, type Task } from '../task.ts'

export interface ContractOptions<C> {
  /** A configuration with which a step changes something. */
  readonly config: unknown
  /** The engine of a run (default: the task's own rules). */
  readonly engine?: (config: C) => Engine
  /** How many resources the task has open, such as processes or WASM handles (default: not checked). */
  readonly open?: () => number | Promise<number>
}

export interface ContractCheck {
  readonly name: string
  /** Rejects with what is wrong. */
  run(): Promise<void>
}

/** What every task has to fulfil, for any test runner: `for (const check of taskContract(...)) test(check.name, check.run)`. */
export function taskContract<C>(task: Task<C>, options: ContractOptions<C>): readonly ContractCheck[] {
  const runOnce = (settings: { steps: number; signal?: AbortSignal }): Promise<RunEvent[]> =>
    runTask(task, options, settings)
  return [
    {
      name: 'has a lower-case name and a summary of one line',
      run: async () => {
        expect(/^[a-z][a-z0-9-]*$/.test(task.name), `the name is ${JSON.stringify(task.name)}`)
        expect(/^[^\n]{1,120}$/.test(task.summary), `the summary is ${JSON.stringify(task.summary)}`)
      },
    },
    {
      name: 'refuses a configuration key that it does not know',
      run: async () => {
        const wrong = { ...(options.config as object), 'no-such-key': 1 }
        const message = await validateConfig(task.config, wrong).then(
          () => undefined,
          (error: unknown) => String(error),
        )
        expect(message !== undefined, 'an unknown key was accepted')
        expect(message!.includes('no-such-key'), `the error does not name the key: ${message}`)
      },
    },
    {
      name: 'emits gradient, update and step-end in a step',
      run: async () => {
        const types = new Set((await runOnce({ steps: 1 })).map(({ type }) => type))
        for (const type of ['run-start', 'gradient', 'update', 'step-end', 'run-end'] as const) {
          expect(types.has(type), `no ${type} event`)
        }
      },
    },
    {
      name: 'gives the same run for the same seed',
      run: async () => {
        const [first, second] = [await runOnce({ steps: 2 }), await runOnce({ steps: 2 })]
        expect(canonicalLog(first) === canonicalLog(second), 'two runs with one seed differ')
      },
    },
    { name: 'can be aborted', run: () => abortable(runOnce) },
    {
      name: 'releases every resource',
      run: async () => {
        await runOnce({ steps: 1 })
        const open = await options.open?.()
        expect(!open, `${open} resources are still open after a run`)
      },
    },
  ]
}

async function runTask<C>(
  task: Task<C>,
  options: ContractOptions<C>,
  { steps, signal }: { steps: number; signal?: AbortSignal },
): Promise<RunEvent[]> {
  const config = await validateConfig(task.config, options.config)
  const engine = options.engine ? options.engine(config) : task.rules?.(config)
  if (!engine) throw new TypeError(`Expected an engine for the contract of ${task.name}, which has no rules`)
  const events: RunEvent[] = []
  await using problem = await task.setup(config, { engine, ...(signal && { signal }) })
  try {
    const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))
    const run = optimize(problem, {
      strategy,
      seed: 1,
      steps,
      ...(signal && { signal }),
      emit: (event) => {
        events.push(event)
      },
    })
    for await (const _ of run) signal?.throwIfAborted()
  } finally {
    await engine[Symbol.asyncDispose]?.()
  }
  return events
}

async function abortable(
  run: (settings: { steps: number; signal: AbortSignal }) => Promise<RunEvent[]>,
): Promise<void> {
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 5)
  const outcome = await run({ steps: 1000, signal: controller.signal }).then(
    () => 'finished',
    (error: unknown) => (error as Error).name,
  )
  expect(outcome === 'AbortError', `an aborted run ended with ${outcome}`)
}

function expect(condition: boolean, otherwise: string): void {
  if (!condition) throw new Error(otherwise)
}
