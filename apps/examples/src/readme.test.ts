import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { requireProgram, sharedPath } from '@textgrad/host/testing'
import { redisServer, type RedisServer } from '@textgrad/workers/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { simulatedModel } from './simulated-model.test.support.ts'
import { shownBelow } from './snippets.test.support.ts'

const packages = join(import.meta.dirname, '../../../packages')
const folder = mkdtempSync(join(tmpdir(), 'textgrad-examples-'))
let server: Server
let url = ''
let redis: RedisServer

// The language model is simulated: a server on this machine that answers what OpenAI's would.
beforeAll(async () => {
  server = simulatedModel().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  redis = await redisServer()
})
afterAll(async () => {
  await redis[Symbol.asyncDispose]()
  server.close()
  rmSync(folder, { recursive: true })
})

function runExample(name: string): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, `${name}.ts`)], {
    cwd: folder,
    env: {
      ...process.env,
      OPENAI_BASE_URL: url,
      OPENAI_API_KEY: 'none',
      REDIS_URL: redis.url,
      TEXTGRAD_TARGETS: targets ?? '',
      DICOM_FOLDER: patient ?? '',
    },
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => (out += String(chunk)))
  child.stderr.on('data', (chunk) => (err += String(chunk)))
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })))
}

/** Examples that are not the first of a package, with the package whose README quotes them, or the page of docs/ that does. */
const further: Readonly<Record<string, string>> = {
  'ai-sdk': 'engines',
  'code-faster': 'code.md',
  'code-hidden': 'code',
  'code-repair': 'code',
  'code-repository': 'code.md',
  'molecules-batch': 'molecules',
  'molecules-scaffold': 'molecules',
  'molecules-selectivity': 'molecules',
  'molecules-target': 'molecules',
  'radiotherapy-compare': 'radiotherapy',
  'radiotherapy-dicom': 'radiotherapy',
  'radiotherapy-goals': 'radiotherapy',
  'radiotherapy-prostate': 'radiotherapy',
}

/** Examples that dock, which takes programs, targets and time. */
const docking = ['molecules-selectivity', 'molecules-target']
const targets = sharedPath('data/dockstring')
const canDock = requireProgram('vina') && requireProgram('obabel') && targets !== undefined

/** A patient of the example that reads DICOM. */
const patient = sharedPath('ref/radiotherapy/dicom_cshape')

