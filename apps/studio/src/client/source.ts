import { SeenStream } from './seen-stream.ts'

/** Server-sent events, as an EventSource gives them. */
export interface Followed {
  addEventListener(name: string, take: (event: Event) => void): void
  close(): void
}

/** Where the pages get what they show. */
export interface Source {
  /** Asks the studio at a path. */
  readonly ask: (path: string, signal?: AbortSignal) => Promise<Response>
  /** Follows a run as server-sent events. */
  readonly follow: (path: string) => Followed
  /** The page in which structures are drawn: by its address, or as it is. */
  readonly structures: { readonly src: string } | { readonly srcDoc: string }
  /** The address of something that can be opened alone; a file has none. */
  readonly addressOf: (path: string) => string | undefined
  /** Whether runs can be begun and spoken to from there. */
  readonly canAct: boolean
}

const server: Source = {
  ask: (path, signal) => fetch(`./api${path}`, signal ? { signal } : {}),
  follow: (path) => new SeenStream(`./api${path}`),
  structures: { src: './structure' },
  addressOf: (path) => `./api${path}`,
  canAct: true,
}

let chosen = server

/** What the pages ask: the server that they came from, unless they say another one when they begin. */
export const source = (): Source => chosen

export function askFrom(other: Source): void {
  chosen = other
}
