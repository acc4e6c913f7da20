import { readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Looks after the memory of what descends from the process that started it, once a millisecond. For each line that it reads it
 * prints a line, the most bytes that were resident since the last one, and from then on looks at new processes only.
 */
const pageBytes = 4096
let peak = 0
let known = new Set([process.pid])

createInterface({ input: process.stdin })
  .on('line', () => {
    known = new Set([process.pid, ...below(process.ppid)])
    console.log(String(peak))
    peak = 0
  })
  .on('close', () => process.exit())

for (;;) {
  const processes = below(process.ppid).filter((pid) => !known.has(pid))
  const resident = processes.map(residentOf).reduce((sum, bytes) => sum + bytes, 0)
  // What a process held between two looks, it still tells of.
  peak = Math.max(peak, resident, ...processes.map(mostOf))
  await sleep(1)
}

/** All that descend from a process (proc(5)). */
function below(pid: number): readonly number[] {
  const threads = attempt(() => readdirSync(`/proc/${pid}/task`)) ?? []
  const children = threads.flatMap((thread) =>
    (attempt(() => readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1')) ?? '')
      .split(' ')
      .filter(Boolean)
      .map(Number),
  )
  return children.flatMap((child) => [child, ...below(child)])
}

function residentOf(pid: number): number {
  const pages = attempt(() => readFileSync(`/proc/${pid}/statm`, 'latin1'))?.split(' ')[1]
  return Number(pages ?? 0) * pageBytes
}

function mostOf(pid: number): number {
  const status = attempt(() => readFileSync(`/proc/${pid}/status`, 'latin1')) ?? ''
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024
}

/** A process may end while it is looked at. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
