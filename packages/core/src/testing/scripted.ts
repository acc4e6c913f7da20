import type { Engine, GenerateRequest, GenerateResult, Purpose } from '../llm/engine.ts'
import { onAbort } from '../run/abortable.ts'
import { random } from '../run/random.ts'

export interface ScriptedOptions {
  readonly id?: string
  /** The reply to a request (default: feedback for everything, and the old value with a mark for updates). */
  readonly reply?: (request: GenerateRequest, call: number) => string | Partial<GenerateResult>
  /** Milliseconds that a reply takes: fixed, or drawn between two bounds from a seed. */
  readonly latency?: number | { readonly from: number; readonly to: number; readonly seed: number }
}

export interface ScriptedEngine extends Engine {
  /** Every request so far, in order of arrival. */
  readonly calls: readonly GenerateRequest[]
  /** The most requests that were under way at once. */
  readonly peak: number
  count(purpose: Purpose): number
}

/** An engine for tests and benchmarks: it simulates a language model by a script, and remembers what it was asked. */
export function scripted(options: ScriptedOptions = {}): ScriptedEngine {
  const { id = 'scripted', reply = standardReply, latency = 0 } = options
  const calls: GenerateRequest[] = []
  const draw = typeof latency === 'number' ? undefined : random(latency.seed)
  let underWay = 0
  let peak = 0
  const milliseconds = (): number => {
    if (typeof latency === 'number') return latency
    return latency.from + draw!.next() * (latency.to - latency.from)
  }
  return {
    id,
    calls,
    get peak() {
      return peak
    },
    count: (purpose) => calls.filter((call) => call.purpose === purpose).length,
    async generate(request) {
      const number = calls.push(request) - 1
      peak = Math.max(peak, ++underWay)
      try {
        const wait = milliseconds()
        if (wait > 0) await delay(wait, request.signal)
        const written = reply(request, number)
        const result = typeof written === 'string' ? { text: written } : written
        return { text: '', finish: 'stop', usage: { inputTokens: 0, outputTokens: 0 }, ...result }
      } finally {
        underWay--
      }
    },
  }
}

/** What a scripted engine answers without a script. */
export function standardReply(request: GenerateRequest): string {
  if (request.purpose !== 'update') return `reply to ${request.purpose}`
  const { about, messages } = request
  const tags = about ? [about.tag] : tagsNamedIn(JSON.stringify(messages))
  return tags.map((tag) => `<${tag}>improved ${messages.length}</${tag}>`).join('\n')
}

/** All that a request says, as one text; images are left out. */
export function promptText({ messages }: GenerateRequest): string {
  return messages
    .flatMap(({ content }) =>
      typeof content === 'string'
        ? content
        : content.flatMap((part) => (part.type === 'text' ? part.text : [])),
    )
    .join('\n\n')
}

function tagsNamedIn(prompt: string): string[] {
  return [...prompt.matchAll(/between <([\w-]+)> and/g)].map((match) => match[1]!)
}

function delay(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason as Error)
      return
    }
    const timer = setTimeout(() => {
      heard?.()
      resolve()
    }, milliseconds)
    const heard =
      signal &&
      onAbort(signal, (reason) => {
        clearTimeout(timer)
        reject(reason)
      })
  })
}
