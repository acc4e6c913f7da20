import { describe, expect, it } from 'vitest'

import { LlmCall } from '../llm/llm-call.ts'
import { TextLoss } from '../losses/text-loss.ts'
import { scripted } from '../testing/index.ts'
import { graphOf, toDot, toMermaid } from './draw.ts'
import { fn } from './fn.ts'
import { constant, variable, type Variable } from './variable.ts'

async function example(): Promise<Variable> {
  const engine = scripted({ reply: ({ purpose }) => `a "${purpose}" & <more>\nlines` })
  const system = variable('Be brief.', { role: 'system prompt' })
  const answer = await new LlmCall({ engine, system }).forward(constant('why?', { role: 'question' }))
  const loss = await new TextLoss('Judge.', { engine }).forward(answer)
  await loss.backward({ engine })
  return loss
}

describe('a drawn graph', () => {
  it('holds every value, inputs first, and the edges between them', async () => {
    const { nodes, edges } = graphOf(await example())
    expect(nodes.map(({ role, op, trainable }) => [role, op, trainable])).toEqual([
      ['instruction of the evaluation', undefined, false],
      ['system prompt', undefined, true],
      ['question', undefined, false],
      ['response of the language model', 'llm-call', false],
      ['evaluation', 'text-loss', false],
    ])
    expect(edges).toEqual([
      { from: 1, to: 3 },
      { from: 2, to: 3 },
      { from: 0, to: 4 },
      { from: 3, to: 4 },
    ])
  })

  it('is Mermaid and Graphviz, with everything escaped (D38)', async () => {
    const loss = await example()
    expect(toMermaid(loss, { gradients: true, length: 40 })).toMatchSnapshot('mermaid')
    expect(toDot(loss, { gradients: true, length: 40 })).toMatchSnapshot('dot')
  })

  it('draws depth without recursion, and a value that is used twice once', async () => {
    const add = fn({ name: 'add', role: 'sum' }, ([a, b]: readonly [string, string]) => a + b.slice(0, 1))
    let node: Variable = variable('x', { role: 'x' })
    for (let depth = 0; depth < 5000; depth++) node = await add([node, node])
    const { nodes, edges } = graphOf(node)
    expect([nodes.length, edges.length]).toEqual([5001, 5000])
  })
})
