import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** Calls that are under way at once. */
export const concurrency = 8
/** Of some 34 calls each. */
export const steps = 6

/** What `killed.program.ts` is told. */
export interface KilledOptions {
  readonly store: string
  readonly baseURL: string
  /** The file that gets a line for each request: its place in the run. */
  readonly asked: string
  /** The run to resume. */
  readonly run?: string | undefined
  /** Kills itself right before or right after this commit, counted from 1. */
  readonly at?: { readonly commit: number; readonly when: 'before' | 'after' } | undefined
}

/** How a process is killed: by itself, or from outside so many milliseconds after `isTime` first holds. */
export type Kill =
  | { readonly at: NonNullable<KilledOptions['at']> }
  | { readonly isTime: () => boolean; readonly wait: number }

/** What a process said until it ended. */
export interface Said {
  readonly run: string | undefined
  /** How its run ended, if it did. */
  readonly result: string | undefined
  readonly err: string
}

const program = fileURLToPath(new URL('./killed.program.ts', import.meta.url))

/** Works on a run in a process of its own until it ends or is killed. */
export async function work(options: Omit<KilledOptions, 'at'>, kill: Kill | undefined): Promise<Said> {
  const at = kill && 'at' in kill ? kill.at : undefined
  const child = spawn(process.execPath, [program, JSON.stringify({ ...options, at })], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // So that the many processes begin faster.
    env: { ...process.env, NODE_COMPILE_CACHE: join(dirname(options.store), 'compiled') },
  })
  const lines: string[] = []
  let err = ''
  child.stderr.on('data', (chunk) => (err += String(chunk)))
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  const ended = once(child, 'close')
  if (kill && 'isTime' in kill) {
    while (!kill.isTime() && child.exitCode === null) await sleep(1)
    await sleep(kill.wait)
    child.kill('SIGKILL')
  }
  await ended
  return { run: lines[0], result: lines[1], err }
}