/** What each example prints. */
const prints: Readonly<Record<string, RegExp>> = {
  'ai-sdk': /^It is about 37000000\. It is 36797063\.\n$/,
  code: /^1 of 2 tests pass\.\n\nTest test-2: .*\n  returned 3\n  expected 2\.5\n/,
  'code-faster':
    /^3 of 4 tests pass; 50000 numbers: timeout, slowly\n4 of 4 tests pass; 50000 numbers: passed, in less than a fifth of the limit\nfrom collections import Counter\n/,
  'code-hidden': /^1 local 0\.67 hidden 0\.\d\d\n2 local 1\.00 hidden 1\.00\n$/,
  'code-repair': /^1 score 1\n--- start\n\+\+\+ program\n[^]*\n\+    if len\(ys\) % 2 != 0:\n/,
  'code-repository':
    /^1 score 1\.00\n--- a\/prices\.py\n\+\+\+ b\/prices\.py\n@@ [^]*\n\+        return total \* \(1 - discount\)\n/,
  core: /^x = 2 or x = 1\/3\n$/,
  engines: /^The sign .* 10\n$/,
  langchain:
    /^wrong after 1 steps: It is about 37000000\.\nright after 3 steps: It is 36797063\.\nUse your tools .*\n$/,
  host: /^\[ 1, 4, 9 \]\n$/,
  molecules: /^QED 0\.\d{4} .*Drug-likeness \(QED\) of/,
  'molecules-batch': /^(smiles-\d QED 0\.\d\d -> 0\.[6-9]\d \S+\n){3}$/,
  'molecules-scaffold': /^1 \S+ QED 0\.\d\d similarity 0\.\d\d\n2 \S+ QED 0\.[89]\d similarity 0\.\d\d\n$/,
  'molecules-selectivity': /^1 \S+ DRD2 -\d+\.\d PPARA -\d+\.\d QED 0\.\d\d\n$/,
  'molecules-target': /^1 \S+ Vina -\d+\.\d QED 0\.\d\d\n2 \S+ Vina -\d+\.\d QED 0\.\d\d\n$/,
  questions: /^x = 2 or x = 1\/3\n$/,
  radiotherapy: /^Target D95 4\d\.\d Gy, core 6\.0 Gy \[\]\n$/,
  'radiotherapy-compare': /^(.* Gy: \d+(\.\d+)? and \d+(\.\d+)? Gy\n){3}$/,
  'radiotherapy-dicom': /^(\d: score -[\d.]+, goals missed: \d\n){1,9}\d+: score 0, goals missed: 0\n$/,
  'radiotherapy-goals':
    /^(\d: score -[\d.e-]+, goals missed: \d\n){1,9}\d+: score 0, goals missed: 0\nPTV: weight \S+\n/,
  'radiotherapy-prostate':
    /^5 of 5 plans meet all hard goals\. .*\n +mean +min +max +D95%\nPTV less 70\.2( +-?\d+\.\d\d \(\d+\.\d\d\)){3} +-?0\.00 \(0\.00\)\n +mean +D5% +D50%\n(\w+( +\d+\.\d\d \(\d+\.\d\d\)){3}\n){2}$/,
  search: /^2\.01 0\.50\n$/,
  runs: /^1 0\.\d+ \{ smiles: /,
  workers: /^1 0\.\d{4}\n2 0\.\d{4}\n[1-9] evaluations by the worker\n$/,
}

function pageOf(name: string): string {
  const page = further[name] ?? name
  return page.endsWith('.md') ? join(packages, '../docs', page) : join(packages, page, 'README.md')
}

describe('the README of every package', () => {
  const names = [...readdirSync(packages), ...Object.keys(further)]

  it('is there, with an example', () => {
    expect(Object.keys(prints).toSorted()).toEqual(names.toSorted())
  })

  it('quotes every example', () => {
    const examples = readdirSync(import.meta.dirname).filter((name) => /^[\w-]+\.ts$/.test(name))
    expect(examples.map((name) => name.slice(0, -'.ts'.length)).toSorted()).toEqual(names.toSorted())
  })

  it.each(names)('%s: quotes its example word for word', (name) => {
    expect(readFileSync(pageOf(name), 'utf8')).toContain(
      readFileSync(join(import.meta.dirname, `${name}.ts`), 'utf8'),
    )
  })

  const missing = patient === undefined ? [...docking, 'radiotherapy-dicom'] : docking
  it.each(names.filter((name) => !missing.includes(name)))(
    '%s: has an example that runs',
    { timeout: 120_000 },
    async (name) => {
      const { code, out, err } = await runExample(name)
      expect({ code, err }).toEqual({ code: 0, err: '' })
      expect(out).toMatch(prints[name]!)
      expect(out).toMatch(shownBelow(readFileSync(join(import.meta.dirname, `${name}.ts`), 'utf8')))
    },
  )

  it('shows what some of its examples print', () => {
    const codes = names.map((name) => readFileSync(join(import.meta.dirname, `${name}.ts`), 'utf8'))
    expect(codes.filter((code) => shownBelow(code).source !== '^')).toHaveLength(4)
  })

  describe.skipIf(!canDock)('with docking (needs vina, obabel and targets)', () => {
    it.each(docking)('%s: has an example that runs', { timeout: 240_000 }, async (name) => {
      const { code, out, err } = await runExample(name)
      expect({ code, err }).toEqual({ code: 0, err: '' })
      expect(out).toMatch(prints[name]!)
    })
  })

  it('of the project quotes the example of core', () => {
    const readme = readFileSync(join(packages, '../README.md'), 'utf8')
    expect(readme).toContain(readFileSync(join(import.meta.dirname, 'core.ts'), 'utf8'))
  })

  it('leaves the report that the example of runs writes', () => {
    expect(existsSync(join(folder, 'report.html'))).toBe(true)
  })

  it('leaves the page of two plans with the histograms of both', () => {
    const page = readFileSync(join(folder, 'plans.html'), 'utf8')
    expect(page).toContain('Research only, not a medical device')
    const curves = [...page.matchAll(/<polyline .*?<title>(.*?)<\/title>/g)].map(([, name]) => name)
    expect(curves).toEqual(
      ['first', 'this'].flatMap((which) => ['PTV', 'Core', 'Body'].map((name) => `${name}, ${which}`)),
    )
  })

  it.skipIf(patient === undefined)('leaves the dose of the plan for a DICOM folder', () => {
    expect(readdirSync(join(folder, 'best-plan')).toSorted()).toEqual(['dose.dcm', 'plan.json'])
  })
})
