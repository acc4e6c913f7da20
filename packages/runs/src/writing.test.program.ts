import { openStore } from './store.ts'

/** Writes into a run until it is killed, and says what was acknowledged. */
const { store: file, run: id } = JSON.parse(process.argv[2]!) as { store: string; run?: string }
const store = await openStore(file)
const run = id === undefined ? await store.start({ task: 'test' }) : await store.resume(id)
console.log(run.id)
const write = async (path: string): Promise<void> => {
  await run.journal.intent(path, { hash: 'h', reserved: { calls: 1 }, purpose: 'forward' })
  const reply = path.repeat(100)
  await Promise.all([
    run.journal.settle(path, { hash: 'h', reply, spent: { calls: 1 } }),
    run.emit({ step: 1, path, at: 0, type: 'note', text: reply }),
  ])
  console.log(path)
}
for (let round = 0; ; round++)
  await Promise.all(
    Array.from({ length: 4 }, (_, index) => write(`${process.pid}/round-${round}/call-${index}`)),
  )
