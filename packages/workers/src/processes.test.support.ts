import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export interface WorkerSettings {
  readonly url: string
  readonly lease: number
  readonly concurrency: number
  /** Where requests of the engine are noted. */
  readonly file: string
}

/** Starts a worker as a process of its own; resolves when it takes jobs. */
export async function workerProcess({
  url,
  lease,
  concurrency,
  file,
}: WorkerSettings): Promise<ChildProcess> {
  const program = join(import.meta.dirname, 'worker.test.program.ts')
  const child = spawn(process.execPath, [program, url, String(lease), String(concurrency), file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return child
}

export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}
