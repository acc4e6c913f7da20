import type { StoreReader } from '@textgrad/runs'
import { Refused, type Checked, type Order, type Problem, type Values, type Workshop } from '@textgrad/studio'

import { quoted } from '../config-flags.ts'
import type { Flags } from '../flags.ts'
import { ownStore } from '../store.ts'
import { tasks } from '../tasks.ts'
import { flagWords, problemsOf } from './check-order.ts'
import { forkOrderFlags, forms, furtherOrderFlags, orderFlags, type WorkersAt } from './forms.ts'
import { spawnRun } from './spawn-run.ts'

/** Begins what the pages of the studio order: each order is a command, which is typed for them. */
export function workshop(store: StoreReader, at?: WorkersAt): Workshop {
  const check = async (order: Order): Promise<Checked & { readonly words: readonly string[] }> => {
    const { words, flags, task } = await commandOf(order, store, at)
    const problems = await problemsOf(order.values, flags, task)
    return { words, command: ['textgrad', ...words].map(quoted).join(' '), problems }
  }
  return {
    forms: forms(at),
    async check(order) {
      const { command, problems } = await check(order)
      return { command, problems }
    },
    async begin(order) {
      const { words, problems } = await check(order)
      if (problems.length > 0) throw new Refused(problems)
      const began = await spawnRun(words)
      if ('run' in began) return began.run
      throw new Refused([placed(began.failed, order.values)])
    },
  }
}

async function commandOf(order: Order, store: StoreReader, at: WorkersAt | undefined) {
  const kept = store.file === ownStore() ? [] : [`--store=${store.file}`]
  if (order.do === 'run') {
    const task = tasks.find(({ name }) => name === order.task)
    if (!task) throw new Refused([{ field: 'task', message: `There is no task ${order.task}` }])
    const words = ['run', task.name, ...flagWords(onPage(order.values, at)), ...kept]
    return { words, flags: orderFlags(task, at), task }
  }
  const { plan } = await store.info(order.run)
  // Whoever orders it sits at a page.
  const ask = plan.options?.['ask'] === undefined ? [] : ['--ask=studio']
  const flags: Flags = (order.do === 'fork' ? forkOrderFlags : furtherOrderFlags)(at)
  const words = [order.do, order.run, ...flagWords(onPage(order.values, at)), ...ask, ...kept]
  return { words, flags, task: undefined }
}

/** What stands for the boxes of a page. */
function onPage(values: Values, at: WorkersAt | undefined): Values {
  return {
    ...values,
    ...(values['ask'] === true && { ask: 'studio' }),
    ...(values['workers'] === true && at && { workers: at.redis, queue: at.queue }),
  }
}

/** The field that a refusal of the command line is about, where it names one. */
function placed(message: string, values: Values): Problem {
  const named = /^--([a-z][\w-]*)|^([a-z][\w-]*):/.exec(message)
  const field = named?.[1] ?? named?.[2]
  return { ...(field !== undefined && field in values && { field }), message }
}
