import { request } from 'node:http'
import { text } from 'node:stream/consumers'

export interface Asked {
  /** The address of a studio, and that with its token. */
  readonly to: string
  readonly entry: string
  readonly method?: string
  readonly path: string
  /** Headers to be set, and to be left out. */
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly body?: string
}

/**
 * Asks as a page of the studio does, except for what is said otherwise; nothing is tidied up on the way. TOKEN stands for the
 * token in the path and in headers.
 */
export function askAs({ to, entry, method = 'POST', path, headers = {}, body = '{}' }: Asked) {
  const { hostname, port, host } = new URL(to)
  const token = new URL(entry).searchParams.get('token')!
  const own = {
    host,
    origin: to,
    'sec-fetch-site': 'same-origin',
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    cookie: `textgrad-studio-${port}=${token}`,
    ...headers,
  }
  const sent = Object.fromEntries(
    Object.entries(own).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value.replace('TOKEN', token)]],
    ),
  )
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    // A connection that was kept may just be closed by the other side.
    const how = { hostname, port, path: path.replace('TOKEN', token), method, headers: sent, agent: false }
    const asking = request(how, (answer) => {
      text(answer).then((said) => resolve({ status: answer.statusCode!, body: said }), reject)
    })
    asking.on('error', reject)
    asking.end(body)
  })
}
