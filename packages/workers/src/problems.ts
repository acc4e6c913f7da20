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

/** So many problems that nobody uses stay open: a worker serves several runs in turn. */
const kept = 4

/** Makes the engine that answers and judges for a task; undefined where this worker has none. */
export type EngineFor = (task: Task, config: unknown) => Engine | undefined

interface Opened {
  readonly problem: Promise<Problem<any>>
  readonly engine?: Engine
  users: number
}

/** The problems that a worker has set up: each configuration once, for all of its jobs. */
export class Problems implements AsyncDisposable {
  readonly #tasks: ReadonlyMap<string, Task>
  readonly #engineFor: EngineFor
  /** The one used last stands last. */
  readonly #opened = new Map<string, Opened>()

  constructor(tasks: readonly Task[], engineFor: EngineFor) {
    this.#tasks = new Map(tasks.map((task) => [task.name, task]))
    this.#engineFor = engineFor
  }

  /** Uses the problem of a run. Rejects with a TypeError for a task or a configuration that is none here. */
  async use<T>(
    run: RunDescription,
    work: (problem: Problem<any>, evaluator: Evaluator) => Promise<T>,
  ): Promise<T> {
    const key = JSON.stringify([run.task, run.config, run.engine])
    const opened = this.#opened.get(key) ?? this.#open(run)
    this.#opened.delete(key)
    this.#opened.set(key, opened)
    opened.users++
    try {
      const problem = await opened.problem
      return await work(problem, inProcess(problem))
    } catch (error) {
      // What could not be set up may be set up another time.
      if (await isBroken(opened)) this.#opened.delete(key)
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

  #open(run: RunDescription): Opened {
    const task = this.#tasks.get(run.task)
    if (!task) return { problem: Promise.reject(unknown(run, this.#tasks)), users: 0 }
    const engine = this.#engine(task, run)
    const setUp = async (): Promise<Problem<any>> => {
      const guarded = silent(engine, task)
      const problem = await task.setup(await validateConfig(task.config, run.config), {
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
