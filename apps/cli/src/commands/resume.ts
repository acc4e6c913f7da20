import { command, type Command } from '../command.ts'
import type { Flags } from '../flags.ts'
import { displayFlags, perform } from '../perform.ts'
import { askFlags, limitFlags, modelFlags, planWith } from '../plan.ts'
import { namedRun, ofRun, storeFlags } from '../store.ts'
import { UsageError } from '../usage-error.ts'
import { workersFlags } from '../workers.ts'

/** Flags for what changes: what is left out stays as it was. */
export const furtherFlags: Flags = {
  ...withoutDefaults(limitFlags),
  'base-url': {
    type: 'string',
    hint: 'url',
    description: 'Address of the server, where it holds a password: that is never kept',
  },
  ...withoutDefaults(modelFlags),
  ask: { ...askFlags['ask']!, description: 'Where a run with --ask asks you (default: as before)' },
  ...workersFlags,
  ...displayFlags,
  ...storeFlags,
}

export const resume: Command = command({
  name: 'resume',
  description: 'Go on with a run that was interrupted; what was answered is not asked again',
  ...ofRun,
  flags: furtherFlags,
  example: 'textgrad resume 260314-093005-k7qx --max-calls 500',
  async run(values) {
    const { store, id } = await namedRun(values)
    await using resources = new AsyncDisposableStack()
    resources.use(store)
    const { plan: kept, steps } = await store.info(id)
    const last = values['steps'] as number | undefined
    if (last !== undefined && last < steps)
      throw new UsageError(
        `--steps ${last}: the run has ended step ${steps} already; fork --at-step ${last} begins one that shares no more`,
      )
    const plan = planWith(kept, values)
    const run = resources.use(await store.resume(id, plan))
    await perform(plan, values, async () => ({ store, run }))
  },
})

/** Flags of which what is left out stays as it was. */
export function withoutDefaults(flags: Flags): Flags {
  return Object.fromEntries(
    Object.entries(flags).map(([name, { default: usual, description, ...flag }]) => {
      const otherwise = usual === undefined ? '' : ' (default: as before)'
      return [name, { ...flag, description: `${description}${otherwise}` }]
    }),
  )
}
