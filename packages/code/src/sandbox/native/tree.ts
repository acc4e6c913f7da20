import { readdirSync, readFileSync } from 'node:fs'

export interface Usage {
  /** Processor time so far, seconds. */
  readonly cpuSeconds: number
  /** Resident memory, bytes; what processes share counts for each. */
  readonly memoryBytes: number
  readonly processes: number
}

const ticksPerSecond = 100 // USER_HZ, which Linux shows to programs on every machine
const pageBytes = 4096

/**
 * What a process and all that descend from it use (proc(5)). Undefined where there is no /proc, or the process is gone.
 * Processor time of those that ended and were waited for counts too.
 */
export function usageOf(pid: number): Usage | undefined {
  const own = statOf(pid)
  if (!own) return undefined
  let { cpuSeconds, memoryBytes } = own
  let processes = 1
  for (const child of childrenOf(pid)) {
    const usage = usageOf(child)
    if (!usage) continue
    cpuSeconds += usage.cpuSeconds
    memoryBytes += usage.memoryBytes
    processes += usage.processes
  }
  return { cpuSeconds, memoryBytes, processes }
}

/** All that descend from a process. */
export function descendantsOf(pid: number): readonly number[] {
  return childrenOf(pid).flatMap((child) => [child, ...descendantsOf(child)])
}

/** The processes that a process started and that still belong to it. */
function childrenOf(pid: number): readonly number[] {
  const threads = attempt(() => readdirSync(`/proc/${pid}/task`)) ?? []
  return threads.flatMap((thread) => {
    const text = attempt(() => readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1')) ?? ''
    return text.split(' ').filter(Boolean).map(Number)
  })
}

function statOf(pid: number): Omit<Usage, 'processes'> | undefined {
  const text = attempt(() => readFileSync(`/proc/${pid}/stat`, 'latin1'))
  if (text === undefined) return undefined
  // The name, in brackets, may hold anything; field 3 comes after its last bracket.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const field = (number: number) => Number(fields[number - 3])
  const ticks = field(14) + field(15) + field(16) + field(17)
  return { cpuSeconds: ticks / ticksPerSecond, memoryBytes: Math.max(0, field(24)) * pageBytes }
}

/** A process may end between being found and being looked at, or be another user's. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES') return undefined
    throw error
  }
}
