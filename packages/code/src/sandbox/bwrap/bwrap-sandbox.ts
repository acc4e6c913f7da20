import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import process from 'node:process'

import { limitsOf } from '../limits.ts'
import { killProcess, type Launch } from '../native/launch.ts'
import { NativeSandbox } from '../native/native-sandbox.ts'
import { SandboxError } from '../sandbox-error.ts'
import type { OpenOptions, Sandbox } from '../sandbox.ts'
import { roomArguments } from './arguments.ts'
import { seccompFilter } from './seccomp.ts'
import type { Architecture } from './system-calls.ts'
import { unprivilegedUser } from './user.ts'

export interface BwrapOptions {
  /** The program (default: 'bwrap' on PATH). */
  readonly executable?: string | undefined
  /** The Python that programs run on (default: /usr/bin/python3). Its folder is shown to them. */
  readonly python?: string | undefined
}

const install = 'apt-get install bubblewrap python3'

/**
 * Programs behind walls of the Linux kernel: namespaces without a network, other processes or files other than /usr,
 * a filter of system calls, no privileges, limits, and everything read-only but a small /tmp in memory. Root does not
 * start it: it becomes a user without rights before. Proves at first that all of it works on this machine; rejects with a
 * SandboxError 'unavailable' that says what does not. The walls are those of the kernel that is shared: a hole in it is a
 * hole in them.
 */
export async function bwrapSandbox({
  executable = 'bwrap',
  python = '/usr/bin/python3',
}: BwrapOptions = {}): Promise<Sandbox> {
  const architecture = knownArchitecture()
  const version = versionOf(executable)
  if (!existsSync(python)) throw unavailable(`there is no ${python}: ${install}`)
  const filter = seccompFilter(architecture)
  const user = unprivilegedUser()
  const show = foldersOf(python)
  const launch = (command: readonly string[], { limits, hashSeed = 0 }: OpenOptions): Launch => ({
    command: executable,
    args: [...roomArguments({ show, hashSeed, filesBytes: 16 * limits.fileBytes }), '--', ...command],
    env: {},
    user,
    filter,
    detached: false,
    kill: killProcess,
  })
  const options = { launch, python, capabilities: walls }
  const sandbox = new NativeSandbox({ ...options, name: `bwrap ${version}` })
  return sandbox.named(`bwrap ${version}, python ${await proven(sandbox)}`)
}

const walls = {
  network: 'kept out',
  files: 'kept out',
  environment: 'kept out',
  processes: 'kept out',
  memory: 'kept out',
  forgery: 'kept out',
} as const

const unavailable = (reason: string, cause?: unknown): SandboxError =>
  new SandboxError(`bubblewrap can not be used: ${reason}`, { kind: 'unavailable', cause })

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

/** Runs a program in it, and asks from within whether the walls stand. Gives the version of Python. */
async function proven(sandbox: Sandbox): Promise<string> {
  try {
    await using candidate = await sandbox.open({ language: 'python', limits: limitsOf({ cpuSeconds: 20 }) })
    await candidate.load(question)
    const answer = await candidate.call('walls', [])
    if (answer.status !== 'returned') throw unavailable('a program in it does not run')
    const [version, missing] = answer.value as [string, readonly string[]]
    if (missing.length > 0) throw unavailable(`on this machine ${missing.join(', ')}`)
    return version
  } catch (cause) {
    if (!(cause instanceof SandboxError) || cause.kind === 'unavailable') throw cause
    throw unavailable(`${cause.message}${hint(cause.message)}`, cause)
  }
}

const question = String.raw`
def walls():
    import os, sys
    status = dict(line.rstrip("\n").split(":\t", 1) for line in open("/proc/self/status") if ":\t" in line)
    missing = []
    if status.get("Seccomp") != "2":
        missing.append("system calls are not filtered")
    if int(status["CapEff"], 16) != 0 or status.get("NoNewPrivs") != "1":
        missing.append("privileges are left")
    if os.getuid() == 0:
        missing.append("programs are root")
    if len([name for name in os.listdir("/proc") if name.isdigit()]) > 3:
        missing.append("other processes are seen")
    try:
        os.close(os.open("/proc/sys/kernel/core_pattern", os.O_WRONLY))
        missing.append("settings of the kernel can be written")
    except OSError:
        pass
    return ["%d.%d.%d" % sys.version_info[:3], missing]
`

/** What usually is behind bwrap's words. */
function hint(words: string): string {
  const limit = '/proc/sys/user/max_user_namespaces'
  const none = existsSync(limit) && readFileSync(limit, 'utf8').trim() === '0'
  if (none || /namespace|uid map|userns/i.test(words))
    return ' (new user namespaces are not allowed here, as in most containers)'
  return ''
}
