import { StoreError } from '@textgrad/core'
import { lastRequest, openQuestion, sayTo, takeBack, type StoreReader } from '@textgrad/runs'
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'

import type { Forms, Order, Talk } from '../model/orders.ts'
import { bodyOf, mostBytes, textIn, valuesIn, wholeIn } from './body.ts'
import { Refused, type Workshop } from './workshop.ts'

const nothing: Forms = { tasks: [], limits: null, folder: '' }

/**
 * What the pages change: runs are begun as processes of their own, and what is said to a run is kept in the store, where
 * whoever works on it hears it. The log of a run is never written here.
 */
export function acts(store: StoreReader, workshop?: Workshop): Hono {
  const app = new Hono()
  app.onError((error, c) => {
    if (error instanceof HTTPException) return c.json({ error: error.message }, error.status)
    if (error instanceof Refused) return c.json({ error: error.message, problems: error.problems }, 422)
    if (error instanceof RangeError) return c.json({ error: error.message }, 409)
    if (error instanceof StoreError) return c.json({ error: error.message }, 500)
    throw error
  })
  app.use(
    bodyLimit({
      maxSize: mostBytes,
      onError: () => {
        throw new HTTPException(413, { message: `More than ${mostBytes} bytes are not taken` })
      },
    }),
  )
  app.get('/forms', (c) => c.json(workshop?.forms ?? nothing))
  app.post('/orders', async (c) => c.json(await shopOf(workshop).check(await orderOf(c, store))))
  const begin = async (c: Context): Promise<Response> =>
    c.json({ run: await shopOf(workshop).begin(await orderOf(c, store)) }, 201)
  app.post('/runs', begin)
  app.post('/runs/:id/:do{resume|fork}', begin)
  addTalk(app, store)
  return app
}

/** What is said to a run. */
function addTalk(app: Hono, store: StoreReader): void {
  const { file } = store
  app.get('/runs/:id/talk', async (c) => c.json(await talkOf(store, await runOf(c, store))))
  app.post('/runs/:id/pause', async (c) => {
    await sayTo(file, await runOf(c, store), { kind: 'pause' })
    return c.json({}, 202)
  })
  app.delete('/runs/:id', async (c) => {
    await sayTo(file, await runOf(c, store), { kind: 'stop' })
    return c.json({}, 202)
  })
  app.post('/runs/:id/answers', async (c) => {
    const body = await bodyOf(c)
    const text = typeof body['text'] === 'string' ? body['text'] : ''
    const number = await sayTo(file, await runOf(c, store), {
      kind: 'answer',
      answers: wholeIn(body, 'question'),
      text,
    })
    return c.json({ number }, 201)
  })
  app.post('/runs/:id/notes', async (c) => {
    const body = await bodyOf(c)
    const note = { kind: 'note', step: wholeIn(body, 'step'), text: textIn(body, 'text') } as const
    return c.json({ number: await sayTo(file, await runOf(c, store), note) }, 201)
  })
  app.delete('/runs/:id/notes/:number{\\d{1,15}}', async (c) => {
    await takeBack(file, await runOf(c, store), Number(c.req.param('number')))
    return c.json({})
  })
}

function shopOf(workshop: Workshop | undefined): Workshop {
  if (workshop) return workshop
  throw new HTTPException(501, { message: 'Nothing can be begun here: textgrad studio begins runs' })
}

/** What a request orders: of a run that there is, or of a task that it names. */
async function orderOf(c: Context, store: StoreReader): Promise<Order> {
  const body = await bodyOf(c)
  const values = valuesIn(body)
  const what = c.req.param('do') ?? body['do'] ?? 'run'
  if (what === 'run') return { do: 'run', task: textIn(body, 'task'), values }
  const id = c.req.param('id') ?? textIn(body, 'run')
  if (what === 'resume' || what === 'fork') return { do: what, run: await known(store, id), values }
  throw new HTTPException(400, { message: 'Expected do to be run, resume or fork' })
}

async function talkOf(store: StoreReader, id: string): Promise<Talk> {
  const said = await store.said(id)
  const { status } = await store.info(id)
  const isRunning = status === 'running'
  const question = isRunning ? openQuestion(said) : undefined
  const asked = isRunning ? lastRequest(said) : undefined
  return {
    isRunning,
    notes: said.flatMap(({ kind, number, at, step, text }) =>
      kind === 'note' ? [{ number, at, step, text }] : [],
    ),
    question: question ? { number: question.number, step: question.step, text: question.text } : null,
    asked: asked ? { kind: asked.kind === 'stop' ? 'stop' : 'pause', at: asked.at } : null,
  }
}

function runOf(c: Context, store: StoreReader): Promise<string> {
  return known(store, c.req.param('id') ?? '')
}

async function known(store: StoreReader, id: string): Promise<string> {
  if ((await store.runs()).includes(id)) return id
  throw new HTTPException(404, { message: 'There is no such run' })
}
