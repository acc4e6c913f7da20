import { describe, expect, it } from 'vitest'

import { fn } from '../graph/fn.ts'
import { feedback, satisfied, type Feedback } from '../graph/gradient.ts'
import { variable } from '../graph/variable.ts'
import type { RunEvent } from '../run/event.ts'
import { optimize, type OptimizeOptions } from '../run/optimize.ts'
import type { Candidate, Evaluation, ItemEvaluation, Problem } from '../run/problem.ts'
import { promptText, scripted, type ScriptedEngine } from '../testing/scripted.ts'
import { gepa, type GepaOptions } from './gepa.ts'

interface Told {
  readonly say?: (right: boolean, item: number) => Feedback
  /** The texts whose use is told. */
  readonly uses?: readonly string[]
  readonly items?: boolean
  readonly fails?: (candidate: Candidate, items: readonly number[]) => boolean
}

/** Two texts that should hold the digits 0 to 3 between them; each item asks for one of them. */
function digits({ say, uses = ['first', 'second'], items: withItems = true, fails }: Told = {}) {
  const tell = say ?? ((right, item) => feedback(`${item} is ${right ? 'there' : 'missing'}`))
  const all = [0, 1, 2, 3]
  const judge = (candidate: Candidate, item: number): ItemEvaluation => {
    const right = Object.values(candidate).join('').includes(String(item))
    const use = { op: 'print', input: `digit ${item}` }
    const used = uses.map((parameter) => ({ ...use, parameter, output: candidate[parameter]! }))
    return { id: `${item}`, score: Number(right), feedback: [tell(right, item)], uses: used }
  }
  const lost: (readonly number[])[] = []
  const problem: Problem<any> & { readonly lost: typeof lost } = {
    lost,
    start: { first: '-', second: '-' },
    metrics: [{ name: 'digits', direction: 'maximize' }],
    ...(withItems && { items: { train: all, validation: all } }),
    build: (candidate) => {
      const parameters = Object.entries(candidate).map(([role, value]) => variable(value, { role }))
      return {
        parameters,
        loss(items: readonly number[], call) {
          lost.push(items)
          const print = fn(
            { name: 'print', role: 'digits', backward: () => parameters.map(() => feedback('write digits')) },
            (texts: readonly string[]) => texts.join(''),
          )
          return print(parameters, call)
        },
        async evaluate(items: readonly number[]): Promise<Evaluation> {
          if (fails?.(candidate, items)) throw new Error('no such digits')
          const judged = (withItems ? items : all).map((item) => judge(candidate, item))
          const score = judged.reduce((total, one) => total + one.score, 0) / judged.length
          const evaluation = { score, metrics: { digits: score }, feasible: true, feedback: [] }
          return withItems ? { ...evaluation, items: judged } : evaluation
        },
      }
    },
    async [Symbol.asyncDispose]() {},
  }
  return problem
}

/** The language model is simulated: it writes these texts, one after the other, and then always the last. */
function writing(...texts: readonly string[]): ScriptedEngine {
  return scripted({
    reply: (_, call) => `<IMPROVED_VARIABLE>${texts[Math.min(call, texts.length - 1)]}</IMPROVED_VARIABLE>`,
  })
}

type Options = Partial<OptimizeOptions> & { gepa?: Partial<GepaOptions> }

async function runAll(problem: Problem<any>, engine: ScriptedEngine, options: Options = {}) {
  const { gepa: search, ...rest } = options
  const events: RunEvent[] = []
  const strategy = gepa({ engine, batchSize: 2, ...search })
  const run = optimize(problem, { strategy, seed: 1, emit: (event) => void events.push(event), ...rest })
  for (;;) {
    const { done, value } = await run.next()
    if (!done) continue
    const notes = events.flatMap((event) => (event.type === 'note' ? [event.text] : []))
    const { status, best, spent } = value
    return { status, best, evaluations: spent.evaluations, notes, events }
  }
}

