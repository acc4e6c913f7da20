import { EngineError } from '@textgrad/core'

const standard = 'https://api.openai.com/v1'

export interface ServerOptions {
  /** Of any OpenAI-compatible server (default: OPENAI_BASE_URL, else OpenAI's own). */
  readonly baseURL?: string | undefined
  /** Default: what the environment variable `keyVariable` holds. A server on this machine needs none. */
  readonly apiKey?: string | undefined
  /** Default: OPENAI_API_KEY. */
  readonly keyVariable?: string | undefined
}

/** Where requests go and what lets them in. */
export interface Server {
  /** Without user and password. */
  readonly baseURL: string
  /** As the base URL, without its query, which may have a key. */
  readonly address: string
  /** Host and port, for a server other than OpenAI's own. */
  readonly host: string | undefined
  readonly key: string
  /** Instead of the key, where the address has user and password. */
  readonly authorization: string | undefined
  /** What no text may show. */
  readonly secrets: readonly string[]
}

/** Throws an EngineError 'configuration' for an address that is none and for a missing or unusable key. */
export function serverOf(model: string, options: ServerOptions): Server {
  const { keyVariable = 'OPENAI_API_KEY' } = options
  const url = addressOf(model, options.baseURL || process.env['OPENAI_BASE_URL'] || standard)
  const authorization = basicAuthorization(url)
  const mayLackKey = authorization !== undefined || isLoopback(url.hostname)
  const key = (options.apiKey || process.env[keyVariable] || '').trim()
  if (key === '' && !mayLackKey) throw withoutKey(model, keyVariable)
  checkKey(model, key)
  const secrets = [key, ...secretsOf(url, authorization)].filter((secret) => secret.length >= 4)
  url.username = ''
  url.password = ''
  url.hash = ''
  const host = url.origin === new URL(standard).origin ? undefined : url.host
  const address = url.origin + url.pathname
  return { baseURL: url.href, address, host, key: key || 'none', authorization, secrets }
}

function addressOf(model: string, address: string): URL {
  const url = URL.parse(address)
  if (url && /^https?:$/.test(url.protocol)) return url
  throw configurationError(`the base URL of openai/${model} is not an http or https URL`)
}

function withoutKey(model: string, keyVariable: string): EngineError {
  const ways = `set ${keyVariable}, or use --engine rules where the task has them, or a local server with --base-url`
  return configurationError(`no key for openai/${model}: ${ways}`)
}

function checkKey(model: string, key: string): void {
  if (/^[\x21-\x7e]*$/.test(key)) return
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
