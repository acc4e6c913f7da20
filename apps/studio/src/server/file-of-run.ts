import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

import type { Artifact, RunEvent, StoredEvent } from '@textgrad/core'
import type { RunInfo, Said } from '@textgrad/runs'

import { hashOf, inline } from './alone.ts'
import { structurePage } from './structure-page.ts'

const built = join(import.meta.dirname, '../../dist')

export interface RunToShow {
  readonly info: RunInfo
  readonly events: readonly StoredEvent[]
  /** What its task shows of it as a whole. */
  readonly views?: readonly Artifact[]
  /** What people noted on its steps. */
  readonly notes?: readonly Said[]
}

/**
 * The pages of a run as one HTML file: it opens from a disk, without a network, and shows the same figures. Scripts of its own
 * run in it and no others, and it asks nobody for anything.
 * @throws Error where the pages were not built.
 */
export function fileOfRun({ info, events, views = [], notes = [] }: RunToShow): string {
  const script = inline(read('alone/alone.js'))
  const style = read('alone/alone.css')
  const hasStructures = [...views, ...events.map(({ event }) => event)].some(isStructure)
  const structures = hasStructures ? structurePage(read('viewer/viewer.js')) : undefined
  const policy = [
    "default-src 'none'",
    `script-src ${[hashOf(script), ...(structures ? [structures.hash] : [])].join(' ')}`,
    "style-src 'unsafe-inline'",
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const lines = [{ info, views, notes }, ...events].map((one) => JSON.stringify(one)).join('\n')
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>textgrad</title><link rel="icon" href="data:,">
<style>${style}</style></head>
<body><div id="app"></div>
<script type="application/octet-stream" id="run">${packed(lines)}</script>
<script type="application/octet-stream" id="structures">${packed(structures?.html ?? '')}</script>
<script>${script}</script>
</body></html>
`
}

const packed = (text: string): string => gzipSync(text).toString('base64')

function isStructure(told: Artifact | RunEvent): boolean {
  if ('kind' in told && told.kind === 'structure') return true
  return 'type' in told && told.type === 'artifact' && told.artifact.kind === 'structure'
}

function read(name: string): string {
  try {
    return readFileSync(join(built, name), 'utf8')
  } catch (cause) {
    throw new Error('The pages of the studio are not built: npm run studio builds them', { cause })
  }
}
