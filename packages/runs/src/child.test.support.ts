import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A program of these tests in a process of its own, which says on each line of its output what it has done. */
export interface Child {
  readonly process: ChildProcess
  readonly pid: number
  /** The next line that it says; undefined when it has ended. */
  next(): Promise<string | undefined>
  /** All that it wrote to its error output, when it has ended. */
  ended(): Promise<{ readonly code: number | null; readonly err: string; readonly lines: readonly string[] }>
  kill(signal?: NodeJS.Signals): void
}

export function child(program: URL, options: object, spawning: { uid?: number } = {}): Child {
  const started = spawn(process.execPath, [fileURLToPath(program), JSON.stringify(options)], spawning)
  const lines: string[] = []
  let err = ''
  started.stderr.on('data', (chunk) => (err += String(chunk)))
  const reader = createInterface({ input: started.stdout })
  reader.on('line', (line) => lines.push(line))
  const exit = once(started, 'close')
  let read = 0
  return {
    process: started,
    pid: started.pid!,
    async next() {
      while (lines.length === read) {
        // Its exit code may be there before all that it wrote is read.
        const said = once(reader, 'line').then(() => true)
        if (!(await Promise.race([said, exit.then(() => false)]))) break
      }
      return lines[read++]
    },
    async ended() {
      await exit
      return { code: started.exitCode, err, lines }
    },
    kill: (signal = 'SIGKILL') => void started.kill(signal),
  }
}
