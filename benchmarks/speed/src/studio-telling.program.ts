import { setTimeout } from 'node:timers/promises'

import { openStore } from '@textgrad/runs'

import { toldStart, toldStep } from './told-steps.ts'

/** Tells a run, a step now and then: says its id, and for each event its number and when it was handed to the store. */
const [file, steps, pause] = process.argv.slice(2)
await using store = await openStore(file!)
await using run = await store.start({ task: 'prompts' })
for (const event of toldStart()) await store.append(run.id, event)
console.log(run.id)
// The page opens meanwhile.
for await (const _ of process.stdin) break
for (let step = 1; step <= Number(steps); step++) {
  for (const event of toldStep(step, 300)) {
    const at = Date.now()
    const number = await store.append(run.id, event)
    console.log(`${number} ${at}`)
    await setTimeout(Number(pause))
  }
}
