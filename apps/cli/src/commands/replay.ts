import { budget, optimize } from '@textgrad/core'
import { replay as replayRun, type Replay } from '@textgrad/runs'

import { command, type Command } from '../command.ts'
import { settingsOf } from '../plan.ts'
import { setUp } from '../program.ts'
import { screenOf, type Screen } from '../screen.ts'
import { namedRun, ofRun, storeFlags } from '../store.ts'
import { oneLine } from '../words.ts'

export const replay: Command = command({
  name: 'replay',
  description:
    'Run the program again over what was answered, without asking anybody, and compare what it tells',
  ...ofRun,
  flags: { ...storeFlags, json: { type: 'boolean', description: 'Print one JSON line' } },
  example: 'textgrad replay 260314-093005-k7qx',
  async run(values) {
    const { store, id } = await namedRun(values)
    await using opened = store
    const { plan } = await opened.info(id)
    const { signal } = new AbortController()
    const found = await replayRun(opened, id, async (options) => {
      const kept = { journal: options.journal, budget: budget() }
      await using program = await setUp(plan, { signal, keep: async () => kept, isSilent: true })
      const { problem, strategy, run } = program
      for await (const _ of optimize(problem, { ...settingsOf(plan), ...options, ...kept, strategy, run }))
        continue
    })
    if (values['json']) process.stdout.write(`${JSON.stringify(found)}\n`)
    else tell(found, screenOf(process.stdout))
    if (!found.same) process.exitCode = 1
  },
})

function tell({ events, steps, difference }: Replay, screen: Screen): void {
  if (!difference) {
    screen.write(`The same: ${events} events of ${steps} steps`)
    return
  }
  const { line, stored = '(nothing more)', replayed = '(nothing more)' } = difference
  screen.write(`Another run from event ${line} of ${events} on:`)
  screen.write(screen.style('red', `- ${oneLine(stored)}`))
  screen.write(screen.style('green', `+ ${oneLine(replayed)}`))
}