describe('a step of gepa', () => {
  it('pays for a parent and a child on a minibatch, and for all validation items if the child is better', async () => {
    const engine = writing('0123', '4567', '-', '-')
    const { evaluations, notes, best, events } = await runAll(digits(), engine, { steps: 4 })
    // start: 4; step 1: 2 + 2 and, accepted, 4; step 2: 2 + 2, no better; steps 3 and 4: 2 each, and then the first text
    // is as it was at the start, and the second as it is.
    expect(evaluations).toBe(4 + (2 + 2 + 4) + (2 + 2) + 2 + 2)
    expect(notes).toEqual([
      expect.stringMatching(
        `^Nothing new from ${best.id}: its child \\w+ is no better on 2 training items: 2 after 2.$`,
      ),
      expect.stringMatching(`^Nothing new from ${best.id}: its child \\w+ was tried before.$`),
      `Nothing new from ${best.id}: the reflection changed nothing.`,
    ])
    expect(best).toMatchObject({ candidate: { first: '0123', second: '-' }, by: 'gepa', step: 1 })
    const [start] = events.flatMap((event) => (event.type === 'evaluation' ? [event.id] : []))
    expect(best.parents).toEqual([start])
  })

  it('shows the reflection how a text was used on each item, and what came of it', async () => {
    const engine = writing('0')
    const { events } = await runAll(digits(), engine, { steps: 1 })
    const shown = promptText(engine.calls[0]!)
    const places = [0, 1, 2, 3].filter((item) => shown.includes(`digit ${item}`))
    expect(places).toHaveLength(2)
    for (const item of places) {
      expect(shown).toContain(`<input>\ndigit ${item}\n</input>\n\n<output>\n-\n</output>`)
      expect(shown).toContain(`Score 0 (higher is better).\n\n${item} is missing`)
    }
    expect(shown).toContain('Its result served as: output of print.')
    expect(events.filter(({ type }) => type === 'gradient')).toHaveLength(2)
    expect(engine.count('update')).toBe(engine.calls.length)
  })

  it('rewrites one parameter after the other, or all at once', async () => {
    const one = writing('a', 'b', 'c')
    await runAll(digits(), one, { steps: 3 })
    expect(one.calls.map(({ about }) => about?.parameter)).toEqual(['first', 'second', 'first'])
    const all = writing('01', '23')
    const { best } = await runAll(digits(), all, { steps: 1, gepa: { components: 'all' } })
    expect(best.candidate).toEqual({ first: '01', second: '23' })
  })

  it('sees each training item once an epoch, in the same minibatches for all parents', async () => {
    const engine = writing('none')
    await runAll(digits(), engine, { steps: 2 })
    const seen = engine.calls.flatMap((call) => promptText(call).match(/digit \d/g)!)
    expect([seen.length, new Set(seen).size]).toEqual([4, 4])
  })

  it('passes over a minibatch that is perfect, and does not ask where every item is satisfied', async () => {
    const engine = writing('0123', 'x')
    const { notes, evaluations } = await runAll(digits(), engine, { steps: 3, gepa: { perfect: 1 } })
    expect(evaluations).toBe(4 + (2 + 2 + 4) + 2 + 2)
    expect(notes).toEqual([1, 2].map(() => expect.stringContaining('all that it was tried on is perfect')))
    expect(engine.calls).toHaveLength(1)
    const content = writing('x')
    const { notes: said } = await runAll(digits({ say: () => satisfied }), content, { steps: 1 })
    expect([said, content.calls.length]).toEqual([[expect.stringContaining('changed nothing')], 0])
  })

  it('hands data on to an engine that reads no English', async () => {
    const engine = writing('x')
    await runAll(digits({ say: (_, item) => feedback('missing', { item }) }), engine, { steps: 1 })
    expect(engine.calls[0]?.about?.feedback.map(({ data }) => data)).toEqual([
      { item: expect.any(Number) },
      { item: expect.any(Number) },
    ])
  })

  it('makes several candidates at once, and merges what was improved in different texts', async () => {
    const engine = scripted({
      latency: 1,
      reply: ({ about }) => `<${about!.tag}>${about!.parameter === 'first' ? '01' : '23'}</${about!.tag}>`,
    })
    const search = { steps: 2, gepa: { proposals: 2, batchSize: 4 } }
    const { best, evaluations } = await runAll(digits(), engine, search)
    expect(engine.peak).toBe(2)
    // start: 4; the parent once, as both are tried on all items: 4; both children: 8, and again 8 for validation. Then
    // they are merged: 4 to test what was merged, 4 to validate it.
    expect(evaluations).toBe(4 + 4 + 8 + 8 + 4 + 4)
    expect(best).toMatchObject({ candidate: { first: '01', second: '23' }, by: 'gepa-merge', step: 2 })
  })

  it('ends in order when the budget is spent, and rejects when the engine does, with nothing under way', async () => {
    const spent = await runAll(digits(), writing('0123'), { budget: { evaluations: 7 } })
    expect(spent).toMatchObject({ status: 'budget', evaluations: 6, best: { by: 'start' } })
    const engine = scripted({
      reply: ({ about }) => {
        if (about!.parameter === 'first') throw new Error('no reply')
        return `<${about!.tag}>0</${about!.tag}>`
      },
    })
    const seen: string[] = []
    const emit = ({ type, path }: RunEvent) => void seen.push(`${type} ${path}`)
    await expect(runAll(digits(), engine, { gepa: { proposals: 2 }, emit })).rejects.toThrow('no reply')
    expect(seen).toContain('update step-1/child-1/update/second')
    expect(seen.at(-1)).toBe('run-end ')
  })
})

