import process from 'node:process'
import { fileURLToPath } from 'node:url'

import { workerModule } from '@textgrad/host'

import { killProcess, type Launch } from '../native/launch.ts'
import { argumentsOf, type Settings } from './settings.ts'

/**
 * A process of Node.js that runs `host.program`, without an environment. What runs in QuickJS has nothing of Node.js. Should it
 * ever find a way out of WebAssembly, it can not write a file, start a process or load native code either; Node.js has no such wall
 * around reading and the network.
 */
export function quickjsLaunch(settings: Settings): Launch {
  const program = fileURLToPath(workerModule(import.meta.url, 'host.program'))
  return {
    command: process.execPath,
    args: [...flags, program, ...argumentsOf(settings)],
    env: {},
    detached: true,
    kill: killProcess,
    started,
    ended,
  }
}

const flags: readonly string[] = [
  '--permission',
  // Its own modules, wherever an installation keeps them.
  '--allow-fs-read=*',
  '--disallow-code-generation-from-strings',
  '--disable-proto=throw',
  '--no-warnings',
  '--max-old-space-size=128',
  // KiB: the code of QuickJS needs more of it than QuickJS knows of.
  '--stack-size=4000',
]

/** Those that run. */
const running = new Set<number>()

function started(pid: number): void {
  if (running.size === 0) process.on('exit', killAll)
  running.add(pid)
}

function ended(pid: number): void {
  running.delete(pid)
  if (running.size === 0) process.off('exit', killAll)
}

function killAll(): void {
  for (const pid of running) killProcess(pid)
}
