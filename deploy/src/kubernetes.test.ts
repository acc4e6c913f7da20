import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { tempDir } from '@textgrad/host'
import { canMakeNetworks, network, requireProgram } from '@textgrad/host/testing'
import { describe, expect, it } from 'vitest'

import { becomes, container, type Container, type ContainerSettings } from './container.test.support.ts'
import { documents, entrypoint, folder, read } from './files.test.support.ts'

/** The fields that these tests follow; all others are checked against the types of the API. */
interface Part {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly labels: Labels }
  readonly spec: {
    readonly selector?: Labels & { readonly matchLabels?: Labels }
    readonly podSelector?: { readonly matchLabels: Labels }
    readonly serviceName?: string
    readonly template?: { readonly metadata: { readonly labels: Labels }; readonly spec: Pod }
    readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[]
  }
}

type Labels = Readonly<Record<string, string>>

interface Pod {
  readonly terminationGracePeriodSeconds?: number
  readonly containers: readonly PodContainer[]
  readonly volumes?: readonly {
    readonly name: string
    readonly persistentVolumeClaim?: { readonly claimName: string }
  }[]
}

interface PodContainer {
  readonly image: string
  readonly command?: readonly string[]
  readonly args?: readonly string[]
  readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[]
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[]
  readonly readinessProbe?: Probe
  readonly livenessProbe?: Probe
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[]
}

interface Probe {
  readonly httpGet?: { readonly path: string; readonly port: string }
  readonly exec?: { readonly command: readonly string[] }
}

const files = ['kubernetes.yaml', 'kubernetes-run.yaml'] as const
const parts = files.flatMap((file) => documents(file) as Part[])
const named = (kind: string): Part => parts.find((part) => part.kind === kind)!
const podOf = (kind: string): Pod => named(kind).spec.template!.spec

/** Where the types of each API are. */
const modules: Readonly<Record<string, string>> = {
  v1: 'core/v1',
  'apps/v1': 'apps/v1',
  'batch/v1': 'batch/v1',
  'networking.k8s.io/v1': 'networking/v1',
}

const programs = ['redis-server', 'bwrap', 'ip'] as const
const canRun = programs.every(requireProgram) && canMakeNetworks()

