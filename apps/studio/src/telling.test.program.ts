import { createInterface } from 'node:readline'

import { openStore } from '@textgrad/runs'

import { beginning, step } from './told.test.support.ts'

/** Tells a run in the store that it is given: says its id, then tells as many steps more as each line that it reads says. */
await using store = await openStore(process.argv[2]!)
await using run = await store.start({ task: 'test', options: { steps: 100 } })
for (const event of beginning()) await run.emit(event)
console.log(run.id)
let steps = 0
for await (const line of createInterface({ input: process.stdin })) {
  for (const last = steps + Number(line); steps < last;) {
    steps++
    for (const event of step(steps)) await run.emit(event)
  }
}
