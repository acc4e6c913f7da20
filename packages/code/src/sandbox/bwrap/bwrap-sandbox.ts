import { spawnSync } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import process from 'node:process'

import { killProcess } from '../native/launch.ts'
import { NativeSandbox } from '../native/native-sandbox.ts'
import { pythonRuntime } from '../native/python-runtime.ts'
import { missingRuntime, type LaunchCommand, type Runtime } from '../native/runtime.ts'
import { foundNode } from '../node/found-node.ts'
import { nodeLanguages, nodeRuntime } from '../node/node-runtime.ts'
import { SandboxError } from '../sandbox-error.ts'
import type { Sandbox } from '../sandbox.ts'
import { roomArguments, type Shown } from './arguments.ts'
import { proveNode, provenPython } from './proof.ts'
import { seccompFilter } from './seccomp.ts'
import type { Architecture } from './system-calls.ts'
import { unavailable } from './unavailable.ts'
import { unprivilegedUser } from './user.ts'

export interface BwrapOptions {
  /** The program (default: 'bwrap' on PATH). */
  readonly executable?: string | undefined
  /** The Python that programs run on (default: /usr/bin/python3). Its folder is shown to them. */
  readonly python?: string | undefined
  /**
   * The Node.js that programs in JavaScript and TypeScript run on (default: that of this process). Its file is shown to them, and
   * nothing beside it; where root starts this, a user without rights has to be able to read it.
   */
  readonly node?: string | undefined
}

const install = 'apt-get install bubblewrap python3'

/**
 * Programs behind walls of the Linux kernel: namespaces without a network, other processes or files other than /usr,
 * a filter of system calls, no privileges, limits, and everything read-only but a small /tmp in memory. Root does not
 * start it: it becomes a user without rights before. Proves at first that all of it works on this machine; rejects with a
 * SandboxError 'unavailable' that says what does not. Where only Node.js does not, it runs Python alone, and says why when it is
 * asked for another language. The walls are those of the kernel that is shared: a hole in it is a hole in them.
 */
export async function bwrapSandbox({
  executable = 'bwrap',
  python = '/usr/bin/python3',
  node = process.execPath,
}: BwrapOptions = {}): Promise<Sandbox> {
  const architecture = knownArchitecture()
  const version = versionOf(executable)
  if (!existsSync(python)) throw unavailable(`there is no ${python}: ${install}`)
  const filter = seccompFilter(architecture)
  const user = unprivilegedUser()
  const showing =
    (show: readonly Shown[]): LaunchCommand =>
    (command, { limits, hashSeed = 0 }) => ({
      command: executable,
      args: [...roomArguments({ show, hashSeed, filesBytes: 16 * limits.fileBytes }), '--', ...command],
      env: {},
      user,
      filter,
      detached: false,
      kill: killProcess,
    })
  const pythons = pythonRuntime(python, showing(foldersOf(python)))
  const [pythonVersion, nodes] = await Promise.all([provenPython(pythons), provenNode(node, showing)])
  return new NativeSandbox({
    name: [`bwrap ${version}`, `python ${pythonVersion}`, ...nodes.names].join(', '),
    capabilities: walls,
    runtimes: [pythons, ...nodes.runtimes],
    missing: nodes.missing,
  })
}

/** Where programs find it, wherever it is. */
const nodePlace = '/node'

interface ProvenNode {
  readonly names: readonly string[]
  readonly runtimes: readonly Runtime[]
  readonly missing: readonly Runtime[]
}

/** Node.js in it, or why it does not run there. */
async function provenNode(
  node: string,
  showing: (show: readonly Shown[]) => LaunchCommand,
): Promise<ProvenNode> {
  try {
    const { version, footprint } = await foundNode(node)
    const launch = showing([[realpathSync(node), nodePlace]])
    const runtime = nodeRuntime({ node: nodePlace, footprint, boundsProcesses: true, launch })
    await proveNode(runtime)
    return { names: [`node ${version}`], runtimes: [runtime], missing: [] }
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error
    return { names: [], runtimes: [], missing: [missingRuntime(nodeLanguages, error.message)] }
  }
}

const walls = {
  network: 'kept out',
  files: 'kept out',
  environment: 'kept out',
  processes: 'kept out',
  memory: 'kept out',
  forgery: 'kept out',
} as const

function knownArchitecture(): Architecture {
  const { platform, arch } = process
  if (platform !== 'linux') throw unavailable(`it needs Linux, and this is ${platform}`)
  if (arch !== 'x64' && arch !== 'arm64') throw unavailable(`the system calls of ${arch} are not known`)
  return arch
}

function versionOf(executable: string): string {
  const { stdout, error, status } = spawnSync(executable, ['--version'], {
    encoding: 'utf8',
    timeout: 30_000,
  })
  if (error) throw unavailable(`${executable} was not found or does not run: ${install}`, error)
  const [, version, major, minor] = /^bubblewrap ((\d+)\.(\d+)\S*)/.exec(stdout) ?? []
  if (status !== 0 || version === undefined) throw unavailable(`${executable} --version says no version`)
  if (Number(major) === 0 && Number(minor) < 8)
    throw unavailable(`version ${version} has no --disable-userns; 0.8 or later is needed`)
  return version
}

/** The folder of a Python that is not the system's, by where it really is. */
function foldersOf(python: string): readonly string[] {
  const folders = [python, realpathSync(python)].map((path) => dirname(dirname(path)))
  return [...new Set(folders)].filter((folder) => folder !== '/usr' && folder !== '/')
}
