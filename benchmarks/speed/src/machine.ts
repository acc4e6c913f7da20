import { arch, availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os'

/** What a measurement was made on. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryGB: number
  readonly kernel: string
  readonly node: string
  /** Processes that ran or waited to run in the last minute, before anything was measured. */
  readonly load: number
}

export function thisMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGB: Number((totalmem() / 1e9).toFixed(1)),
    kernel: `${type()} ${release()} ${arch()}`,
    node: process.version,
    load: Number(loadavg()[0]!.toFixed(2)),
  }
}

export function inWords({ cpu, cores, memoryGB, kernel, node, load }: Machine): string {
  return `${cpu}, ${cores} cores, ${memoryGB} GB, ${kernel}, Node.js ${node}, load ${load}`
}
