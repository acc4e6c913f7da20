import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, rename, rm, writeFile, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { StoreError } from '@textgrad/core'

import { flushFolder } from '../flush-folder.ts'
import { abandoned, claim, folderOf, moved } from './part-folders.ts'

/**
 * What there is so far of a file that is being fetched, in the folder `<file>.part` beside it. As long as a process works
 * at it the folder has a name of its own, so that no other one does; who comes next, also after a kill -9, goes on with
 * it. Methods reject with a StoreError that names the file.
 */
export class Part implements AsyncDisposable {
  readonly #file: string
  readonly #folder: string
  readonly #handle: FileHandle
  #hash: Hash = createHash('sha256')
  #bytes = 0
  #isFromOneGo = false
  #validator: string | undefined

  private constructor(file: string, folder: string, handle: FileHandle) {
    this.#file = file
    this.#folder = folder
    this.#handle = handle
  }

  /** Makes a part, or takes over what was left of one. */
  static open(file: string): Promise<Part> {
    return told(file, async () => {
      await mkdir(dirname(file), { recursive: true })
      const folder = folderOf(file)
      if (!(await claim(file, folder))) await mkdir(folder)
      const part = new Part(file, folder, await open(join(folder, 'bytes'), 'a'))
      await part.#readBack()
      return part
    })
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Whether one delivery brought all of it. */
  get isFromOneGo(): boolean {
    return this.#isFromOneGo
  }

  /** Of the content that the bytes are from. */
  get validator(): string | undefined {
    return this.#validator
  }

  /** Goes on, with what stands for the content from here on. */
  async begin(validator: string | undefined): Promise<void> {
    this.#isFromOneGo = this.#bytes === 0
    if (validator === this.#validator) return
    this.#validator = validator
    await told(this.#file, () => writeFile(join(this.#folder, 'validator'), validator ?? ''))
  }

  async append(bytes: Buffer): Promise<void> {
    await told(this.#file, () => this.#handle.appendFile(bytes))
    this.#hash.update(bytes)
    this.#bytes += bytes.length
  }

  /** Begins anew. */
  async empty(): Promise<void> {
    await told(this.#file, () => this.#handle.truncate(0))
    this.#hash = createHash('sha256')
    this.#bytes = 0
  }

  /** SHA-256 in hexadecimal. */
  digest(): string {
    return this.#hash.copy().digest('hex')
  }

  /** Puts the file in its place, as a whole, and on the disk. */
  async complete(): Promise<void> {
    await told(this.#file, async () => {
      await this.#handle.sync()
      await this.#handle.close()
      await rename(join(this.#folder, 'bytes'), this.#file)
      await flushFolder(dirname(this.#file))
      for (const { path } of await abandoned(this.#file)) await rm(path, { recursive: true, force: true })
      await rm(this.#folder, { recursive: true, force: true })
    })
  }

  /** Throws it away. */
  async discard(): Promise<void> {
    await told(this.#file, async () => {
      await this.#handle.close()
      await rm(this.#folder, { recursive: true, force: true })
    })
  }

  /** Leaves it to who comes next, unless it is complete or discarded. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close()
    const isLeft = this.#bytes > 0 && (await moved(this.#folder, `${this.#file}.part`))
    // Somebody else may have left one meanwhile: then that is gone on with.
    if (!isLeft) await rm(this.#folder, { recursive: true, force: true })
  }

  async #readBack(): Promise<void> {
    for await (const chunk of createReadStream(join(this.#folder, 'bytes')) as AsyncIterable<Buffer>) {
      this.#hash.update(chunk)
      this.#bytes += chunk.length
    }
    const validator = await readFile(join(this.#folder, 'validator'), 'utf8').catch(() => '')
    this.#validator = validator === '' ? undefined : validator
  }
}

/** What the disk refuses, with the file's name. */
export async function told<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw new StoreError(`The file ${file} can not be used: ${(cause as Error).message}`, { cause })
  }
}
