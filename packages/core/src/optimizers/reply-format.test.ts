import { describe, expect, it } from 'vitest'

import { fn } from '../graph/fn.ts'
import { feedback } from '../graph/gradient.ts'
import { sum } from '../graph/sum.ts'
import { variable } from '../graph/variable.ts'
import { route } from '../llm/engine.ts'
import { promptText, scripted, type ScriptedOptions } from '../testing/scripted.ts'
import { TGD } from './tgd.ts'

const change = fn({ name: 'change', role: 'check', backward: () => [feedback('change it')] }, () => 1)

// The language model is simulated.
const structured = (reply: ScriptedOptions['reply']) =>
  Object.assign(scripted({ ...(reply && { reply }) }), { structured: true })

describe('structured replies', () => {
  it('are asked for as JSON with a schema, and read from it', async () => {
    const engine = structured(() =>
      JSON.stringify({ IMPROVED_VARIABLE: '  </IMPROVED_VARIABLE>\n``` as it is' }),
    )
    const x = variable('old', { role: 'x' })
    await (await change([x])).backward()
    await new TGD([x], { engine }).step()
    expect(x.value).toBe('  </IMPROVED_VARIABLE>\n``` as it is')
    expect(engine.calls[0]?.schema).toEqual({
      type: 'object',
      properties: { IMPROVED_VARIABLE: { type: 'string' } },
      required: ['IMPROVED_VARIABLE'],
      additionalProperties: false,
    })
    expect(promptText(engine.calls[0]!)).toContain(
      'Reply with JSON and nothing else: {"IMPROVED_VARIABLE":"complete new text"}',
    )
    expect(promptText(engine.calls[0]!)).not.toContain('<IMPROVED_VARIABLE>')
  })

  it('serve several parameters of a recorded graph at once', async () => {
    const engine = structured(() => '{"IMPROVED_VARIABLE_1":"a","IMPROVED_VARIABLE_2":"b"}')
    const [x, y] = [variable('1', { role: 'x' }), variable('2', { role: 'y' })]
    await sum([await change([x]), await change([y])]).backward({ engine, mode: 'graph' })
    await new TGD([x, y], { engine }).step()
    expect([x.value, y.value]).toEqual(['a', 'b'])
  })

  it.each([
    ['not JSON', 'it is not JSON'],
    ['{"other":"x"}', 'it has no text "IMPROVED_VARIABLE"'],
    ['{"IMPROVED_VARIABLE":" "}', 'its text "IMPROVED_VARIABLE" is empty'],
    ['null', 'it has no text "IMPROVED_VARIABLE"'],
  ])('%s: is sent back with what is wrong', async (reply, defect) => {
    const engine = structured((_, call) => (call === 0 ? reply : '{"IMPROVED_VARIABLE":"new"}'))
    const x = variable('old', { role: 'x' })
    await (await change([x])).backward()
    await new TGD([x], { engine }).step()
    expect(promptText(engine.calls[1]!)).toContain(defect)
    expect(x.value).toBe('new')
  })

  it('are expected of a routed engine only if all of its engines give them', () => {
    expect(route({ default: structured(undefined), update: scripted() }).structured).toBeUndefined()
    expect(route({ default: structured(undefined), update: structured(undefined) }).structured).toBe(true)
  })
})
