import { openStore } from './store.ts'

/** Works on a run until somebody tells it to pause or to stop, and asks what to do meanwhile where it is told to. */
const { store: file, asks } = JSON.parse(process.argv[2]!) as { store: string; asks?: string }
await using store = await openStore(file)
await using run = await store.start({ task: 'test' })
const { people } = run
console.log(run.id)
if (asks === undefined) {
  // The process stays, as one that waits for a model does.
  const stay = setInterval(() => {}, 1000)
  await new Promise((resolve) => people.pause.addEventListener('abort', resolve, { once: true }))
  clearInterval(stay)
  console.log((people.pause.reason as Error).message, people.stop.aborted)
} else
  console.log(
    await people.ask(asks, { step: 2, signal: people.pause }).catch((error: Error) => error.message),
  )
