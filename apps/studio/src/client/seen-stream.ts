import type { Followed } from './source.ts'

/** Milliseconds without a sign of life after which a connection is taken for lost: the server gives one every 15 seconds. */
const silence = 40_000

/** Milliseconds until a server that refused is asked again: a browser asks again by itself only where it was cut off. */
const pause = 2000

type Listener = readonly [name: string, take: (event: Event) => void]

/**
 * Server-sent events for as long as the page is looked at. A browser has six connections to a server for all of its tabs, so
 * a page that is hidden gives its own back; seen again, it goes on after the last event that it has.
 */
export class SeenStream implements Followed {
  readonly #address: string
  readonly #listeners: Listener[] = []
  #source: EventSource | undefined
  /** The id of the last event: the page has all until there. */
  #last = ''
  #timer = 0

  constructor(address: string) {
    this.#address = address
    document.addEventListener('visibilitychange', this.#look)
    this.#look()
  }

  addEventListener(name: string, take: (event: Event) => void): void {
    this.#listeners.push([name, take])
    this.#source?.addEventListener(name, take)
  }

  close(): void {
    document.removeEventListener('visibilitychange', this.#look)
    this.#leave()
  }

  readonly #look = (): void => {
    if (document.hidden) this.#leave()
    else if (!this.#source) this.#open()
  }

  #leave(): void {
    clearTimeout(this.#timer)
    this.#source?.close()
    this.#source = undefined
  }

  #open(): void {
    this.#leave()
    const after = this.#last === '' ? '' : `?last=${encodeURIComponent(this.#last)}`
    const told = new EventSource(`${this.#address}${after}`)
    this.#source = told
    for (const name of ['open', 'message', 'begin', 'rows', 'following', 'beat'])
      told.addEventListener(name, (event) => this.#hear(event))
    told.addEventListener('error', () => {
      if (told.readyState === EventSource.CLOSED) this.#openIn(pause)
    })
    for (const [name, take] of this.#listeners) told.addEventListener(name, take)
    this.#openIn(silence)
  }

  #hear(event: Event): void {
    if (event instanceof MessageEvent && event.lastEventId !== '') this.#last = event.lastEventId
    this.#openIn(silence)
  }

  /** Opens it anew after a time in which nothing is heard. */
  #openIn(milliseconds: number): void {
    clearTimeout(this.#timer)
    this.#timer = window.setTimeout(() => this.#open(), milliseconds)
  }
}
