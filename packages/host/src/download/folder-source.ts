import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'

import { DownloadError } from './download-error.ts'
import type { Source } from './source.ts'

/** A file on this machine. */
export function folderSource(path: string): Source {
  const missing = (cause: unknown): never => {
    const { code, message } = cause as NodeJS.ErrnoException
    const rule = code === 'ENOENT' ? 'there is no such file' : `it can not be read: ${message}`
    throw new DownloadError(`${path}: ${rule}`, { kind: 'missing', cause })
  }
  async function* read(offset: number): AsyncGenerator<Buffer> {
    try {
      yield* createReadStream(path, { start: offset }) as AsyncIterable<Buffer>
    } catch (error) {
      missing(error)
    }
  }
  return {
    name: path,
    async open({ offset }) {
      const { size } = await stat(path).catch(missing)
      const start = offset <= size ? offset : 0
      return { offset: start, total: size, validator: undefined, body: read(start), [Symbol.dispose]() {} }
    },
  }
}
