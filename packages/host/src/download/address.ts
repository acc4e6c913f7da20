import { lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

import { DownloadError } from './download-error.ts'

/** Networks that are nobody's or one's own (IANA's registries of special-purpose addresses). */
const own = new BlockList()
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  own.addSubnet(network, bits)
for (const [network, bits] of [
  ['::', 127],
  ['64:ff9b:1::', 48],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  own.addSubnet(network, bits, 'ipv6')

/** An address as it may be shown: without the password or key that it may hold. */
export function shown({ protocol, host, pathname }: URL): string {
  return `${protocol}//${host}${pathname}`
}

/** @throws TypeError for what is no http or https address; it is not repeated, because it may hold a key. */
export function webAddress(name: string, text: string): URL {
  const url = URL.parse(text)
  if (url && /^https?:$/.test(url.protocol)) return url
  throw new TypeError(
    `${name} must be an http or https address${url ? `, not one with ${url.protocol}` : ': it is not a URL'}`,
  )
}

/** A place to ask, and whether it may be in a private network. */
export interface Place {
  readonly url: URL
  readonly isTrusted: boolean
}

/**
 * Where a redirect leads. It must be https or stay on the same host, and must not lead from elsewhere into a private
 * network.
 * @throws DownloadError 'refused'
 */
export function redirected({ url, isTrusted }: Place, location: string): Place {
  const next = URL.parse(location, url.href)
  if (next?.origin === url.origin) return { url: next, isTrusted }
  if (next?.protocol === 'https:') return { url: next, isTrusted: false }
  throw new DownloadError(
    `${shown(url)}: the server redirects to ${next ? shown(next) : 'what is no address'}, which is neither https nor the same host`,
    { kind: 'refused' },
  )
}

/**
 * What resolves names for a connection to this place: one that is not trusted is refused if it is in a private network,
 * by what the name stands for at that moment.
 * @throws DownloadError 'refused' for a private address in numbers
 */
export function resolverFor({ url, isTrusted }: Place): LookupFunction | undefined {
  if (isTrusted) return undefined
  const literal = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(literal) > 0 && isPrivate(literal)) throw refusal(url, literal)
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, [])
      const wrong = found.find(({ address }) => isPrivate(address))
      if (wrong) return callback(refusal(url, wrong.address), [])
      if (options.all) return callback(null, found)
      callback(null, found[0]!.address, found[0]!.family)
    })
  }
}

function isPrivate(address: string): boolean {
  return own.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

function refusal(url: URL, address: string): DownloadError {
  return new DownloadError(
    `${shown(url)}: ${address} is in a private network; only a mirror that is named itself may be there`,
    { kind: 'refused' },
  )
}
