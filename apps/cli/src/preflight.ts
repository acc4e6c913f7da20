import { keyVariables } from '@textgrad/engines'
import { Failures } from '@textgrad/host/failures'

import { secretsIn } from './addresses.ts'
import type { Model } from './engine.ts'

/** Milliseconds; who does not answer by then is asked by the run. */
const longest = 5000

/** Providers that tell of their models at the address and with the key by which they are asked. */
const telling = ['openai', 'deepseek', 'google', 'groq', 'mistral', 'ollama', 'xai']

/**
 * Asks the servers, which costs nothing, whether they take the keys and have the models, so that a mistake in the last one
 * of several engines is found before the first is paid. Where a server does not tell, its first request will.
 * Rejects with an EngineError 'configuration' for a key that is refused or a model that is not there.
 */
export async function checkModels(models: readonly Model[], signal: AbortSignal): Promise<void> {
  await Promise.all(models.map((model) => checkModel(model, signal)))
}

async function checkModel(model: Model, signal: AbortSignal): Promise<void> {
  const question = questionOf(model)
  if (!question) return
  const { url, headers, keyVariable } = question
  const answer = await ask(url, { headers, signal: AbortSignal.any([signal, AbortSignal.timeout(longest)]) })
  signal.throwIfAborted()
  const failures = new Failures(model.engine.id, secretsIn([model.address], process.env))
  const message = failures.excerpt(answer.message)
  if (isKeyRefused(answer)) {
    throw failures.error(`the key is refused (${keyVariable}): ${message}`, { kind: 'configuration' })
  }
  if (question.tellsAll && isNotThere(answer)) {
    throw failures.error(`there is no such model: ${message}`, { kind: 'configuration' })
  }
}

interface Question {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly keyVariable: string
  /** A model that is not listed is not there: servers elsewhere may answer by whatever name they are asked. */
  readonly tellsAll: boolean
}

/** What a model's server is asked; undefined where nothing certain would come of it. */
function questionOf({ name, engine, address }: Model): Question | undefined {
  const [, provider = '', model = ''] = /^(?:https?:[^#]*#|([^:]*):)(.*)$/is.exec(name) ?? []
  const known = provider || 'openai'
  const base = engine.settings?.address
  if (!telling.includes(known) || base === undefined) return undefined
  const keyVariable = keyVariables[known]!
  const key = process.env[keyVariable]?.trim() || 'none'
  return {
    url: `${base.replace(/\/$/, '')}/models/${encodeURIComponent(model)}`,
    headers: { authorization: authorizationOf(address) ?? `Bearer ${key}` },
    keyVariable,
    tellsAll: provider === 'openai' ? new URL(base).host === 'api.openai.com' : provider !== '',
  }
}

/** A key that may only ask models, and not about them, is a good one. */
function isKeyRefused({ status, message }: Answer): boolean {
  return status === 401 && !/scope|permission/i.test(message)
}

function isNotThere({ status, code, message }: Answer): boolean {
  return status === 404 && (code === 'model_not_found' || /\bmodel\b.*\bnot found\b/i.test(message))
}

interface Answer {
  readonly status: number
  readonly code: string
  readonly message: string
}

async function ask(url: string, init: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(url, { ...init, redirect: 'error' })
    const { status } = response
    if (status === 401 || status === 404) return { status, ...readError(await response.json()) }
    await response.body?.cancel()
    return { status, code: '', message: '' }
  } catch {
    // It is no failure of the run: what is wrong, if anything, its first request tells.
    return { status: 0, code: '', message: '' }
  }
}

function readError(body: unknown): { code: string; message: string } {
  const told = (body as { error?: { code?: unknown; message?: unknown } } | null)?.error
  return { code: textOf(told?.code), message: textOf(told?.message) }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function authorizationOf(address: string | undefined): string | undefined {
  const url = URL.parse(address ?? '')
  if (!url || (url.username === '' && url.password === '')) return undefined
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  return `Basic ${Buffer.from(pair).toString('base64')}`
}
