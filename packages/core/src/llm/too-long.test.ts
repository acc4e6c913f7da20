import { expect, it } from 'vitest'

import { EngineError } from '../errors.ts'
import { variable } from '../graph/variable.ts'
import { TextLoss } from '../losses/text-loss.ts'
import { TGD } from '../optimizers/tgd.ts'
import { scripted } from '../testing/scripted.ts'

it('fault 21: a prompt that is too long names what was to be improved, and the sizes', async () => {
  const cause = new EngineError('the window is 8 tokens', { kind: 'context-length' })
  const engine = scripted({
    reply: ({ purpose }) => {
      if (purpose === 'update') throw cause
      return 'Shorter.'
    },
  })
  const text = variable('x'.repeat(5000), { role: 'poem', name: 'verses' })
  await (await new TextLoss('Judge.', { engine }).forward(text)).backward({ engine })
  const error: unknown = await new TGD([text], { engine }).step().catch((error: unknown) => error)
  const [system, user] = engine.calls.at(-1)!.messages.map(({ content }) => content.length)
  expect(error).toMatchObject({ kind: 'context-length', retryable: false, paid: 'no', cause })
  expect((error as Error).message).toContain('the window is 8 tokens (update of "verses" (poem)')
  expect((error as Error).message).toContain(`; characters: system ${system}, user ${user})`)
  expect(text.value).toHaveLength(5000)
})
