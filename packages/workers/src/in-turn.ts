import type { Engine, EngineLayer, GenerateResult } from '@textgrad/core'

import type { Asked, AskedModel } from './messages.ts'

type Ended = Extract<Asked, { op: 'end' }>

export interface RemoteRequest {
  /** Lets the worker make it, and waits for what it tells of its end. */
  readonly request: () => Promise<Ended>
  /** Ends the wait for a turn. */
  readonly signal: AbortSignal
}

/** Lets a worker make a request when it is its turn: for `turns` it is one of an engine in this process. */
export async function inTurn(
  turns: EngineLayer,
  { engine: id, address, promptTokens, maxTokens }: AskedModel,
  { request, signal }: RemoteRequest,
): Promise<void> {
  const engine: Engine = {
    id,
    settings: {
      ...(address !== undefined && { address }),
      ...(maxTokens !== undefined && { sampling: { maxTokens } }),
    },
    // Its prompt stays on the worker.
    countTokens: () => promptTokens,
    generate: async () => resultOf(await request()),
  }
  await turns(engine).generate({ purpose: 'forward', messages: [{ role: 'user', content: '' }], signal })
}

function resultOf({ reply: { rateLimits, ...usage } = {} }: Ended): GenerateResult {
  return { text: '', finish: 'stop', usage, ...(rateLimits && { rateLimits }) } as GenerateResult
}
