import { spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer, text } from 'node:stream/consumers'

import { limitsOf, type Limits } from '../limits.ts'
import { SandboxError } from '../sandbox-error.ts'
import { readDistribution, type Distribution } from './distribution.ts'
import { packImage, type Image, type Kept } from './image.ts'
import { realmCommand } from './realm-command.ts'
import { realmCode } from './realm.ts'
import { preparation, start } from './start.ts'

/** Makes images of a Python that has started, one for each seed for hashes, and keeps them open. */
export class Images implements AsyncDisposable {
  readonly #distribution: Distribution
  readonly #made = new Map<number, Promise<number>>()

  /** Throws a SandboxError 'unavailable' where there is no Pyodide. */
  constructor() {
    this.#distribution = readDistribution()
  }

  /** The descriptor of an image; it stays open. Rejects with a SandboxError 'io'. */
  get(hashSeed: number): Promise<number> {
    const known = this.#made.get(hashSeed)
    if (known) return known
    const made = this.#make(hashSeed)
    this.#made.set(hashSeed, made)
    return made
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const made of await Promise.allSettled(this.#made.values()))
      if (made.status === 'fulfilled') closeSync(made.value)
    this.#made.clear()
  }

  async #make(hashSeed: number): Promise<number> {
    const { script, wasm, library } = this.#distribution
    const about = { hashSeed, preparation, start }
    const parts = { realm: Buffer.from(realmCode), script, wasm, library }
    const first = unnamedFile(packImage({ ...parts, memory: Buffer.alloc(0) }, about))
    try {
      const { kept, memory } = await prepared(first)
      return unnamedFile(packImage({ ...parts, memory } satisfies Image, { ...about, kept }))
    } finally {
      closeSync(first)
    }
  }
}

/** Starts Python for the first time, and gives its memory. */
async function prepared(image: number): Promise<{ readonly kept: Kept; readonly memory: Buffer }> {
  const { command, args } = realmCommand('make', limitsOf() satisfies Limits)
  const child = spawn(command, args, { env: {}, cwd: '/', stdio: [image, 'ignore', 'pipe', 'pipe'] })
  const [errors, made] = await Promise.all([
    text(child.stderr!),
    buffer(child.stdio[3] as NodeJS.ReadableStream as never),
    new Promise((resolve) => child.once('close', resolve)),
  ]).catch((cause: unknown) => {
    throw failed((cause as Error).message, cause)
  })
  if (made.length < 4) throw failed(errors.trim().slice(-500))
  const length = made.readUInt32LE()
  return {
    kept: JSON.parse(made.toString('utf8', 4, 4 + length)) as Kept,
    memory: made.subarray(4 + length),
  }
}

const failed = (why: string, cause?: unknown): SandboxError =>
  new SandboxError(`Pyodide did not start: ${why}`, { kind: 'io', cause })

/** A file that is gone as soon as nobody has it open. */
function unnamedFile(parts: readonly Uint8Array[]): number {
  const folder = mkdtempSync(join(tmpdir(), 'textgrad-'))
  try {
    const file = openSync(join(folder, 'image'), 'wx+', 0o600)
    for (const part of parts) for (let done = 0; done < part.length;) done += writeSync(file, part, done)
    return file
  } catch (cause) {
    throw failed((cause as Error).message, cause)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
