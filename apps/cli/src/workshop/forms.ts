import type { Task } from '@textgrad/core'
import type { Field, FieldGroup, Forms, TaskForm } from '@textgrad/studio'

import { cacheFlags } from '../cache.ts'
import { withoutDefaults } from '../commands/resume.ts'
import { runFlags } from '../commands/run.ts'
import { configFlags, examplesOf } from '../config-flags.ts'
import { engineFlags } from '../engine.ts'
import type { Flag, Flags } from '../flags.ts'
import { limitFlags, modelFlags } from '../plan.ts'
import { tasks } from '../tasks.ts'
import { typedIn } from '../typed-path.ts'
import { variationFlags } from '../variation.ts'

/** Said on a page instead of on a terminal. */
const ask: Flag = {
  type: 'boolean',
  description: 'Ask you, on its page, what should be better about each candidate',
}

const { steps, ...ends } = limitFlags
const { optimizer, seed } = runFlags as Record<'optimizer' | 'seed', Flag>
const { 'base-url': baseUrl, engine } = engineFlags as Record<'base-url' | 'engine', Flag>
const way: Flags = { engine, optimizer, steps, seed, ask }
const more: Flags = { 'base-url': baseUrl, ...modelFlags, ...cacheFlags }

/** The workers that runs are offered. */
export interface WorkersAt {
  /** Their Redis, without a password. */
  readonly redis: string
  readonly queue: string
}

/** Whether a run is evaluated there. */
function workersFlag(at: WorkersAt | undefined): Flags {
  if (!at) return {}
  const description = `Evaluate on the workers of the queue ${at.queue} at ${at.redis}, not in a process here`
  return { workers: { type: 'boolean', description } }
}

/** What an order for a run of a task may hold: what can be typed for it, less where it is kept and how it is shown. */
export function orderFlags(task: Task, at?: WorkersAt): Flags {
  return { ...configFlags(task.config), ...way, ...workersFlag(at), ...variationFlags, ...ends, ...more }
}

const furtherLimits: Flags = withoutDefaults(limitFlags)

/** What may change for the rest of a run. */
export function furtherOrderFlags(at: WorkersAt | undefined): Flags {
  return { ...furtherLimits, ...workersFlag(at) }
}

/** What a fork takes besides. */
export function forkOrderFlags(at: WorkersAt | undefined): Flags {
  return {
    'at-step': { type: 'integer', min: 0, required: true, description: 'The last step that is shared' },
    critique: { type: 'string', description: 'What should be better' },
    ...furtherOrderFlags(at),
  }
}

/** The forms of the studio: the options of the command line, from the same descriptions. */
export function forms(at?: WorkersAt): Forms {
  const limits = group('Limits', furtherLimits, false)
  const { workers } = workersFlag(at)
  return {
    tasks: tasks.map((task) => formOf(task, at)),
    limits,
    ...(workers && { workers: fieldOf('workers', workers, undefined) }),
    folder: typedIn(),
  }
}

function formOf(task: Task, at: WorkersAt | undefined): TaskForm {
  const { name, summary, config } = task
  return {
    name,
    summary,
    needsModel: task.rules === undefined,
    groups: [
      group('What is improved', configFlags(config), true, examplesOf(task)),
      group('How', { ...way, ...workersFlag(at) }, true),
      group('How the optimizer goes about it', variationFlags, false),
      group('Limits', ends, false),
      group('How models are asked', more, false),
    ],
  }
}

function group(
  title: string,
  flags: Flags,
  isOpen: boolean,
  examples: Readonly<Record<string, string>> = {},
): FieldGroup {
  const fields = Object.entries(flags).map(([name, flag]) => fieldOf(name, flag, examples[name]))
  return { title, isOpen, fields }
}

function fieldOf(name: string, { type, description, ...flag }: Flag, example: string | undefined): Field {
  return {
    name,
    type,
    description,
    ...(flag.default !== undefined && typeof flag.default !== 'object' && { default: flag.default }),
    ...(flag.options && { options: flag.options }),
    ...(flag.multiple && { multiple: true }),
    ...(flag.min !== undefined && { min: flag.min }),
    ...(flag.path && { path: true }),
    ...(example !== undefined && { example }),
  }
}
