import { openStore } from './store.ts'

/** Works on a run until it is told to end, by the end of its input. */
const { store: file, run: id } = JSON.parse(process.argv[2]!) as { store: string; run?: string }
await using store = await openStore(file)
try {
  await using run = id === undefined ? await store.start({ task: 'test' }) : await store.resume(id)
  await run.journal.intent('step-1/call', { hash: 'h', reserved: { calls: 1 }, purpose: 'forward' })
  console.log(run.id)
  await new Promise((resolve) => process.stdin.on('close', resolve).resume())
} catch (error) {
  console.log((error as Error).name, (error as Error).message)
}
