import { createReadStream } from 'node:fs'

/**
 * The text of a file, piece by piece, without a byte order mark: UTF-8, or UTF-16 where such a mark says so.
 * @throws {TypeError} that names a folder, or a file of other bytes, as of an older code page: letters of its text would be lost
 */
export async function* textPieces(file: string, signal?: AbortSignal): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined
  const stream = createReadStream(file, { ...(signal && { signal }) }) as AsyncIterable<Buffer>
  try {
    for await (const bytes of stream) {
      decoder ??= new TextDecoder(encodingOf(bytes), { fatal: true })
      yield decoder.decode(bytes, { stream: true })
    }
    if (decoder) yield decoder.decode()
  } catch (cause) {
    throw told(file, cause as NodeJS.ErrnoException)
  }
}

/** The whole of it. */
export async function readText(file: string): Promise<string> {
  return (await Array.fromAsync(textPieces(file))).join('')
}

function encodingOf([first, second]: Buffer): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
}

function told(file: string, cause: NodeJS.ErrnoException): Error {
  if (cause.code === 'EISDIR') return new TypeError(`${file} is a folder: name a file to read`, { cause })
  if (cause.code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') return cause
  return new TypeError(`${file} is no text in UTF-8: save it as UTF-8`, { cause })
}
