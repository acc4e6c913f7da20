import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a model may write to be run by whoever looks at it: script, handlers, addresses, escapes of a terminal. */
export const nastyText = (beacon: string): string =>
  [
    '<script>window.__pwned=1</script>',
    '<img src=x onerror="window.__pwned=2">',
    '<svg onload="window.__pwned=3"></svg>',
    `[click](javascript:window.__pwned=4) ![b](${beacon}/b.png?leak=1) <img src="${beacon}/c.png">`,
    '<a href="data:text/html,<script>1</script>">d</a>',
    '<iframe srcdoc="<script>parent.__pwned=5</script>"></iframe>',
    `</title></style></script><style>@import url(${beacon}/x.css)</style>`,
    '{{constructor.constructor("window.__pwned=6")()}}',
    '<!--<script></textarea></select><base href="//evil.example/">]]>\u2028alert(1)\u2029',
    '\u001B]8;;http://evil.example/\u0007link\u001B]8;;\u0007 \u202Egnp.exe',
  ].join('\n')

/** A server of others, which no page should ever ask. */
export async function listening() {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url!)
    response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    asked,
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.dispose]: () => void server.close(),
  }
}
