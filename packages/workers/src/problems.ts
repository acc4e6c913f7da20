import {
  EngineError,
  inProcess,
  validateConfig,
  type Engine,
  type Evaluator,
  type Problem,
  type RunDescription,
  type Task,
} from '@textgrad/core'

import type { Fetch, FetchedFiles } from './fetched-files.ts'
import { withPaths } from './paths.ts'
import type { JobFiles } from './sent-files.ts'

/** So many problems that nobody uses stay open: a worker serves several runs in turn. */
const kept = 4

/** Makes the engine that answers and judges for a task; undefined where this worker has none. */
export type EngineFor = (task: Task, config: unknown) => Engine | undefined

/** A run's problem, and the files that it names. */
export interface WantedProblem {
  readonly run: RunDescription
  readonly files: JobFiles
  /** Rejects with FetchLeft where the job is nobody's any more. */
  readonly fetch: Fetch
  /** Of the job. */
  readonly signal: AbortSignal
}

/** The job for which a file was fetched is over. */
export class FetchLeft extends DOMException {
  constructor() {
    super('Nobody waits for this evaluation any more', 'AbortError')
  }
}

interface Opened {
  readonly problem: Promise<Problem<any>>
  readonly engine?: Engine
  users: number
}

/** The problems that a worker has set up: each configuration once, for all of its jobs. */
export class Problems implements AsyncDisposable {
  readonly #tasks: ReadonlyMap<string, Task>
  readonly #engineFor: EngineFor
  readonly #files: FetchedFiles
  /** The one used last stands last. */
  readonly #opened = new Map<string, Opened>()

  /** What it does not have of files it keeps in `files`. */
  constructor(tasks: readonly Task[], engineFor: EngineFor, files: FetchedFiles) {
    this.#files = files
    this.#tasks = new Map(tasks.map((task) => [task.name, task]))
    this.#engineFor = engineFor
  }

  /** Uses the problem of a run. Rejects with a TypeError for a task or a configuration that is none here. */
  async use<T>(
    wanted: WantedProblem,
    work: (problem: Problem<any>, evaluator: Evaluator) => Promise<T>,
  ): Promise<T> {
    const { run, files } = wanted
    const key = JSON.stringify([run.task, run.config, run.engine, files])
    const opened = this.#opened.get(key) ?? this.#open(wanted)
    this.#opened.delete(key)
    this.#opened.set(key, opened)
    opened.users++
    try {
      const problem = await opened.problem
      return await work(problem, inProcess(problem))
    } catch (error) {
      // What could not be set up may be set up another time.
      if ((await isBroken(opened)) && this.#opened.get(key) === opened) this.#opened.delete(key)
      // Who began to fetch its files was left; this one was not.
      if (error instanceof FetchLeft && !wanted.signal.aborted) return await this.use(wanted, work)
      throw error
    } finally {
      opened.users--
      await this.#closeUnused()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const all = [...this.#opened.values()]
    this.#opened.clear()
    for (const opened of all) await close(opened)
  }

  #open({ run, files, fetch }: WantedProblem): Opened {
    const task = this.#tasks.get(run.task)
    if (!task) return { problem: Promise.reject(unknown(run, this.#tasks)), users: 0 }
    const engine = this.#engine(task, run)
    const setUp = async (): Promise<Problem<any>> => {
      const guarded = silent(engine, task)
      const config = withPaths(task.config, run.config, await this.#files.places(files, fetch))
      const problem = await task.setup(await validateConfig(task.config, config), {
        engine: guarded.engine,
        onlyEvaluates: true,
      })
      guarded.end()
      return problem
    }
    return { problem: setUp(), engine, users: 0 }
  }

  /** The engine of the run; without it, one that is missed only where it is asked. */
  #engine(task: Task, run: RunDescription): Engine {
    const engine = this.#engineFor(task, run.config)
    return engine?.id === run.engine ? engine : missing(run.engine)
  }

  async #closeUnused(): Promise<void> {
    for (const [key, opened] of this.#opened) {
      if (this.#opened.size <= kept) return
      if (opened.users > 0) continue
      this.#opened.delete(key)
      await close(opened)
    }
  }
}

async function isBroken({ problem }: Opened): Promise<boolean> {
  return problem.then(
    () => false,
    () => true,
  )
}

async function close({ problem, engine }: Opened): Promise<void> {
  const opened = await problem.catch(() => undefined)
  await opened?.[Symbol.asyncDispose]()
  await engine?.[Symbol.asyncDispose]?.()
}

/** The engine, which is not asked until the setup has ended: what a worker asks belongs to an evaluation of a run. */
function silent(engine: Engine, { name }: Task): { engine: Engine; end: () => void } {
  let isOver = false
  const generate: Engine['generate'] = async (request) => {
    if (isOver) return engine.generate(request)
    const message = `The task ${name} asks a model while it is set up, which workers do not: run it without them`
    throw new EngineError(message, { kind: 'unsupported' })
  }
  return {
    engine: Object.assign(Object.create(engine) as Engine, { generate }),
    end() {
      isOver = true
    },
  }
}

function missing(id: string): Engine {
  return {
    id,
    async generate() {
      throw new EngineError(`This worker has no engine ${id}: start it with the one of the run`, {
        kind: 'configuration',
      })
    },
  }
}

function unknown({ task }: RunDescription, tasks: ReadonlyMap<string, Task>): TypeError {
  return new TypeError(`This worker has no task ${task}: ${[...tasks.keys()].join(', ')}`)
}
