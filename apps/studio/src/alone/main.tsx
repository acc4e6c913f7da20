import type { Artifact, StoredEvent } from '@textgrad/core'
import type { RunInfo, Said } from '@textgrad/runs'
import { Hono } from 'hono'

import '../client/style.css'
import { begin } from '../client/begin.tsx'
import { addressOf } from '../client/place.ts'
import { askFrom } from '../client/source.ts'
import type { Talk } from '../model/orders.ts'
import { api } from '../server/api.ts'
import { queueRoutes } from '../server/queue-routes.ts'
import { keptRun } from './kept-run.ts'
import { ToldStream } from './told-stream.ts'

/** What a file holds besides the pages: a line of each, as `fileOfRun` writes it. */
export interface Held {
  readonly info: RunInfo
  readonly views: readonly Artifact[]
  /** What people noted on its steps. */
  readonly notes: readonly Said[]
}

/** Shows the pages with the one run that is in the file itself: they ask what would be the server, and no network. */
async function show(): Promise<void> {
  const [first = '', ...lines] = (await unpacked('run')).trimEnd().split('\n')
  const { info, views, notes } = JSON.parse(first) as Held
  const events = lines.map((line) => JSON.parse(line) as StoredEvent)
  const talk: Talk = { notes, question: null, asked: null, isRunning: false }
  const app = new Hono()
  app.get('/runs/:id/talk', (c) => c.json(talk))
  app.route('/', queueRoutes())
  app.route('/', api(keptRun(info, events), views.length > 0 ? async () => views : undefined))
  const ask = async (path: string): Promise<Response> => app.request(path)
  askFrom({
    ask,
    follow: (path) => new ToldStream(ask(path)),
    structures: { srcDoc: await unpacked('structures') },
    addressOf: () => undefined,
    canAct: false,
  })
  if (!/^#\/./.test(location.hash)) location.replace(addressOf({ run: info.id }))
  begin()
}

void show()

/** What was compressed and written as text. */
async function unpacked(id: string): Promise<string> {
  const text = document.querySelector(`#${id}`)?.textContent ?? ''
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text()
}