describe('gepa where an evaluation tells less', () => {
  it('takes textual gradients of the minibatch where it does not tell how a text was used', async () => {
    const problem = digits({ uses: [] })
    const engine = writing('0123')
    const { best } = await runAll(problem, engine, { steps: 1 })
    expect(best.candidate).toEqual({ first: '0123', second: '-' })
    expect(problem.lost).toEqual([[expect.any(Number), expect.any(Number)]])
    expect(engine.calls[0]?.about?.feedback).toEqual([feedback('write digits')])
    const mixed = writing('x')
    await runAll(digits({ uses: ['first'] }), mixed, { steps: 1, gepa: { components: 'all' } })
    const said = mixed.calls.map(({ about }) => about!.feedback.map(({ text }) => text.split('\n').at(-1)))
    expect(said).toEqual([
      [expect.stringMatching('missing'), expect.stringMatching('missing')],
      ['write digits'],
    ])
  })

  it('needs no items: then only what is better than its parent is accepted', async () => {
    const engine = writing('01', 'x', '012')
    const { best, evaluations, events } = await runAll(digits({ items: false }), engine, { steps: 3 })
    expect(best.candidate).toEqual({ first: '012', second: '-' })
    expect(evaluations).toBe(4)
    expect(events.filter(({ type }) => type === 'revert')).toMatchObject([
      { reason: "the gate 'gepa' did not accept it" },
    ])
  })

  it('reflects on the error of a minibatch that could not be evaluated', async () => {
    const engine = writing('x')
    const broken = digits({ fails: ({ first }, items) => items.length === 2 && first === '-' })
    const { notes, events } = await runAll(broken, engine, { steps: 1 })
    expect(engine.calls[0]?.about?.feedback).toEqual([feedback('no such digits')])
    // What can be evaluated is better than what can not.
    expect(notes).toEqual([])
    expect(events.filter(({ type }) => type === 'evaluation')).toHaveLength(2)
  })

  it('tells why a child could not be evaluated', async () => {
    const broken = digits({ fails: ({ first }) => first === 'x' })
    const { notes } = await runAll(broken, writing('x'), { steps: 1 })
    expect(notes).toEqual([expect.stringContaining('no better on 2 training items: no such digits')])
  })
})

describe('the settings of gepa', () => {
  it.each([
    [{ batchSize: 0 }, 'Expected batchSize to be a whole number from 1 up, got 0'],
    [{ merges: -1 }, 'Expected merges to be a whole number from 0 up, got -1'],
    [{ proposals: 1.5 }, 'Expected proposals to be a whole number from 1 up, got 1.5'],
    [{ components: 'some' }, "Expected components to be 'round-robin' or 'all', got 'some'"],
  ])('refuse %o', (search, message) => {
    expect(() => gepa({ engine: writing('x'), ...(search as object) })).toThrow(message)
  })

  it('ask for parameters, and for training items where there are items', async () => {
    const problem = digits()
    await expect(runAll({ ...problem, start: {} }, writing('x'))).rejects.toThrow('at least one parameter')
    const untrained = { ...problem, items: { train: [], validation: [0, 1, 2, 3] } }
    await expect(runAll(untrained, writing('x'))).rejects.toThrow('at least one item')
  })
})
