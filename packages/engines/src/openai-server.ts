import { EngineError } from '@textgrad/core'

const standard = 'https://api.openai.com/v1'

/** Where requests go and what lets them in. */
export interface Server {
  /** Without user and password. */
  readonly baseURL: string
  /** Host and port, for a server other than OpenAI's own. */
  readonly host: string | undefined
  readonly key: string
  /** Instead of the key, where the address has user and password. */
  readonly authorization: string | undefined
  /** What no text may show. */
  readonly secrets: readonly string[]
}

/** Throws an EngineError 'configuration' for an address that is none and for a missing or unusable key. */
export function serverOf(
  model: string,
  options: { baseURL?: string | undefined; apiKey?: string | undefined },
): Server {
  const url = addressOf(model, options.baseURL || process.env['OPENAI_BASE_URL'] || standard)
  const authorization = basicAuthorization(url)
  const mayLackKey = authorization !== undefined || isLoopback(url.hostname)
  const key = keyOf(model, options.apiKey || process.env['OPENAI_API_KEY'] || '', mayLackKey)
  const secrets = [key, ...secretsOf(url, authorization)].filter((secret) => secret.length >= 4)
  url.username = ''
  url.password = ''
  url.hash = ''
  const host = url.origin === new URL(standard).origin ? undefined : url.host
  return { baseURL: url.href, host, key: key || 'none', authorization, secrets }
}

function addressOf(model: string, address: string): URL {
  const url = URL.parse(address)
  if (url && /^https?:$/.test(url.protocol)) return url
  throw configurationError(`the base URL of openai/${model} is not an http or https URL`)
}

function keyOf(model: string, given: string, mayLackKey: boolean): string {
  const key = given.trim()
  if (key === '' && !mayLackKey) {
    const ways = 'set OPENAI_API_KEY, or use --engine rules, or a local server with --base-url'
    throw configurationError(`no key for openai/${model}: ${ways}`)
  }
  if (/^[\x21-\x7e]*$/.test(key)) return key
  throw configurationError(`the key for openai/${model} has characters that an HTTP header cannot carry`)
}

function configurationError(message: string): EngineError {
  return new EngineError(message, { kind: 'configuration' })
}

function basicAuthorization({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined
  const pair = `${decoded(username)}:${decoded(password)}`
  return `Basic ${Buffer.from(pair).toString('base64')}`
}

function secretsOf(url: URL, authorization: string | undefined): readonly string[] {
  const written = [
    url.password,
    ...url.search
      .slice(1)
      .split('&')
      .map((pair) => pair.replace(/^[^=]*=/, '')),
  ]
  const read = [decoded(url.password), ...url.searchParams.values()]
  return [...written, ...read, authorization?.replace('Basic ', '') ?? '']
}

function decoded(written: string): string {
  try {
    return decodeURIComponent(written)
  } catch {
    return written
  }
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}
