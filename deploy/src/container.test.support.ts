import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import type { Host } from '@textgrad/host/testing'

import { repository } from './files.test.support.ts'

/** What a container is made of. No engine is needed: bubblewrap gives it its files, a network namespace its network. */
export interface ContainerSettings {
  readonly host: Host
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Folders of this machine, by where it sees them. */
  readonly volumes?: Readonly<Record<string, string>>
  /** Addresses by the names that it knows. */
  readonly names: Readonly<Record<string, string>>
  /** Where files of the test may lie. */
  readonly folder: string
}

interface Ended {
  readonly code: number | null
  readonly out: string
}

export interface Container {
  readonly ended: Promise<Ended>
  /** Runs another command in it. */
  exec(command: readonly string[]): Promise<Ended>
  kill(): Promise<void>
}

const node = '/opt/node/bin'

/** Starts a command as a container's first process: with the files of the image, which it cannot change, and its volumes. */
export function container(settings: ContainerSettings): Container {
  const child = start(settings, settings.command)
  const ended = outcomeOf(child)
  return {
    ended,
    exec: (command) => outcomeOf(start(settings, command)),
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Runs a command in a container until it ends well, as a probe does. Rejects when the container ends before. */
export async function becomes(container: Container, command: readonly string[]): Promise<void> {
  const broken = container.ended.then(({ code, out }) => {
    throw new Error(`The container ended with ${code}: ${out}`)
  })
  for (let tries = 0; ; tries++) {
    const { code, out } = await Promise.race([container.exec(command), broken])
    if (code === 0) return
    if (tries === mostTries) throw new Error(`${command.join(' ')} did not end well: ${out}`)
    await Promise.race([sleep(200), broken])
  }
}

const mostTries = 50

function start(settings: ContainerSettings, command: readonly string[]): ChildProcess {
  const { host, env = {}, volumes = {}, names, folder } = settings
  const hosts = join(folder, 'hosts')
  const lines = Object.entries({ localhost: '127.0.0.1', ...names }).map(([name, at]) => `${at} ${name}\n`)
  writeFileSync(hosts, lines.join(''))
  for (const volume of Object.values(volumes)) mkdirSync(volume, { recursive: true })
  const shown = { '/etc/hosts': hosts, '/textgrad': repository, [`${node}/node`]: process.execPath }
  const files = [
    ...['/usr', '/bin', '/lib', '/lib64', '/etc'].flatMap((path) => ['--ro-bind-try', path, path]),
    ...Object.entries(shown).flatMap(([path, source]) => ['--ro-bind', source, path]),
    ...Object.entries({ tmpfs: '/tmp', proc: '/proc', dev: '/dev' }).flatMap(([kind, at]) => [
      `--${kind}`,
      at,
    ]),
    ...Object.entries(volumes).flatMap(([path, volume]) => ['--bind', volume, path]),
  ]
  const own = { PATH: `${node}:/usr/local/bin:/usr/bin:/bin`, HOME: '/home/node', ...env }
  const variables = ['--clearenv', ...Object.entries(own).flatMap((pair) => ['--setenv', ...pair])]
  const alone = ['--unshare-pid', '--die-with-parent', '--remount-ro', '/']
  return host.spawn('bwrap', [...files, ...variables, ...alone, '--', ...command], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function outcomeOf(child: ChildProcess): Promise<Ended> {
  let out = ''
  child.stdout!.on('data', (chunk) => (out += String(chunk)))
  child.stderr!.on('data', (chunk) => (out += String(chunk)))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out }
}
