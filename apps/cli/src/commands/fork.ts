import { command, type Command } from '../command.ts'
import { criticised } from '../judge.ts'
import { perform } from '../perform.ts'
import { planWith } from '../plan.ts'
import { namedRun, ofRun } from '../store.ts'
import { asUsage, UsageError } from '../usage-error.ts'
import { furtherFlags } from './resume.ts'

export const fork: Command = command({
  name: 'fork',
  description:
    'Begin a run that shares the first steps of another, unpaid, and goes on with other random numbers',
  ...ofRun,
  flags: {
    'at-step': { type: 'integer', min: 0, required: true, description: 'The last step that is shared' },
    critique: {
      type: 'string',
      description: 'What should be better about what the run had by then: feedback of the next step',
    },
    ...furtherFlags,
  },
  example: "textgrad fork 260314-093005-k7qx --at-step 3 --critique 'Keep the ring, shorten the chain'",
  async run(values) {
    const { store, id } = await namedRun(values)
    await using resources = new AsyncDisposableStack()
    resources.use(store)
    const after = values['at-step'] as number
    const { plan: kept, steps: ended } = await store.info(id)
    const plan = planWith(kept, values)
    const { options, limits } = criticised(plan, after, values['critique'] as string | undefined)
    const until = options?.['steps'] as number | undefined
    if (until !== undefined && until <= after && after <= ended)
      throw new UsageError(
        `Nothing is left to do after step ${after} of ${until}: add --steps ${after + 1} or more`,
      )
    const change = { ...(options && { options }), ...(limits && { limits }) }
    const made = await asUsage(() => store.fork(id, after, change))
    const run = resources.use(made)
    await perform(run.plan, values, async () => ({ store, run }))
  },
})
