import { molecules } from '@textgrad/molecules'

import { checkOutput } from '../checked-output.ts'
import { command, type Command } from '../command.ts'
import { quoted } from '../config-flags.ts'
import { readFlags } from '../flags.ts'
import { perform } from '../perform.ts'
import { planOf } from '../plan.ts'
import { runFlagsOf } from './run.ts'

/** A greasy nitro compound with an aldehyde: too long, too lipophilic, three structural alerts. */
const start = 'O=Cc1ccc(OCCCCCCCCCCCC)c([N+](=O)[O-])c1'

export const demo: Command = command({
  name: 'demo',
  description: 'Watch a molecule being improved by textual gradients, without a model or a key',
  flags: {
    report: {
      type: 'string',
      path: true,
      hint: 'file',
      description: 'Where the report goes',
      default: 'textgrad-demo.html',
    },
    json: { type: 'boolean', description: 'Print the events as JSON lines' },
  },
  example: 'textgrad demo',
  async run({ report, json }) {
    await checkOutput(String(report))
    const typed = [
      '--start',
      start,
      '--steps',
      '14',
      '--engine',
      'rules',
      '--feedback',
      '2',
      '--report',
      String(report),
      ...(json === true ? ['--json'] : []),
    ]
    if (json !== true)
      process.stdout.write(`textgrad run molecules ${typed.slice(0, 6).map(quoted).join(' ')}\n\n`)
    const values = readFlags(typed, runFlagsOf(molecules))
    await perform(planOf(molecules, values), values)
  },
})
