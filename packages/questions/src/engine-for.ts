import type { Engine } from '@textgrad/core'

/** @throws TypeError that names the task, where no engine was given. */
export function engineFor(task: string, engine: Engine | undefined): Engine {
  if (engine) return engine
  throw new TypeError(`The task ${task} needs an engine, such as openai(...), to answer questions`)
}
