import { EngineError, type Engine } from '@textgrad/core'

import { openai, type OpenAIOptions } from './openai/openai.ts'

export type EngineNamedOptions = Omit<OpenAIOptions, 'model' | 'keyVariable'>

interface Provider {
  /** Of its OpenAI-compatible server; OpenAI's own where there is none. */
  readonly baseURL?: () => string
  /** Environment variable with its key. */
  readonly keyVariable: string
}

const at = (baseURL: string, keyVariable: string): Provider => ({ baseURL: () => baseURL, keyVariable })

const providers: Readonly<Record<string, Provider>> = {
  openai: { keyVariable: 'OPENAI_API_KEY' },
  anthropic: at('https://api.anthropic.com/v1/', 'ANTHROPIC_API_KEY'),
  azure: { baseURL: azureURL, keyVariable: 'AZURE_OPENAI_API_KEY' },
  deepseek: at('https://api.deepseek.com/v1', 'DEEPSEEK_API_KEY'),
  google: at('https://generativelanguage.googleapis.com/v1beta/openai/', 'GEMINI_API_KEY'),
  groq: at('https://api.groq.com/openai/v1', 'GROQ_API_KEY'),
  mistral: at('https://api.mistral.ai/v1', 'MISTRAL_API_KEY'),
  ollama: { baseURL: ollamaURL, keyVariable: 'OLLAMA_API_KEY' },
  openrouter: at('https://openrouter.ai/api/v1', 'OPENROUTER_API_KEY'),
  xai: at('https://api.x.ai/v1', 'XAI_API_KEY'),
}

/** The environment variable with the key of each provider that an engine is named by. */
export const keyVariables: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(providers).map(([name, { keyVariable }]) => [name, keyVariable]),
)

/**
 * The engine of a name: `openai:gpt-5-mini`, `ollama:llama3.2`, `azure:<deployment>`, or any OpenAI-compatible server as
 * `http://host:port/v1#model`. Each provider is asked through its OpenAI-compatible server with the key from its own
 * environment variable; `aiSdk` has what such a server leaves out.
 * Throws TypeError for a name that means nothing, EngineError 'configuration' for a missing key or address.
 */
export function engineNamed(name: string, options: EngineNamedOptions = {}): Engine {
  if (/^https?:/i.test(name)) return openai({ ...options, ...addressed(name) })
  const [, provider = '', model = ''] = /^([^:]*):?(.*)$/s.exec(name.trim())!
  const known = Object.hasOwn(providers, provider) ? providers[provider] : undefined
  if (!known || model.trim() === '') throw unknownName(name)
  const baseURL = options.baseURL ?? known.baseURL?.()
  return openai({ ...options, model: model.trim(), baseURL, keyVariable: known.keyVariable })
}

function unknownName(name: string): TypeError {
  const names = Object.keys(providers).map((provider) => `${provider}:<model>`)
  const known = [...names, 'http://host:port/v1#<model>'].join(', ')
  return new TypeError(`no engine is named '${name}'; there are ${known}; others come by aiSdk(model)`)
}

/** The address is not repeated in messages: it may have a password. */
function addressed(name: string): { baseURL: string; model: string } {
  const url = URL.parse(name)
  const model = decodeURIComponent(url?.hash.slice(1) ?? '')
  if (!url || model.trim() === '') {
    throw new TypeError(
      'an engine by its address is named http://host:port/v1#<model>, with the model after #',
    )
  }
  url.hash = ''
  return { baseURL: url.href, model }
}

/** Azure's servers answer like OpenAI's under /openai/v1, with the deployment as the model. */
function azureURL(): string {
  const endpoint = process.env['AZURE_OPENAI_ENDPOINT']?.trim()
  const url = URL.parse(endpoint ?? '')
  if (url) return new URL('/openai/v1', url).href
  const message = 'no address for azure: set AZURE_OPENAI_ENDPOINT to https://<resource>.openai.azure.com'
  throw new EngineError(message, { kind: 'configuration' })
}

/** OLLAMA_HOST as Ollama itself reads it: with or without scheme and port, and an address to listen on. */
function ollamaURL(): string {
  const host = process.env['OLLAMA_HOST']?.trim() || '127.0.0.1:11434'
  const url = URL.parse(host.includes('://') ? host : `http://${host}`)
  if (!url) throw new EngineError('OLLAMA_HOST is not the address of a host', { kind: 'configuration' })
  const hasPort = /:\d+\/?$/.test(host) || host.includes('://')
  if (!hasPort) url.port = '11434'
  if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1'
  return new URL('/v1', url).href
}
