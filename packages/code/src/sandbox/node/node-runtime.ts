import { existsSync } from 'node:fs'

import type { Limits } from '../limits.ts'
import { NativeCandidate } from '../native/native-candidate.ts'
import { openProcess } from '../native/open-process.ts'
import type { LaunchCommand, Runtime } from '../native/runtime.ts'
import { openQuickjsJudge } from '../quickjs/open-judge.ts'
import type { Language } from '../sandbox.ts'
import { nodeCandidate } from './node-candidate.ts'

export const nodeLanguages: readonly Language[] = ['javascript', 'typescript']

export interface NodeOptions {
  readonly node: string
  /** What Node.js takes before it runs anything, as `foundNode` measures it, bytes. */
  readonly footprint: number
  /** Whether the number of its processes can be bounded for it alone. */
  readonly boundsProcesses: boolean
  readonly launch: LaunchCommand
}

/** Resident memory that Node.js takes beside that of its program, bytes. */
const ownBytes = 100 * 2 ** 20
/** Threads of Node.js itself. */
const ownThreads = 16
const prlimit = '/usr/bin/prlimit'

/**
 * Programs in JavaScript and TypeScript, in Node.js. Test code runs in QuickJS, where no program under test is; so its verdicts are those
 * of the sandbox quickjs.
 *
 * V8 reserves far more addresses than it uses. So memory is bounded by what may be written to: RLIMIT_DATA is what Node.js
 * takes at its start and the limit, its heap is the limit, and resident memory is watched as ever.
 */
export function nodeRuntime({ node, footprint, boundsProcesses, launch }: NodeOptions): Runtime {
  const limited = ({ memoryBytes, fileBytes, processes }: Limits): readonly string[] => {
    // Linux has it; elsewhere the heap's bound and what is watched are all there is.
    if (!existsSync(prlimit)) return []
    const nproc = boundsProcesses ? [`--nproc=${processes + ownThreads}`] : []
    const bounds = [`--data=${footprint + memoryBytes}`, `--fsize=${fileBytes}`, ...nproc]
    return [prlimit, ...bounds, '--nofile=64', '--core=0', '--memlock=0', '--msgqueue=0', '--']
  }
  return {
    languages: nodeLanguages,
    open: async (options) => {
      const { language, limits, hashSeed = 0, signal } = options
      const heap = `--max-old-space-size=${Math.floor(limits.memoryBytes / 2 ** 20)}`
      const program = ['--eval', nodeCandidate, '--', language, String(hashSeed)]
      const command = [...limited(limits), node, ...nodeFlags, heap, ...program]
      const ours = { ...limits, memoryBytes: limits.memoryBytes + ownBytes }
      return new NativeCandidate(await openProcess(launch(command, options), ours, signal), ours, {
        memory: /out of memory/,
      })
    },
    openJudge: openQuickjsJudge,
  }
}

export const nodeFlags: readonly string[] = [
  '--no-warnings',
  '--input-type=commonjs',
  '--experimental-vm-modules',
  '--v8-pool-size=1',
]
