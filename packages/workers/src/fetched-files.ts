import { createHash, randomUUID } from 'node:crypto'
import { chmod, mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

import { SystemError } from '@textgrad/core'

import { Contents, readList, type Content } from './content.ts'
import type { JobFiles } from './sent-files.ts'

/** Gives a piece of a content, from an offset; an empty one at its end. */
export type Fetch = (sha256: string, from: number) => Promise<Buffer>

/** The files that jobs name and this machine does not have, in a folder that workers may share. */
export class FetchedFiles {
  readonly #folder: string
  readonly #contents = new Contents()

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Where the files of a job are here, by where they were where the job was made; those at the same place are left out. */
  async places(files: JobFiles, fetch: Fetch): Promise<Map<string, string>> {
    const places = new Map<string, string>()
    for (const [path, content] of Object.entries(files)) {
      if (await this.#isAt(path, content)) continue
      const name = basename(path)
      if (['', '.', '..'].includes(name)) throw new TypeError(`${JSON.stringify(path)} names no file`)
      const place = join(this.#folder, content.sha256, name)
      if (!(await this.#isAt(place, content))) await this.#fetch(place, content, fetch)
      places.set(path, place)
    }
    return places
  }

  async #isAt(path: string, { kind, sha256 }: Content): Promise<boolean> {
    const here = await this.#contents.of(path)
    return here?.kind === kind && here.sha256 === sha256
  }

  /** Fetches it beside its place, and moves it there whole. */
  async #fetch(place: string, { kind, sha256 }: Content, fetch: Fetch): Promise<void> {
    const folder = join(this.#folder, `fetching-${randomUUID()}`)
    const whole = join(folder, basename(place))
    try {
      await mkdir(kind === 'folder' ? whole : folder, { recursive: true })
      if (kind === 'file') await fetchFile(whole, sha256, fetch)
      else await fetchFolder(whole, sha256, fetch)
      await mkdir(dirname(place), { recursive: true })
      await rename(whole, place).catch(async (error: unknown) => {
        // Another worker that shares the folder was faster.
        if (await this.#isAt(place, { kind, sha256 })) return
        await rm(place, { recursive: true, force: true })
        await rename(whole, place).catch(() => Promise.reject(error))
      })
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
}

async function fetchFolder(folder: string, sha256: string, fetch: Fetch): Promise<void> {
  const chunks: Buffer[] = []
  await fetchPieces(folder, sha256, { fetch, write: async (chunk) => void chunks.push(chunk) })
  for (const [path, hash, runs] of readList(Buffer.concat(chunks).toString())) {
    const file = join(folder, ...path.split('/'))
    await mkdir(dirname(file), { recursive: true })
    await fetchFile(file, hash, fetch)
    if (runs) await chmod(file, 0o755)
  }
}

async function fetchFile(path: string, sha256: string, fetch: Fetch): Promise<void> {
  await using file = await open(path, 'wx')
  await fetchPieces(path, sha256, { fetch, write: (chunk) => file.appendFile(chunk) })
}

interface Fetching {
  readonly fetch: Fetch
  readonly write: (chunk: Buffer) => Promise<void>
}

async function fetchPieces(path: string, sha256: string, { fetch, write }: Fetching): Promise<void> {
  const hash = createHash('sha256')
  for (let from = 0; ;) {
    const chunk = await fetch(sha256, from)
    if (chunk.length === 0) break
    hash.update(chunk)
    await write(chunk)
    from += chunk.length
  }
  if (hash.digest('hex') !== sha256)
    throw new SystemError(`${basename(path)} is not what it was when the run began: it was changed`)
}
