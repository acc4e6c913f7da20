import { describe, expect, it } from 'vitest'

import { constant, variable } from '../graph/variable.ts'
import { promptText, scripted } from '../testing/scripted.ts'
import { demonstrations } from './demonstrations.ts'
import { LlmCall } from './llm-call.ts'

describe('demonstrations', () => {
  it('are shown as turns before the input, and to whoever words feedback on the prompt (D27)', async () => {
    const engine = scripted()
    const examples = variable([{ input: '1+1', output: '2' }], {
      role: 'worked examples',
      codec: demonstrations,
    })
    const call = new LlmCall({ engine, system: 'Add.', examples })
    expect([...call.namedParameters().keys()]).toEqual(['examples'])
    const made = await call.forward(constant('2+2', { role: 'sum' }))
    expect(engine.calls[0]?.messages.map(({ role, content }) => [role, content])).toEqual([
      ['system', 'Add.'],
      ['user', '1+1'],
      ['assistant', '2'],
      ['user', '2+2'],
    ])
    await made.backward({ engine })
    expect(promptText(engine.calls[1]!)).toContain('<example>\n<input>\n1+1\n</input>')
    expect(examples.gradients).toHaveLength(1)
  })

  it('are read from JSON, and refused with the rule', () => {
    expect(demonstrations.parse('[{"input":"a","output":"b"}]')).toEqual([{ input: 'a', output: 'b' }])
    expect(() => demonstrations.parse('[{"input":"a"}]')).toThrow('demonstration 0 to have the texts')
    expect(() => demonstrations.parse('{}')).toThrow('Expected a JSON array')
  })
})