describe('the manifests for Kubernetes', () => {
  it('have the fields of its API, of their types, and no others', { timeout: 120_000 }, () => {
    const typed = (value: Part, index: number): string =>
      `import type { ${value.kind} as Kind${index} } from 'kubernetes-types/${modules[value.apiVersion]}.d.ts'\n` +
      `export const part${index}: Kind${index} = ${JSON.stringify(value)}\n`
    expect(complaints(parts.map(typed).join(''))).toBe('')
    const wrong = JSON.parse(JSON.stringify(named('Deployment'))) as { spec: Record<string, unknown> }
    expect(
      complaints(typed({ ...named('Deployment'), spec: { ...wrong.spec, replica: 4 } } as Part, 0)),
    ).toMatch(/replica.* does not exist in type 'DeploymentSpec'/)
  })

  it('choose the pods that they make, and name volumes and claims that are there', () => {
    const claims = parts
      .filter(({ kind }) => kind === 'PersistentVolumeClaim')
      .map(({ metadata }) => metadata.name)
    const made = parts.filter(({ spec }) => spec.template)
    expect(made.map(({ kind }) => kind)).toEqual(['StatefulSet', 'Deployment', 'Job'])
    for (const { spec } of made) {
      const { labels } = spec.template!.metadata
      expect(labels).toMatchObject(spec.selector?.matchLabels ?? {})
      const { containers, volumes = [] } = spec.template!.spec
      const own = [...volumes, ...(spec.volumeClaimTemplates ?? []).map(({ metadata }) => metadata)]
      const names = own.map(({ name }) => name)
      for (const { name } of containers.flatMap(({ volumeMounts }) => volumeMounts))
        expect(names).toContain(name)
      const claimed = volumes.flatMap(({ persistentVolumeClaim: claim }) => (claim ? [claim.claimName] : []))
      expect(claims).toEqual(expect.arrayContaining(claimed))
    }
  })

  it('let only what is theirs reach Redis, and hold no secret', () => {
    const { labels } = named('StatefulSet').spec.template!.metadata
    const service = named('Service')
    expect(labels).toMatchObject(service.spec.selector!)
    expect(labels).toMatchObject(named('NetworkPolicy').spec.podSelector!.matchLabels)
    expect(named('StatefulSet').spec.serviceName).toBe(service.metadata.name)
    for (const kind of ['Deployment', 'Job']) {
      expect(named(kind).spec.template!.metadata.labels['app.kubernetes.io/part-of']).toBe('textgrad')
      const { env, args } = podOf(kind).containers[0]!
      expect(env.filter(({ value }) => value !== undefined)).toEqual([])
      expect(args).toContain(`redis://${service.metadata.name}:6379`)
    }
    expect(JSON.stringify(named('NetworkPolicy').spec)).toContain('"app.kubernetes.io/part-of":"textgrad"')
    for (const file of files) expect(read(file)).not.toMatch(/kind: Secret/)
  })

  it.skipIf(!canRun)(
    'start Redis, a worker and a run, as they are written there',
    { timeout: 240_000 },
    async () => {
      await using files = await tempDir('textgrad-kubernetes-')
      await using made = await network(['StatefulSet', 'Deployment', 'Job'])
      const { hosts } = made
      const names = { [named('Service').metadata.name]: hosts.StatefulSet.address }
      const started: Container[] = []
      const begin = (kind: keyof typeof hosts): Container => {
        const settings = settingsOf(podOf(kind).containers[0]!, files.path)
        started.unshift(container({ ...settings, host: hosts[kind], names, folder: files.path }))
        return started[0]!
      }
      try {
        await isWell(begin('StatefulSet'), podOf('StatefulSet').containers[0]!)
        const worker = begin('Deployment')
        await isWell(worker, podOf('Deployment').containers[0]!)
        expect(await begin('Job').ended).toMatchObject({
          code: 0,
          out: expect.not.stringContaining('No worker'),
        })
        // Where it keeps files that it fetches from runs: all else is read only.
        const { args = [] } = podOf('Deployment').containers[0]!
        const kept = args[args.indexOf('--shared') + 1]!
        expect(await worker.exec(['mkdir', '-p', `${kept}/content`])).toMatchObject({ code: 0 })
      } finally {
        for (const one of started) await one.kill()
      }
    },
  )
})

async function isWell(
  started: Container,
  { readinessProbe, livenessProbe, ports }: PodContainer,
): Promise<void> {
  for (const probe of [readinessProbe, livenessProbe]) {
    if (probe?.exec) await becomes(started, probe.exec.command)
    if (!probe?.httpGet) continue
    const { path, port } = probe.httpGet
    const { containerPort } = ports!.find(({ name }) => name === port)!
    const program = `fetch('http://127.0.0.1:${containerPort}${path}').then(({ status }) => process.exit(status < 400 ? 0 : 1))`
    await becomes(started, ['node', '-e', program])
  }
}

function settingsOf(
  { command = entrypoint(), args = [], env, volumeMounts }: PodContainer,
  place: string,
): Pick<ContainerSettings, 'command' | 'env' | 'volumes'> {
  return {
    command: [...command, ...args],
    // All of them are secrets.
    env: Object.fromEntries(env.map(({ name }) => [name, 'p@ss/wörd 1'])),
    volumes: Object.fromEntries(volumeMounts.map(({ name, mountPath }) => [mountPath, join(place, name)])),
  }
}

/** What the compiler has to say of a program. */
function complaints(text: string): string {
  // Where it finds the types.
  const place = join(folder, 'node_modules', '.manifests')
  mkdirSync(place, { recursive: true })
  try {
    const file = join(place, 'manifests.ts')
    writeFileSync(file, text)
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--skipLibCheck', '--ignoreConfig']
    return spawnSync('tsc', [...options, file], { encoding: 'utf8' }).stdout
  } finally {
    rmSync(place, { recursive: true })
  }
}
