import { describe, expect, it } from 'vitest'

import { number } from '../codec.ts'
import { fn } from '../graph/fn.ts'
import { feedback } from '../graph/gradient.ts'
import { sum } from '../graph/sum.ts'
import { constant, variable, type Variable } from '../graph/variable.ts'
import type { GenerateRequest, GenerateResult } from '../llm/engine.ts'
import { LlmCall } from '../llm/llm-call.ts'
import { TextLoss } from '../losses/text-loss.ts'
import { scripted } from '../testing/index.ts'
import { TGD } from './tgd.ts'

const say = (value: string): string => `<IMPROVED_VARIABLE>${value}</IMPROVED_VARIABLE>`

async function criticised(value = 'old', text = 'be better'): Promise<Variable> {
  const x = variable(value, { role: 'answer' })
  const loss = fn({ name: 'loss', role: 'loss', backward: () => [feedback(text)] }, () => 'bad')
  await (await loss([x as Variable<any>] as never)).backward()
  return x
}

/** What one step makes of a reply, or of one reply after the other. */
async function stepWith(replies: readonly (string | Partial<GenerateResult>)[], value = 'old') {
  const engine = scripted({ reply: (_, call) => replies[Math.min(call, replies.length - 1)]! })
  const x = await criticised(value)
  const [update] = await new TGD([x], { engine }).step()
  return { value: x.value, update: update!, engine }
}

function prompt(request: GenerateRequest | undefined): string {
  return request?.messages.find(({ role }) => role === 'user')?.content as string
}

