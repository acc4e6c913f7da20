import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

import { SandboxError } from '../sandbox-error.ts'
import { nodeFlags } from './node-runtime.ts'

/** A Node.js that runs. */
export interface FoundNode {
  readonly version: string
  /** Bytes that may be written to, of which it uses few: V8 reserves room for machine code. 0 where there is no /proc. */
  readonly footprint: number
}

/** Runs a Node.js to see what it is. Rejects with a SandboxError 'unavailable' where it does not run, or is too old. */
export async function foundNode(node: string): Promise<FoundNode> {
  const said = await promisify(execFile)(node, [...nodeFlags, '--eval', question], {
    env: {},
    cwd: '/',
    timeout: 60_000,
  }).catch((cause: Error) => {
    throw unavailable(`${node} does not run: ${cause.message.trim().slice(-300)}`, cause)
  })
  const [, version, major, kilobytes] = /^((\d+)\.\S+) (\d+)\n$/.exec(said.stdout) ?? []
  if (version === undefined) throw unavailable(`${node} is no Node.js`)
  // Types are stripped from that one on.
  if (Number(major) < 24) throw unavailable(`${node} is Node.js ${version}, and 24 or later is needed`)
  return { version, footprint: Number(kilobytes) * 1024 }
}

const unavailable = (message: string, cause?: unknown): SandboxError =>
  new SandboxError(message, { kind: 'unavailable', cause })

const question = String.raw`
let size = "0"
try { size = /VmData:\s+(\d+)/.exec(require("node:fs").readFileSync("/proc/self/status", "latin1"))[1] } catch {}
console.log(process.versions.node + " " + size)`
