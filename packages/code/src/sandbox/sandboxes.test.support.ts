import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { requireProgram, sharedPath } from '@textgrad/host/testing'

import { bwrapSandbox } from './bwrap/bwrap-sandbox.ts'
import { SandboxError } from './sandbox-error.ts'

/** Why bwrap can not be used on this machine, such as in a container that refuses user namespaces; undefined if it can. */
export const bwrapRefusal: string | undefined = await refusal()

async function refusal(): Promise<string | undefined> {
  if (!requireProgram('bwrap')) return 'bwrap is not installed'
  try {
    await using sandbox = await bwrapSandbox()
    void sandbox
    return undefined
  } catch (error) {
    if (error instanceof SandboxError && error.kind === 'unavailable') return error.message
    throw error
  }
}

/** For the name of a suite that needs bwrap: says why it is skipped. */
export const bwrapNote = bwrapRefusal === undefined ? '' : ` (not available: ${bwrapRefusal})`

export interface NamedProgram {
  readonly name: string
  readonly program: string
}

/** A list of programs that were written to break out; empty where the reference data is missing. */
export function attacks(file: string, list: string): readonly NamedProgram[] {
  const path = sharedPath(join('ref/code', file))
  if (path === undefined) return []
  return (JSON.parse(readFileSync(path, 'utf8')) as Record<string, readonly NamedProgram[]>)[list] ?? []
}

/** The processes of sandboxes that this process started, and of those that lost their parent since it began. */
export function leftovers(): readonly string[] {
  const lines = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,etimes=,stat=,args='], { encoding: 'utf8' })
    .trim()
    .split('\n')
  const found = lines.map((line) => /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line)!)
  const below = new Set([String(process.pid)])
  for (let size = -1; size !== below.size;) {
    size = below.size
    for (const [, pid, parent] of found) if (below.has(parent!)) below.add(pid!)
  }
  return found
    .filter(
      ([, pid, parent, seconds, , args]) =>
        (below.has(pid!) || (parent === '1' && Number(seconds) <= process.uptime())) &&
        /bwrap|-S -s -B -X utf8|pyodide\/realm\.program|quickjs\/host\.program/.test(args!),
    )
    .map(([, pid, , , state, args]) => `${pid} ${state} ${args!.slice(0, 40)}`)
}
