import { hash } from 'node:crypto'

import {
  rootCall,
  type CallOptions,
  type Engine,
  type GenerateRequest,
  type GenerateResult,
  type Pay,
  type Spend,
} from '@textgrad/core'

export interface SetupEngine {
  readonly engine: Engine
  /** From here on the run itself keeps what is asked. */
  end(): void
}

/**
 * An engine whose calls are kept with the run already while its problem is set up, such as a first answer to start from:
 * a resumed run starts from the same one, and does not pay for it again.
 */
export function keepingSetup(engine: Engine, keep: () => Promise<CallOptions>): SetupEngine {
  const asked = new Map<string, number>()
  let isOver = false
  const generate: Engine['generate'] = async (request) => {
    if (isOver) return engine.generate(request)
    const { purpose, messages, sampling } = request
    const content = hash('sha256', JSON.stringify([engine.id, purpose, messages, sampling]), 'base64url')
    const before = asked.get(content) ?? 0
    asked.set(content, before + 1)
    const call = rootCall({ ...(await keep()), path: 'setup' })
    const key = `${purpose}-${content.slice(0, 16)}.${before}`
    const kept = (pay: Pay): GenerateRequest => ({ ...request, path: `setup/${key}`, sample: 0, pay })
    return call.once(key, (pay) => engine.generate(pay ? kept(pay) : request), {
      hash: () => content,
      cost: { purpose, reserve: { ...engine.atMost?.(request), calls: 1 }, spent },
    })
  }
  return {
    engine: Object.assign(Object.create(engine) as Engine, { generate }),
    end() {
      isOver = true
    },
  }
}

function spent({ usage }: GenerateResult): Partial<Spend> {
  const { inputTokens = 0, outputTokens = 0, dollars, calls = 1 } = usage
  return { calls, tokens: inputTokens + outputTokens, ...(dollars !== undefined && { dollars }) }
}
