import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'

/** A machine of its own as far as its network goes: its processes reach the others by cables alone. */
export interface Host {
  readonly address: string
  /** Starts a program there. */
  spawn(program: string, args: readonly string[], options: SpawnOptions): ChildProcess
  /** Pulls its cable out of the switch: what is sent is lost, and no connection hears of it. */
  unplug(): void
  plug(): void
}

export interface Network<Name extends string> extends AsyncDisposable {
  readonly hosts: Readonly<Record<Name, Host>>
}

/** A network namespace lives as long as this process in it, which ends when its input does: with the process that made it. */
const holder = ['sh', '-c', 'echo ready && exec cat >/dev/null'] as const

/** Whether this machine lets its user make networks: as root, or in a namespace of users. Linux only. */
export function canMakeNetworks(): boolean {
  const args = [...asRoot(), '--net', 'ip', 'link', 'add', 'switch', 'type', 'bridge']
  return spawnSync('unshare', args, { stdio: 'ignore' }).status === 0
}

/**
 * Hosts at one switch, each in a network namespace, 10.77.0.1 and so on.
 * @throws Error where the system refuses
 */
export async function network<Name extends string>(names: readonly Name[]): Promise<Network<Name>> {
  const held: ChildProcess[] = []
  const hold = async (program: string, args: readonly string[]): Promise<number> => {
    const child = spawn(program, [...args, ...holder], { stdio: ['pipe', 'pipe', 'inherit'] })
    held.push(child)
    const [first] = (await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])) as unknown[]
    if (String(first) !== 'ready\n') throw new Error(`${program} could not make a network namespace`)
    return child.pid!
  }
  const end = async (): Promise<void> => {
    await Promise.all(
      held.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return
        const ended = once(child, 'exit')
        child.kill('SIGKILL')
        await ended
      }),
    )
  }
  try {
    const hub = await hold('unshare', [...asRoot(), '--net'])
    configure(hub, 'link add switch type bridge', 'link set switch up')
    const hosts = {} as Record<Name, Host>
    for (const [index, name] of names.entries()) {
      // Made in the switch's, so that both belong to the same user.
      const pid = await hold('nsenter', [...into(hub), 'unshare', '--net'])
      hosts[name] = connect(hub, pid, index + 1)
    }
    return { hosts, [Symbol.asyncDispose]: end }
  } catch (error) {
    await end()
    throw error
  }
}

function connect(hub: number, pid: number, number: number): Host {
  const address = `10.77.0.${number}`
  const port = `port${number}`
  const plug = (): void => configure(hub, `link set ${port} master switch`)
  configure(hub, `link add ${port} type veth peer name eth0 netns ${pid}`, `link set ${port} up`)
  configure(pid, 'link set lo up', `address add ${address}/24 dev eth0`, 'link set eth0 up')
  plug()
  return {
    address,
    spawn: (program, args, options) => spawn('nsenter', [...into(pid), program, ...args], options),
    // Both ends stay up: with a carrier that is lost the kernel would tell connections.
    unplug: () => configure(hub, `link set ${port} nomaster`),
    plug,
  }
}

function configure(pid: number, ...commands: readonly string[]): void {
  for (const command of commands) {
    const { status, stderr } = spawnSync('nsenter', [...into(pid), 'ip', ...command.split(' ')], {
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`ip ${command}: ${stderr}`)
  }
}

const isRoot = process.getuid?.() === 0

function asRoot(): readonly string[] {
  return isRoot ? [] : ['--user', '--map-root-user']
}

function into(pid: number): readonly string[] {
  const user = isRoot ? [] : [`--user=/proc/${pid}/ns/user`, '--preserve-credentials']
  return [...user, `--net=/proc/${pid}/ns/net`]
}
