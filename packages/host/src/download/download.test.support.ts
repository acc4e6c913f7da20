import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect } from 'vitest'

import { DownloadError } from './download-error.ts'
import { fileServer, randomBytes, sha256, type Fault } from './server.test.support.ts'

/** Of the file that is fetched. */
export const content = randomBytes(1, 300_000)

/** Where it was published: nobody is asked there. */
const url = 'https://example.org/data/file.bin'
export const fast = { retryDelay: 1, sha256: sha256(content), url }

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'textgrad-download-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** In the folder of a test. */
export const within = (path: string): string => join(dir, path)

export const to = (): string => within('made/file.bin')

/** What is in the folder of the file. */
export const left = (): readonly string[] => (existsSync(within('made')) ? readdirSync(within('made')) : [])

/** A server of the file, with a fault for each of its first requests. */
export const serverOf = (...faults: Fault[]) =>
  fileServer({ 'file.bin': content }, (count) => faults[count] ?? {})

export async function failure(work: Promise<unknown>): Promise<DownloadError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(DownloadError)
  return error as DownloadError
}
