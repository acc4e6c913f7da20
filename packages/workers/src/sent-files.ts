import { open } from 'node:fs/promises'

import type { RunDescription, Task } from '@textgrad/core'

import { Contents, type Content, type ReadContent } from './content.ts'
import { pathsIn } from './paths.ts'

/** Bytes that are sent at once. */
const piece = 2 ** 20

/** What a run's configuration names, by its path. */
export type JobFiles = Readonly<Record<string, Content>>

/** The files of the runs of an evaluator, as they were when their first job was made. */
export class SentFiles {
  readonly #tasks: readonly Task[]
  readonly #contents = new Contents()
  readonly #ofRun = new WeakMap<RunDescription, Promise<JobFiles>>()
  /** The places of files, or the texts of lists, by their hashes. */
  readonly #places = new Map<string, { readonly path: string } | { readonly text: Buffer }>()

  constructor(tasks: readonly Task[]) {
    this.#tasks = tasks
  }

  /** The files that a run's task reads; empty for a task that is not known here. */
  of(run: RunDescription): Promise<JobFiles> {
    const known = this.#ofRun.get(run) ?? this.#read(run)
    this.#ofRun.set(run, known)
    return known
  }

  /** A piece of a content, in base64; empty at its end. Rejects with a TypeError for one that is not known here. */
  async piece(sha256: string, from: number): Promise<string> {
    const place = this.#places.get(sha256)
    if (!place) throw new TypeError(`No file of the run has the SHA-256 ${sha256}`)
    if ('text' in place) return place.text.subarray(from, from + piece).toString('base64')
    await using file = await open(place.path)
    const { bytesRead, buffer } = await file.read(Buffer.alloc(piece), 0, piece, from)
    return buffer.subarray(0, bytesRead).toString('base64')
  }

  async #read({ task: name, config }: RunDescription): Promise<JobFiles> {
    const task = this.#tasks.find((one) => one.name === name)
    if (!task) return {}
    const found: [string, Content][] = []
    for (const path of pathsIn(task.config, config)) {
      const content = await this.#contents.of(path)
      if (!content) continue
      this.#keep(content)
      found.push([path, { kind: content.kind, sha256: content.sha256 }])
    }
    return Object.fromEntries(found)
  }

  #keep({ sha256, list, files }: ReadContent): void {
    for (const [hash, path] of files) this.#places.set(hash, { path })
    if (list !== undefined) this.#places.set(sha256, { text: Buffer.from(list) })
  }
}
