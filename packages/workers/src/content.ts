import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

import { z } from 'zod'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/** What a file or a folder holds: the SHA-256 of the file, or of the list of a folder's files. */
export const contentSchema = z.strictObject({ kind: z.enum(['file', 'folder']), sha256 })
export type Content = z.infer<typeof contentSchema>

/** A folder's files, in order: of each its path with slashes, its hash and whether it may be executed. */
const listSchema = z.array(z.tuple([z.string().max(4096), sha256, z.boolean()]))
type List = z.infer<typeof listSchema>

/** Beyond this a folder is not looked through. */
const mostFiles = 10_000
const mostBytes = 4 * 2 ** 30

export interface ReadContent extends Content {
  /** Of a folder. */
  readonly list?: string
  /** Where each file is that belongs to it, by its hash. */
  readonly files: ReadonlyMap<string, string>
}

/** Reads contents, each file once as long as it is not changed. */
export class Contents {
  readonly #known = new Map<string, { readonly state: string; readonly sha256: Promise<string> }>()

  /** Undefined where there is nothing, or more than is looked through. */
  async of(path: string): Promise<ReadContent | undefined> {
    const found = await stat(path).catch(() => undefined)
    if (found?.isFile()) {
      const hash = await this.#hash(path)
      return { kind: 'file', sha256: hash, files: new Map([[hash, path]]) }
    }
    return found?.isDirectory() ? this.#folder(path) : undefined
  }

  async #folder(path: string): Promise<ReadContent | undefined> {
    const entries = await readdir(path, { recursive: true, withFileTypes: true })
    const inside = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
    if (inside.length > mostFiles) return undefined
    const looked = await Promise.all(inside.map(async (file) => ({ file, ...(await lookAt(file)) })))
    if (looked.reduce((sum, { bytes }) => sum + bytes, 0) > mostBytes) return undefined
    const files = new Map<string, string>()
    const list: List = []
    for (const { file, runs } of looked) {
      const hash = await this.#hash(file)
      files.set(hash, file)
      list.push([relative(path, file).replaceAll(sep, '/'), hash, runs])
    }
    const text = JSON.stringify(list.toSorted(([a], [b]) => (a < b ? -1 : 1)))
    return { kind: 'folder', sha256: createHash('sha256').update(text).digest('hex'), list: text, files }
  }

  async #hash(path: string): Promise<string> {
    const { mtimeMs, size, ino } = await stat(path)
    const state = `${mtimeMs} ${size} ${ino}`
    const known = this.#known.get(path)
    if (known?.state === state) return known.sha256
    const hash = hashOf(path)
    this.#known.set(path, { state, sha256: hash })
    return hash
  }
}

async function lookAt(file: string): Promise<{ bytes: number; runs: boolean }> {
  const { size, mode } = await stat(file)
  return { bytes: size, runs: (mode & 0o100) !== 0 }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/**
 * Reads the list of a folder's files.
 * @throws TypeError for what is none, or names a file outside of the folder.
 */
export function readList(text: string): List {
  const list = listSchema.safeParse(JSON.parse(text))
  if (list.success && list.data.every(([path]) => isInside(path))) return list.data
  throw new TypeError('The list of the files of a folder can not be read')
}

function isInside(path: string): boolean {
  return !/^([/\\]|[a-z]:)/i.test(path) && !path.split(/[/\\]/).includes('..')
}
