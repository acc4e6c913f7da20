import { command, type Command } from '../command.ts'
import { perform } from '../perform.ts'
import { planWith } from '../plan.ts'
import { namedRun, runWord } from '../store.ts'
import { asUsage } from '../usage-error.ts'
import { furtherFlags } from './resume.ts'

export const fork: Command = command({
  name: 'fork',
  description:
    'Begin a run that shares the first steps of another, unpaid, and goes on with other random numbers',
  words: runWord,
  flags: {
    'at-step': { type: 'integer', min: 0, required: true, description: 'The last step that is shared' },
    ...furtherFlags,
  },
  example: 'textgrad fork 260314-093005-k7qx --at-step 3',
  async run(values) {
    const { store, id } = await namedRun(values)
    await using resources = new AsyncDisposableStack()
    resources.use(store)
    const { options, limits } = planWith((await store.info(id)).plan, values)
    const change = { ...(options && { options }), ...(limits && { limits }) }
    const made = await asUsage(() => store.fork(id, values['at-step'] as number, change))
    const run = resources.use(made)
    await perform(run.plan, values, async () => ({ store, run }))
  },
})
