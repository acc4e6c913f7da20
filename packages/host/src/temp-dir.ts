import { mkdtempSync, rmSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { StoreError } from '@textgrad/core'

import { atEnd } from './at-end.ts'

/** A program that is just being killed may still write into it. */
const removal = { recursive: true, force: true, maxRetries: 5, retryDelay: 20 } as const

/** A folder of one's own that is gone when it is disposed of, or when the process ends before. */
export interface TempDir extends AsyncDisposable {
  readonly path: string
  /** Writes a file into it and gives the file's path. Rejects with a StoreError. */
  write(name: string, content: string): Promise<string>
  /** The text of a file in it, or undefined where there is none. Rejects with a StoreError. */
  read(name: string): Promise<string | undefined>
}

/**
 * Makes a folder under the system's folder for temporary files: `await using folder = await tempDir()`.
 * Rejects with a StoreError where it cannot be made, such as on a full disk.
 */
export async function tempDir(prefix = 'textgrad-'): Promise<TempDir> {
  const parent = tmpdir()
  // At once, so that no signal finds a folder that nobody will remove.
  const path = await told(parent, (async () => mkdtempSync(join(parent, prefix)))())
  const forget = atEnd(() => rmSync(path, removal))
  return {
    path,
    async write(name, content) {
      const file = join(path, name)
      await told(file, writeFile(file, content))
      return file
    },
    async read(name) {
      const file = join(path, name)
      return told(file, readFile(file, 'utf8').catch(undefinedWhereMissing))
    },
    async [Symbol.asyncDispose]() {
      await told(path, rm(path, removal))
      forget()
    },
  }
}

function undefinedWhereMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

async function told<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    throw new StoreError(`The temporary files in ${path} cannot be used: ${(cause as Error).message}`, {
      cause,
    })
  }
}
