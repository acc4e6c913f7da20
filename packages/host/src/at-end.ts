import process from 'node:process'

const cleanups = new Set<() => void>()
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs `clean`, which must not wait for anything, when this process ends before the returned function is called: by
 * `process.exit`, by an error that nobody catches, or by Ctrl-C and its like where the program does not handle them
 * itself. Nothing can be done at a kill -9.
 */
export function atEnd(clean: () => void): () => void {
  if (cleanups.size === 0) listen()
  cleanups.add(clean)
  return () => {
    if (cleanups.delete(clean) && cleanups.size === 0) stopListening()
  }
}

function listen(): void {
  process.on('exit', cleanUp)
  for (const signal of signals) process.on(signal, onSignal)
}

function stopListening(): void {
  process.off('exit', cleanUp)
  for (const signal of signals) process.off(signal, onSignal)
}

function onSignal(signal: NodeJS.Signals): void {
  // Who listens too decides whether this is the end; if so, 'exit' will tell.
  if (process.listenerCount(signal) > 1) return
  cleanUp()
  stopListening()
  process.kill(process.pid, signal)
}

/** The last first, as resources are released: a program that works in a folder is killed before the folder goes. */
function cleanUp(): void {
  for (const clean of [...cleanups].toReversed()) {
    cleanups.delete(clean)
    try {
      clean()
    } catch {
      // The others are still to be cleaned up, and nobody is left to be told.
    }
  }
}
