import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

export interface ClientFile {
  readonly type: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/**
 * The pages as they were built, by their address. They are read once: no address that is asked for becomes a path.
 * @throws Error where they were not built.
 */
export function clientFiles(folder: string): ReadonlyMap<string, ClientFile> {
  const files = new Map<string, ClientFile>()
  for (const { name, parentPath, isFile } of entries(folder)) {
    const type = types[extname(name)]
    if (!isFile || !type) continue
    const path = join(parentPath, name)
    files.set(path.slice(folder.length).replaceAll('\\', '/'), {
      type,
      bytes: new Uint8Array(readFileSync(path)),
    })
  }
  const page = files.get('/index.html')
  if (page) files.set('/', page)
  return files
}

function entries(folder: string) {
  try {
    const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    return found.map((entry) => ({ name: entry.name, parentPath: entry.parentPath, isFile: entry.isFile() }))
  } catch (cause) {
    throw new Error('The pages of the studio are not built: npm run studio builds them first', { cause })
  }
}
