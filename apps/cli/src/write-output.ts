import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'

/**
 * Writes a text as its pieces come: into a file, or on the screen.
 * @throws Error that names the file, where a disk is full or fails; and whatever the pieces throw, when those before are written.
 */
export async function writeOutput(
  pieces: Iterable<string> | AsyncIterable<string>,
  file?: string,
): Promise<void> {
  if (file === undefined) {
    for await (const piece of pieces) if (!process.stdout.write(piece)) await once(process.stdout, 'drain')
    return
  }
  const stream = createWriteStream(file)
  const written = finished(stream).catch((cause: Error) => {
    throw notWhole(file, cause)
  })
  // It is waited for below, after what the pieces throw.
  written.catch(() => undefined)
  try {
    for await (const piece of pieces)
      if (!stream.write(piece))
        await Promise.race([new Promise<void>((drained) => stream.once('drain', drained)), written])
  } catch (error) {
    stream.end()
    await written
    throw error
  }
  stream.end()
  await written
}

/** What a full or failing disk did to a file or folder. */
export function notWhole(file: string, cause: Error): Error {
  return new Error(`${file} could not be written whole: ${cause.message}`, { cause })
}
