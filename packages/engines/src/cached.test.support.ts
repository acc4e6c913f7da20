import type { Engine, GenerateRequest } from '@textgrad/core'
import { scripted, type ScriptedOptions } from '@textgrad/core/testing'

import type { ReplyStore } from './cached.ts'
import { ask } from './sim.test.support.ts'

/** A store as a map, so that a test can look into it. */
export function mapStore() {
  const entries = new Map<string, string>()
  const store: ReplyStore = {
    get: async (key) => entries.get(key),
    async put(key, text) {
      entries.set(key, text)
    },
  }
  return { entries, store }
}

export const usage = { inputTokens: 10, outputTokens: 5, dollars: 0.25 }

/** A model that numbers its replies. */
export function numbered(options: ScriptedOptions = {}) {
  return scripted({ reply: (_, call) => ({ text: `reply ${call}`, usage, model: 'scripted-1' }), ...options })
}

export const cold = (text: string, more: Partial<GenerateRequest> = {}) =>
  ask(text, { sampling: { temperature: 0 }, ...more })
export const textsOf = async (engine: Engine, requests: readonly GenerateRequest[]) => {
  const replies = await Promise.all(requests.map((request) => engine.generate(request)))
  return replies.map(({ text }) => text)
}
