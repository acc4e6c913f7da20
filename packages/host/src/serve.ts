import { type MessagePort, parentPort } from 'node:worker_threads'

/** What a worker tells its pool. */
export type WorkerMessage<A> =
  | { readonly type: 'ready' }
  | { readonly type: 'answer'; readonly value: A }
  | { readonly type: 'broken'; readonly error: unknown }

/**
 * Makes the module that calls it the worker of a `workerPool`: it gets one request at a time, and what
 * `answer` returns goes back by structured clone. Call it once, after the module has loaded what it needs:
 * until then the worker counts as starting. If `answer` throws, the worker is taken for broken and replaced,
 * so a request that cannot be met is better answered by a value. The pool's `data` is `workerData`.
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- a worker states the types of its pool
export function serve<Q, A>(answer: (request: Q) => A | Promise<A>): void {
  const port = parentPort
  if (!port) throw new Error('serve() is for the module of a worker pool: it works in a worker thread only')
  port.on('message', (request: Q) => {
    void reply(port, () => answer(request))
  })
  send(port, { type: 'ready' })
}

async function reply<A>(port: MessagePort, answer: () => A | Promise<A>): Promise<void> {
  try {
    send(port, { type: 'answer', value: await answer() })
  } catch (error) {
    sendBroken(port, error)
  }
}

function sendBroken(port: MessagePort, error: unknown): void {
  try {
    send(port, { type: 'broken', error })
  } catch {
    // Not everything that can be thrown can be cloned (a WebAssembly.Exception, an error with a function in its cause).
    send(port, { type: 'broken', error: new Error(String(error)) })
  }
}

function send(port: MessagePort, message: WorkerMessage<unknown>): void {
  port.postMessage(message)
}
