import { startStudio } from '@textgrad/studio'

/** Serves a store until its standard input ends: says its address first. */
await using studio = await startStudio({ store: process.argv[2]! })
console.log(studio.address)
for await (const _ of process.stdin) continue
