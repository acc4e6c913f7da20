import { describe, expect, it } from 'vitest'

import { number, text } from '../codec.ts'
import { fn } from '../graph/fn.ts'
import { sum } from '../graph/sum.ts'
import { constant, variable } from '../graph/variable.ts'
import { LlmCall } from '../llm/llm-call.ts'
import { TGD } from '../optimizers/tgd.ts'
import { promptText, scripted } from '../testing/scripted.ts'
import { MultiChoiceLoss } from './multi-choice-loss.ts'
import { MultiFieldTokenParsedEvaluation } from './multi-field-token-parsed-evaluation.ts'
import { TestLoss } from './test-loss.ts'
import { TextLoss } from './text-loss.ts'
import { weighted } from './weighted.ts'

// The language model behind these critics is simulated.
describe('MultiFieldTokenParsedEvaluation', () => {
  const evaluation = (reply: string) =>
    new MultiFieldTokenParsedEvaluation('Compare.', {
      engine: scripted({ reply: () => reply }),
      roles: ['Prediction', 'Truth'],
      tags: { accuracy: number, reason: text },
    })
  const values = [variable('4', { role: 'answer' }), constant('4', { role: 'truth' })]

  it('gives what stands between its tags as typed values', async () => {
    const loss = evaluation(
      '<reason>a</reason> first <accuracy>0.5</accuracy> then <accuracy> 1 </accuracy><reason>same</reason>',
    )
    const parsed: { accuracy: number; reason: string } = await loss.parse(await loss.forward(values))
    expect(parsed).toEqual({ accuracy: 1, reason: 'same' })
  })

  it('names what can not be read (D27)', async () => {
    const missing = evaluation('well')
    await expect(missing.parse(await missing.forward(values))).rejects.toThrow(
      'The evaluation can not be read: it has no text between <accuracy> and </accuracy>',
    )
    const wrong = evaluation('<accuracy>good</accuracy>')
    await expect(wrong.parse(await wrong.forward(values))).rejects.toThrow('Expected a number')
  })

  it('tells the critic the tags', async () => {
    const engine = scripted()
    const loss = new MultiFieldTokenParsedEvaluation('Compare.', {
      engine,
      roles: ['A', 'B'],
      tags: { accuracy: number },
    })
    await loss.forward(values)
    expect(promptText(engine.calls[0]!)).toContain('<accuracy>...</accuracy>')
  })
})

describe('MultiChoiceLoss', () => {
  it('judges an answer with its question, without the truth', async () => {
    const engine = scripted()
    const answer = variable('Answer: B', { role: 'answer' })
    const loss = await new MultiChoiceLoss({ engine }).forward(
      constant('2+2? A) 3 B) 4', { role: 'question' }),
      answer,
    )
    expect(promptText(engine.calls[0]!)).toMatch(
      /Question:\n\n<field>\n2\+2\?[^]*Answer:\n\n<field>\nAnswer: B/,
    )
    await loss.backward({ engine })
    expect(answer.gradients.map(({ text: said }) => said)).toEqual(['reply to evaluate'])
    expect(engine.count('backward')).toBe(0)
  })
})

describe('TestLoss', () => {
  const loss = new TestLoss({
    run: (program: string) => {
      if (program === '') throw new SyntaxError('no program')
      return [
        { name: 'adds', passed: true },
        { name: 'subtracts', passed: program.includes('-'), message: 'expected 1, got 3' },
      ]
    },
  })

  it('says which tests fail, exactly and without a call; satisfied when all pass', async () => {
    const program = variable('a + b', { role: 'program' })
    await (await loss.forward(program)).backward()
    expect(program.gradients[0]).toMatchObject({
      text: '1 of 2 tests pass.\nsubtracts fails: expected 1, got 3',
      data: [{ test: 'subtracts', message: 'expected 1, got 3' }],
    })
    const right = variable('a - b', { role: 'program' })
    await (await loss.forward(right)).backward()
    expect(right.gradients.map(({ kind }) => kind)).toEqual(['satisfied'])
  })

  it('makes what the runner throws feedback, and an empty report a failure', async () => {
    const program = variable('', { role: 'program' })
    await (await loss.forward(program)).backward()
    expect(program.gradients[0]?.text).toBe('test-loss failed on this value: no program')
    const nothing = await new TestLoss({ run: () => [] }).forward(variable('x', { role: 'program' }))
    expect(nothing.render()).toBe('failed: The report holds no test')
  })
})

describe('weighted', () => {
  const critic = (engine: ReturnType<typeof scripted>) => new TextLoss('Judge.', { engine })

  it('tells how much each loss counts, exact ones and those of models alike', async () => {
    const engine = scripted({
      reply: ({ purpose }) => (purpose === 'update' ? '<IMPROVED_VARIABLE>y</IMPROVED_VARIABLE>' : 'shorter'),
    })
    const answer = variable('x', { role: 'answer' })
    const length = await new TestLoss({ run: () => [{ name: 'short', passed: false }] }).forward(answer)
    const style = await critic(engine).forward(answer)
    const ignored = await critic(engine).forward(answer)
    const loss = weighted([
      { loss: length, weight: 3 },
      { loss: style, weight: 1 },
      { loss: ignored, weight: 0 },
    ])
    expect(loss.value).toBe('75 %: 0 of 1 tests pass.\nshort fails\n25 %: shorter\n0 %: shorter')
    await loss.backward({ engine })
    expect(answer.gradients.map(({ text: said, weight }) => [said, weight])).toEqual([
      ['0 of 1 tests pass.\nshort fails', 0.75],
      ['shorter', 0.25],
    ])
    await new TGD([answer], { engine }).step()
    expect(promptText(engine.calls.at(-1)!)).toContain('<feedback>\n(counts 25 %) shorter\n</feedback>')
  })

  it('keeps the weight along a chain, through sums and calls', async () => {
    const engine = scripted()
    const system = variable('Answer.', { role: 'system prompt' })
    const answer = await new LlmCall({ engine, system }).forward(constant('q', { role: 'question' }))
    const loss = weighted([
      { loss: sum([await critic(engine).forward(answer)]), weight: 2 },
      { loss: await critic(engine).forward(answer), weight: 2 },
    ])
    await loss.backward({ engine })
    expect(promptText(engine.calls.at(-1)!)).toContain('(counts 50 %) reply to evaluate')
    expect(system.gradients.map(({ weight }) => weight)).toEqual([0.5])
  })

  it('is satisfied where all are, and refuses weights that make no sense', async () => {
    const fine = fn(
      { name: 'fine', role: 'check', backward: () => [{ kind: 'satisfied', text: '' }] },
      () => 1,
    )
    const x = variable('x', { role: 'x' })
    const made = await fine([x])
    await weighted([{ loss: made, weight: 1 }]).backward()
    expect(x.gradients.map(({ kind }) => kind)).toEqual(['satisfied'])
    expect(() => weighted([{ loss: made, weight: -1 }])).toThrow(
      'Expected the weight of check to be a number from 0 up, got -1',
    )
    expect(() => weighted([])).toThrow('at least one loss')
  })
})
