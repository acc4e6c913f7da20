/** Server-sent events of an answer that is there already, to be listened to as to an EventSource. */
export class ToldStream extends EventTarget {
  readonly #controller = new AbortController()

  constructor(answer: Promise<Response>) {
    super()
    void this.#tell(answer)
  }

  close(): void {
    this.#controller.abort()
  }

  async #tell(answer: Promise<Response>): Promise<void> {
    const { signal } = this.#controller
    const { body } = await answer
    this.dispatchEvent(new Event('open'))
    let rest = ''
    const take = (chunk: string): void => {
      const parts = (rest + chunk).split('\n\n')
      rest = parts.pop()!
      for (const part of parts) if (!signal.aborted) this.dispatchEvent(eventOf(part))
    }
    const sink = new WritableStream<string>({ write: take })
    await body!
      .pipeThrough(new TextDecoderStream())
      .pipeTo(sink, { signal })
      .catch(() => undefined)
  }
}

/** The lines of an event: `event: rows`, `data: ...`. */
function eventOf(part: string): MessageEvent<string> {
  const fields = new Map(
    part.split('\n').map((line) => {
      const colon = line.indexOf(': ')
      return [line.slice(0, colon), line.slice(colon + 2)]
    }),
  )
  return new MessageEvent(fields.get('event') ?? 'message', { data: fields.get('data') ?? '' })
}
