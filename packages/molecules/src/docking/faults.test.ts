import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { random } from '@textgrad/core'
import { contentCache } from '@textgrad/host'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import {
  fakeVina,
  hasPrograms,
  reference,
  referenceText,
  targetFolder,
  targetNamed,
} from './docking.test.support.ts'
import { DockingError, ToolError } from './errors.ts'
import { ligandPreparation } from './ligand/preparation.ts'
import { dockingPool } from './pool.ts'
import type { Box } from './receptor/box.ts'
import { receptorFromPdbqt, type Receptor } from './receptor/receptor.ts'
import { vina } from './vina.ts'

const hasAll = hasPrograms && reference !== undefined && targetFolder !== undefined

describe.skipIf(!hasAll)('faults (needs vina, obabel and reference data)', () => {
  let folder: string
  let receptor: Receptor
  let box: Box
  let benzene: string
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'textgrad-test-'))
    mkdirSync(join(folder, 'tmp'))
    // Temporary folders of this test are nobody else's.
    vi.stubEnv('TMPDIR', join(folder, 'tmp'))
    ;({ receptor, box } = await targetNamed('PPARA'))
    benzene = referenceText('ligands/lig15.pdbqt')
  })
  afterEach(() => {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true })
  })

  const leftBehind = () => readdirSync(join(folder, 'tmp'))
  /** Programs that this process has started, zombies too, and what works in this test's folder. */
  const processes = () =>
    readdirSync('/proc').filter((pid) => {
      const status = /^\d+$/.test(pid) ? read(`/proc/${pid}/status`) : ''
      const isChild = new RegExp(`^PPid:\\s+${process.pid}$`, 'm').test(status)
      const isOurs = isChild && /^Name:\s+(vina|obabel)/m.test(status)
      return isOurs || (status !== '' && read(`/proc/${pid}/cmdline`).includes(folder))
    })

  /** Whether, within a second, no process and no temporary folder is left. */
  const isQuiet = async () => {
    const rest = () => processes().length + leftBehind().length
    for (let tries = 0; tries < 100 && rest() > 0; tries++) await wait(10)
    return rest() === 0
  }

  async function failureOf(body: string, options: { readonly timeout?: number } = {}): Promise<Error> {
    await using program = vina({ receptor, box, executable: await fakeVina(folder, body), ...options })
    return await program.dockPdbqt(benzene).then(
      () => new Error('docked'),
      (error: unknown) => error as Error,
    )
  }

  test('a Vina that is missing is told with how to install it', async () => {
    await using program = vina({ receptor, box, executable: 'no-such-vina' })
    const error = await program.dock('CCO').catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ToolError)
    expect(error).toMatchObject({
      kind: 'missing',
      message: expect.stringContaining('apt-get install autodock-vina'),
    })
  })

  test('an Open Babel that is missing is told with how to install it', async () => {
    await using preparation = ligandPreparation({ obabel: join(folder, 'obabel'), threads: 1 })
    await expect(preparation.prepare('CCO')).rejects.toMatchObject({
      kind: 'missing',
      message: expect.stringContaining('apt-get install openbabel'),
    })
  })

  test('a program that is no Vina is told', async () => {
    await using program = vina({ receptor, box, executable: 'cat' })
    await expect(program.version()).rejects.toMatchObject({ name: 'ToolError', kind: 'version' })
    await using other = vina({ receptor, box, executable: await fakeVina(folder, '', '3.0.0') })
    await expect(other.version()).rejects.toThrow(/prints "AutoDock Vina 3\.0\.0/)
  })

  test('a Vina that hangs is killed at its deadline, which the molecule is told', async () => {
    const error = await failureOf('sleep 600 & sleep 600', { timeout: 500 })
    expect(error).toBeInstanceOf(DockingError)
    expect(error).toMatchObject({ stage: 'docking', reason: 'Vina did not finish within 0.5 s' })
    expect(leftBehind()).toEqual([])
  })

  test('a Vina that crashes on a molecule is told to it; one that is killed is run once more', async () => {
    expect(await failureOf('kill -ABRT $$')).toMatchObject({ name: 'DockingError', stage: 'docking' })
    const once = `[ -e ${folder}/again ] || { touch ${folder}/again; kill -KILL $$; }; exec vina "$@" --exhaustiveness 1`
    await using program = vina({
      receptor,
      box,
      executable: await fakeVina(folder, once.replace(' --exhaustiveness 1', '')),
      exhaustiveness: 1,
    })
    expect((await program.dockPdbqt(benzene)).score).toBe(-4.184)
    const twice = await failureOf('kill -KILL $$')
    expect(twice).toMatchObject({ name: 'ToolError', kind: 'killed' })
    expect(await failureOf('echo bad_alloc >&2; kill -ABRT $$')).toMatchObject({ name: 'ToolError' })
  })

  test('garbage, nothing, too much and half a file are told as faults of the program', async () => {
    const cases: [string, string][] = [
      ['exit 0', 'output'],
      ['echo garbage > "$out"', 'output'],
      ['yes', 'output'],
      ['echo broken >&2; exit 1', 'failed'],
    ]
    for (const [body, kind] of cases) expect(await failureOf(body)).toMatchObject({ name: 'ToolError', kind })
    expect(leftBehind()).toEqual([])
  })

  test('a full disk is told', { timeout: 60_000 }, async () => {
    // What Vina does there: it ends with exit code 0 and says nothing.
    const error = await failureOf('exec vina "$@" --out /dev/full')
    expect(error).toMatchObject({ name: 'ToolError' })
    const full = await failureOf(`vina "$@" > table; cat table; head -c 2000 "$out" > half; mv half "$out"`)
    expect(full).toMatchObject({ kind: 'output', message: expect.stringContaining('is the disk full?') })
    vi.stubEnv('TMPDIR', '/proc/no-such-folder')
    expect(await failureOf('exit 0')).toMatchObject({ name: 'StoreError' })
  })

  test(
    'check 12: 50 aborts at any time leave no process, zombie or folder',
    { timeout: 300_000 },
    async () => {
      const { next } = random(12, 'aborts')
      const pool = dockingPool({ cores: 2 })
      await using preparation = ligandPreparation({ threads: 1 })
      await using program = vina({ receptor, box, exhaustiveness: 2, pool, preparation })
      const smiles = ['c1ccccc1', 'CCCCC', 'CC(N)=O', 'CCCOC(=O)c1ccc(O)c(OC)c1']
      const one = async (index: number) => {
        const controller = new AbortController()
        const timer = setTimeout(() => controller.abort('enough'), next() * 1200)
        const run = program.dock(smiles[index % 4]!, { signal: controller.signal })
        const outcome = await run.then(
          () => 'docked',
          (error: unknown) => error,
        )
        clearTimeout(timer)
        return outcome
      }
      const outcomes: unknown[] = []
      for (let round = 0; round < 10; round++)
        outcomes.push(...(await Promise.all([0, 1, 2, 3, 4].map((k) => one(round * 5 + k)))))
      expect(outcomes).toHaveLength(50)
      expect(new Set(outcomes).difference(new Set(['docked', 'enough']))).toEqual(new Set())
      expect(outcomes.filter((outcome) => outcome === 'enough').length).toBeGreaterThan(25)
      expect(await isQuiet()).toBe(true)
      // A turn is given back when its process has said that it is over, a moment after it is.
      await expect.poll(() => pool.running).toBe(0)
      // Where it goes on as if nothing had been.
      expect((await program.dockPdbqt(benzene)).score).toBeLessThan(-4)
    },
  )

  test.each(['SIGKILL', 'SIGINT'] as const)(
    'check 12: %s in mid-batch keeps what was finished; Ctrl-C leaves nothing running',
    { timeout: 120_000 },
    async (signal) => {
      const batch = fileURLToPath(new URL('batch.test.program.ts', import.meta.url))
      const cacheFolder = join(folder, 'cache')
      const child = spawn(process.execPath, [batch, cacheFolder], { stdio: ['ignore', 'pipe', 'inherit'] })
      const finished: string[] = []
      for await (const line of createInterface({ input: child.stdout })) {
        finished.push(line)
        if (finished.length === 3) child.kill(signal)
      }
      expect(finished.length).toBeLessThan(7)
      // Nothing can be done at a kill -9.
      expect(signal === 'SIGKILL' || (await isQuiet())).toBe(true)
      const cache = contentCache(cacheFolder)
      await using program = vina({ receptor, box, exhaustiveness: 1, cache })
      for (const line of finished.slice(0, 3)) {
        const [smiles, score] = line.split(' ')
        expect((await program.dock(smiles!)).score).toBe(Number(score))
      }
      expect(program.counts()).toEqual({ dockings: 0, cached: 3 })
    },
  )

  test(
    'check 12: a repeated batch docks nothing; whatever the score depends on makes it new',
    { timeout: 300_000 },
    async () => {
      const cache = contentCache(join(folder, 'cache'))
      const smiles = ['c1ccccc1', 'CCCCC', 'CC(N)=O']
      const given = { receptor, box, exhaustiveness: 1, cache }
      const dockAll = async (options: Parameters<typeof vina>[0], times = 1) => {
        await using program = vina(options)
        const results = await Promise.all(smiles.slice(0, times).map((one) => program.dock(one)))
        return { scores: results.map(({ score }) => score), ...program.counts() }
      }
      const first = await dockAll(given, 3)
      expect(first).toMatchObject({ dockings: 3, cached: 0 })
      expect(await dockAll(given, 3)).toEqual({ scores: first.scores, dockings: 0, cached: 3 })
      // Threads change no score.
      expect(await dockAll({ ...given, cpu: 2 })).toMatchObject({ dockings: 0, cached: 1 })
      const moved = { ...box, center: [box.center[0] + 0.5, box.center[1], box.center[2]] as const }
      const byte = receptorFromPdbqt(`${receptor.pdbqt}\n`, 'x')
      await using atPh3 = ligandPreparation({ pH: 3, threads: 1 })
      await using ofPh3 = vina({ ...given, preparation: atPh3 })
      await using usual = vina(given)
      expect(ofPh3.id).not.toBe(usual.id)
      const newer = await fakeVina(folder, 'exec vina "$@"', 'v1.2.7')
      for (const change of [
        { seed: 2 },
        { box: moved },
        { receptor: byte },
        { executable: newer },
        { exhaustiveness: 2 },
        { modes: 3 },
      ])
        expect(await dockAll({ ...given, ...change })).toMatchObject({ dockings: 1, cached: 0 })
    },
  )
})

function read(path: string): string {
  try {
    return existsSync(path) ? readFileSync(path, 'utf8') : ''
  } catch {
    return ''
  }
}