describe('TGD', () => {
  it('shows the whole variable, its gradients with their context, constraints and examples (D7)', async () => {
    const long = Array.from({ length: 200 }, (_, i) => `word${i}`).join(' ')
    const engine = scripted({ reply: ({ purpose }) => (purpose === 'update' ? say('new') : `a ${purpose}`) })
    const system = variable(long, { role: 'system prompt' })
    const answer = await new LlmCall({ engine, system }).forward(constant('why?', { role: 'question' }))
    await (await new TextLoss('Judge.', { engine }).forward(answer)).backward({ engine })
    await new TGD([system], { engine, constraints: ['at most 10 words'], examples: ['Be kind.'] }).step()
    const sent = prompt(engine.calls.at(-1))
    expect(sent.split(long)).toHaveLength(3)
    for (const part of ['why?', 'a backward', '1. at most 10 words', 'Be kind.', 'system prompt'])
      expect(sent).toContain(part)
    expect(system.value).toBe('new')
  })

  it('reads the usual tag of a model that has not heard of another one', async () => {
    const x = await criticised('old', `use ${say('other')}`)
    const engine = scripted({ reply: () => say('new') })
    const [update] = await new TGD([x], { engine }).step()
    expect(engine.calls[0]!.about!.tag).toBe('IMPROVED_VARIABLE-2')
    expect(update).toMatchObject({ outcome: 'changed', detail: expect.stringContaining('instead of') })
    expect(x.value).toBe('new')
  })

  it('always sends a whole prompt, with what was tried and what was said of it (D5, D6)', async () => {
    const engine = scripted({ reply: () => say('new') })
    const tried = (value: string, score: number) => ({
      id: value,
      step: score,
      candidate: { answer: value },
      parents: [],
      by: 'TGD',
      evaluation: { score, metrics: {}, feasible: true, feedback: [feedback(`${value} is too loud`)] },
    })
    const [old, worse] = [tried('old', 1), tried('worse', 0)]
    const x = await criticised()
    await new TGD([x], { engine }).propose(undefined, { step: 2, pool: [old], failed: [worse], best: old })
    await new TGD([x], { engine }).propose()
    const [remembering, forgetting] = engine.calls.map(prompt)
    expect(remembering).toMatch(/<tried>\nworse\n<\/tried>\s+<feedback>\nworse is too loud\n<\/feedback>/)
    expect(forgetting).toContain('be better')
    expect(forgetting).not.toContain('worse')
  })

  it('has a prompt that is known', async () => {
    const { engine } = await stepWith([say('new')])
    expect(prompt(engine.calls[0])).toMatchSnapshot()
  })

  it('sends a reply without tags back with the defect, and keeps the old value in the end (D8)', async () => {
    const good = await stepWith(['I improved it.', say('new')])
    expect(good.value).toBe('new')
    expect(good.engine.calls[1]?.messages.at(-1)?.content).toContain('has no text between')
    const bad = await stepWith(['nothing'])
    expect(bad.value).toBe('old')
    expect(bad.update).toMatchObject({ outcome: 'unusable', detail: expect.stringContaining('3 attempts') })
    expect(bad.engine.calls).toHaveLength(3)
  })

  it('refuses a reply that was cut, by its tag or by its finish reason (D9)', async () => {
    expect((await stepWith(['<IMPROVED_VARIABLE>half a val'])).update.outcome).toBe('unusable')
    expect((await stepWith([{ text: say('cut'), finish: 'length' }])).value).toBe('old')
    expect((await stepWith([`${say('first')} no, better: <IMPROVED_VARIABLE>half`])).value).toBe('old')
  })

  it('takes the last pair of tags, whatever was mentioned before (D10)', async () => {
    const mention = 'I answer between <IMPROVED_VARIABLE> tags. '
    expect((await stepWith([`${mention}${say('new')}`])).value).toBe('new')
    expect((await stepWith([`${say('draft')} Or rather: ${say('new')}`])).value).toBe('new')
    expect((await stepWith([`${say('new')} (I used <IMPROVED_VARIABLE></IMPROVED_VARIABLE>.)`])).value).toBe(
      'new',
    )
  })

  it('uses another tag when the value holds the usual one, and names it everywhere (D11)', async () => {
    const value = `Write ${say('x')}`
    const engine = scripted({
      reply: () => '<IMPROVED_VARIABLE-2>\nnew <IMPROVED_VARIABLE>\n</IMPROVED_VARIABLE-2>',
    })
    const x = await criticised(value)
    await new TGD([x], { engine }).step()
    expect(x.value).toBe('new <IMPROVED_VARIABLE>')
    expect(engine.calls[0]?.about?.tag).toBe('IMPROVED_VARIABLE-2')
    expect(prompt(engine.calls[0])).toContain('between <IMPROVED_VARIABLE-2> and </IMPROVED_VARIABLE-2>')
  })

  it('works with gradients that have no context, also after they were zeroed (D12)', async () => {
    const x = variable('old', { role: 'answer' })
    const joined = sum([x])
    x.zeroGrad()
    await joined.backward({ gradient: feedback('better') })
    const engine = scripted({ reply: () => say('new') })
    await new TGD([x], { engine }).step()
    expect(x.value).toBe('new')
  })

  it('forgets everything of a step when gradients are zeroed (D13)', async () => {
    const x = await criticised()
    const optimizer = new TGD([x], { engine: scripted() })
    optimizer.zeroGrad()
    expect(x.gradients).toEqual([])
  })

  it('does not ask when there is no gradient (D17)', async () => {
    const engine = scripted()
    const x = variable('old', { role: 'answer' })
    const [update] = await new TGD([x], { engine }).step()
    expect(engine.calls).toHaveLength(0)
    expect(update?.outcome).toBe('skipped')
    expect(x.value).toBe('old')
  })

  it('changes all parameters or none (D8)', async () => {
    const [a, b] = [await criticised('a'), await criticised('b')]
    const engine = scripted({
      reply: (_, call) => {
        if (call === 1) throw new Error('the second call fails')
        return say('new')
      },
    })
    await expect(new TGD([a, b], { engine }).step()).rejects.toThrow('the second call fails')
    expect([a.value, b.value]).toEqual(['a', 'b'])
  })

  it('sends what a codec or a constraint refuses back to the model', async () => {
    const x = variable(1, { role: 'weight', codec: number })
    const loss = fn(
      { name: 'loss', role: 'loss', backward: () => [feedback('more')] },
      ([n]: readonly [number]) => n,
    )
    await (await loss([x])).backward()
    const replies = ['a lot', '900', '7']
    const engine = scripted({ reply: (_, call) => say(replies[call]!) })
    const atMost10 = { text: 'at most 10', check: (n: number) => (n > 10 ? `${n} is more` : undefined) }
    await new TGD([x], { engine, constraints: [atMost10] }).step()
    expect(x.value).toBe(7)
    expect(engine.calls[1]?.messages.at(-1)?.content).toContain(
      'Expected a number and nothing else, got \\"a lot\\"'.replaceAll('\\', ''),
    )
    expect(engine.calls[2]?.messages.at(-1)?.content).toContain('it must obey "at most 10", but 900 is more')
  })

  it('gives rules engines the facts, so that they need no English', async () => {
    const { engine } = await stepWith([say('new')])
    expect(engine.calls[0]?.about).toEqual({
      parameter: 'answer',
      role: 'answer',
      value: 'old',
      feedback: [{ kind: 'feedback', text: 'be better' }],
      constraints: [],
      history: [],
      tag: 'IMPROVED_VARIABLE',
    })
  })

  it('rewrites all parameters of a recorded graph in one call', async () => {
    const engine = scripted({
      reply: ({ purpose }) =>
        purpose === 'update'
          ? '<IMPROVED_VARIABLE_1>new one</IMPROVED_VARIABLE_1><IMPROVED_VARIABLE_2>new two</IMPROVED_VARIABLE_2>'
          : `a ${purpose}`,
    })
    const one = variable('one', { role: 'first prompt' })
    const two = variable('two', { role: 'second prompt' })
    const first = await new LlmCall({ engine, system: one }).forward(constant('q', { role: 'question' }))
    const second = await new LlmCall({ engine, system: two }).forward(first)
    await (await new TextLoss('Judge.', { engine }).forward(second)).backward({ mode: 'graph' })
    await new TGD([one, two], { engine }).step()
    expect([one.value, two.value]).toEqual(['new one', 'new two'])
    expect(engine.count('update')).toBe(1)
    expect(engine.count('backward')).toBe(0)
  })

  it('refuses what can not be trained', () => {
    const engine = scripted()
    expect(() => new TGD([], { engine })).toThrow('at least one parameter')
    expect(() => new TGD([constant('x', { role: 'fact' })], { engine })).toThrow('to be a trainable variable')
    expect(() => new TGD([variable('x', { role: 'v' })], { engine, attempts: 0 })).toThrow('attempts')
  })
})
