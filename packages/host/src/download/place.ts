import { join } from 'node:path'

import { webAddress } from './address.ts'
import type { DownloadOptions } from './download-options.ts'
import { folderSource } from './folder-source.ts'
import { httpSource } from './http-source.ts'
import type { Source } from './source.ts'

/** Where a file is asked for. @throws TypeError for an address that is none */
export function sourceOf({ url, from, name, stallAfter = 30_000 }: DownloadOptions): Source {
  const published = webAddress('url', url)
  // What a program asks for over https is its own business; what plain http leads to, nobody vouches for.
  if (from === undefined)
    return httpSource({ url: published, isTrusted: published.protocol === 'https:' }, stallAfter)
  const path = name ?? lastPart(published)
  if (!isInside(path))
    throw new TypeError(`name must be the path of a file within a folder, not ${JSON.stringify(path)}`)
  if (!/^\w+:\/\//.test(from)) return folderSource(join(from, path))
  const mirror = webAddress('from', from)
  const encoded = path.split('/').map(encodeURIComponent).join('/')
  mirror.pathname = `${mirror.pathname.replace(/\/+$/, '')}/${encoded}`
  return httpSource({ url: mirror, isTrusted: true }, stallAfter)
}

/** What a file at this address is called. */
export function lastPart({ pathname }: URL): string {
  const written = pathname.split('/').at(-1)!
  try {
    return decodeURIComponent(written)
  } catch {
    return written
  }
}

/** Whether a path with slashes stays within the folder that it is put into, on every system. */
export function isInside(path: string): boolean {
  return /^[^/\\:\0]+(\/[^/\\:\0]+)*$/.test(path) && !path.split('/').some((part) => /^\.\.?$/.test(part))
}
