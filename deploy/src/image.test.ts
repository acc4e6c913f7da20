import { spawnSync } from 'node:child_process'
import { cpSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

import { tempDir } from '@textgrad/host'
import { requireProgram } from '@textgrad/host/testing'
import { describe, expect, it } from 'vitest'

import { entrypoint, instructions, read, repository } from './files.test.support.ts'

const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
  readonly devEngines: { readonly packageManager: { readonly version: string } }
  readonly engines: { readonly node: string }
}
const runs = instructions('RUN').map((one) => one.getArgumentsContent()!)

describe('the Dockerfile', () => {
  it('has the instructions that an image is made of, in an order that is one', () => {
    const words = instructions().map((one) => one.getKeyword())
    expect(words[0]).toBe('FROM')
    expect(new Set(words)).toEqual(new Set(['FROM', 'WORKDIR', 'COPY', 'RUN', 'USER', 'ENTRYPOINT', 'CMD']))
    const last = words.lastIndexOf('FROM')
    expect(words.slice(last).join(' ')).toBe('FROM RUN COPY RUN WORKDIR USER ENTRYPOINT CMD')
    const user = instructions('USER')[0]!.getArgumentsContent()
    expect(user).toBe('node')
  })

  it('has the Node.js and the package manager of the repository, and no secret', () => {
    const [, least] = /^>=(\d+)$/.exec(manifest.engines.node)!
    for (const from of instructions('FROM'))
      expect(from.getArgumentsContent()).toMatch(new RegExp(`^node:${least}-bookworm-slim( AS build)?$`))
    const managers = runs.join('\n').match(/pnpm@[\d.]+/g)
    expect(new Set(managers)).toEqual(new Set([`pnpm@${manifest.devEngines.packageManager.version}`]))
    expect(read('Dockerfile')).not.toMatch(/^\s*(ARG|ENV)|_KEY|PASSWORD/m)
  })

  it('takes programs from Debian that the tests run with, too', () => {
    const ci = readFileSync(join(repository, '.ci', 'run'), 'utf8')
    const [, tested] = /needed=\((.*)\)/.exec(ci)!
    const [, installed] = /apt-get install --yes --no-install-recommends ((?:[a-z0-9-]+ ?)+)/.exec(
      runs.join('\n'),
    )!
    for (const name of installed!.trim().split(' '))
      // Python comes with what the tests take of it.
      expect(tested!.split(' ').map((one) => one.replace(/^(python3)-.*/, '$1'))).toContain(name)
  })

  it.skipIf(!requireProgram('shellcheck'))('runs lines that the shell checker has nothing to say of', () => {
    for (const line of runs) {
      const input = line.replaceAll(/\\\n/g, ' ')
      const checked = spawnSync('shellcheck', ['--shell=dash', '-'], { input, encoding: 'utf8' })
      expect(checked).toMatchObject({ status: 0, stdout: '' })
    }
  })

  it(
    'makes a folder in which the command starts, of what is copied and installed',
    { timeout: 240_000 },
    async () => {
      await using place = await tempDir('textgrad-image-')
      const copy = join(place.path, 'textgrad')
      cpSync(repository, copy, { recursive: true, filter: (path) => !isIgnored(relative(repository, path)) })
      const install = runs.find((line) => line.includes('--prod'))!
      const env = { ...process.env, INIT_CWD: place.path }
      const installed = spawnSync('sh', ['-c', install], { cwd: copy, encoding: 'utf8', env })
      expect(installed).toMatchObject({ status: 0 })
      const [, file] = entrypoint()
      const args = [
        file!.replace('/textgrad', copy),
        'worker',
        '--redis',
        'redis://127.0.0.1:9',
        '--tasks',
        'molecules',
      ]
      const started = spawnSync(process.execPath, args, { cwd: place.path, encoding: 'utf8', env })
      // It has all that it is made of: what is missing is a Redis.
      expect(started).toMatchObject({ status: 1, stderr: expect.stringContaining('Redis does not answer') })
    },
  )
})

/** Whether the engine leaves it out of what it copies. */
function isIgnored(path: string): boolean {
  const parts = path.split(sep)
  return read('Dockerfile.dockerignore')
    .split('\n')
    .filter((line) => line !== '')
    .some((line) => (line.startsWith('**/') ? parts.includes(line.slice(3)) : parts[0] === line))
}
