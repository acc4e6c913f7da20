import { readFile, stat } from 'node:fs/promises'

import { z } from 'zod'

/** Whether there is such a file. */
export async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() ?? false
}

/**
 * The content of a JSON file.
 * @throws TypeError that names the file and what is wrong in it. Rejects as Node does where there is no such file.
 */
export async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  return checked(await readFile(file, 'utf8'), schema, file)
}

/**
 * The rows of a file of JSON lines.
 * @throws TypeError that names the file, the line and what is wrong in it. Rejects as Node does where there is no such file.
 */
export async function readJsonLines<T>(file: string, schema: z.ZodType<T>): Promise<readonly T[]> {
  const lines = (await readFile(file, 'utf8')).split('\n')
  return lines.flatMap((line, index) =>
    line.trim() === '' ? [] : [checked(line, schema, `${file}, line ${index + 1}`)],
  )
}

function checked<T>(text: string, schema: z.ZodType<T>, where: string): T {
  const read = schema.safeParse(parsed(text, where))
  if (read.success) return read.data
  throw new TypeError(`${where}: ${z.prettifyError(read.error)}`)
}

function parsed(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new TypeError(`${where}: expected JSON: ${(cause as Error).message}`, { cause })
  }
}
