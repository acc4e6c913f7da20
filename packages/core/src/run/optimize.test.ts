import { describe, expect, it } from 'vitest'

import { fn } from '../graph/fn.ts'
import { feedback } from '../graph/gradient.ts'
import { variable } from '../graph/variable.ts'
import { TGD } from '../optimizers/tgd.ts'
import { always } from '../strategies/gate.ts'
import { gradient } from '../strategies/gradient.ts'
import { scripted } from '../testing/index.ts'
import { canonicalLog, type RunEvent } from './event.ts'
import { memoryJournal } from './journal.ts'
import { optimize, type OptimizeOptions } from './optimize.ts'
import type { Problem } from './problem.ts'

const nothing = async (): Promise<void> => {}

/** A word that should become 'aaaa': feedback names one wrong letter. */
function spelling(start = 'bbbb', evaluate?: (word: string) => void): Problem {
  const judge = fn(
    {
      name: 'spelling',
      role: 'wrong letters',
      backward: ({ args: [word] }) => [
        /[^a]/.test(word)
          ? feedback(`letter ${word.search(/[^a]/)} is wrong`)
          : { kind: 'satisfied', text: '' },
      ],
    },
    ([word]: readonly [string]) => `${word.replaceAll('a', '').length} wrong`,
  )
  return {
    start: { word: start },
    metrics: [{ name: 'right', direction: 'maximize' }],
    build({ word }) {
      const parameter = variable(word!, { name: 'word', role: 'a word' })
      return {
        parameters: [parameter],
        loss: (_, call) => judge([parameter], call),
        async evaluate(_, call) {
          await call.once('look', async () => evaluate?.(word!) ?? null)
          const right = word!.split('a').length - 1
          return { score: right, metrics: { right }, feasible: true, feedback: [] }
        },
      }
    },
    [Symbol.asyncDispose]: nothing,
  }
}

/** Repairs the named letter, or spoils the word on chosen calls. */
function speller(spoil: readonly number[] = []) {
  return scripted({
    reply: ({ about }, call) => {
      const word = about!.value
      const next = spoil.includes(call) ? 'cccc' : word.replace(/[^a]/, 'a')
      return `<${about?.tag}>${next}</${about?.tag}>`
    },
  })
}

async function runAll(
  problem: Problem<any>,
  options: Partial<OptimizeOptions> & { engine?: ReturnType<typeof scripted> } = {},
) {
  const { engine = speller(), ...rest } = options
  const events: RunEvent[] = []
  const steps = []
  const run = optimize(problem, {
    strategy: gradient(({ parameters }) => new TGD(parameters, { engine })),
    seed: 1,
    emit: (event) => void events.push(event),
    ...rest,
  })
  for (;;) {
    const { done, value } = await run.next()
    if (done) return { result: value, steps, events, engine }
    steps.push(value)
  }
}

const last = (events: readonly RunEvent[]) => events.at(-1) as Extract<RunEvent, { type: 'run-end' }>

describe('optimize', () => {
  it('improves step by step until nothing is left to improve', async () => {
    const { result, steps, events } = await runAll(spelling())
    expect(steps.map(({ best }) => best.candidate['word'])).toEqual(['abbb', 'aabb', 'aaab', 'aaaa'])
    expect(result).toMatchObject({ status: 'done', steps: 4, best: { evaluation: { score: 4 } } })
    expect(last(events)).toMatchObject({
      type: 'run-end',
      status: 'done',
      best: { value: 'aaaa', score: 4, metrics: { right: 4 } },
    })
  })

  it('reverts what is no better, remembers it, and goes on from what it had (D6)', async () => {
    const { result, events, engine } = await runAll(spelling(), { engine: speller([1]) })
    expect(result.best.candidate['word']).toBe('aaaa')
    expect(events.filter(({ type }) => type === 'revert')).toHaveLength(1)
    const afterwards = engine.calls[2]!.about!
    expect(afterwards.value).toBe('abbb')
    expect(afterwards.history.map(({ value, accepted }) => [value, accepted])).toEqual([
      ['bbbb', true],
      ['abbb', true],
      ['cccc', false],
    ])
    expect(engine.calls[2]!.messages[1]!.content).toContain('cccc')
  })

  it('keeps the best so far even where the gate lets worse ones through', async () => {
    const { result } = await runAll(spelling(), { engine: speller([2]), gate: always, steps: 3 })
    expect(result.best.candidate['word']).toBe('aabb')
  })

  it('never replaces the best by a tie', async () => {
    const same = scripted({
      reply: ({ about }) => `<${about?.tag}>ab${'b'.repeat(about!.history.length)}</${about?.tag}>`,
    })
    const { result } = await runAll(spelling('ab'), { engine: same, steps: 3 })
    expect(result.best.candidate['word']).toBe('ab')
  })

  it('does not pay again for a candidate that was tried before', async () => {
    let evaluations = 0
    const problem = spelling('ab', () => evaluations++)
    const same = scripted({ reply: ({ about }) => `<${about?.tag}>ab</${about?.tag}>` })
    const { events, result } = await runAll(problem, { engine: same, steps: 3 })
    expect([evaluations, result.spent.evaluations]).toEqual([1, 1])
    expect(events.filter(({ type }) => type === 'revert')).toMatchObject(
      Array.from({ length: 3 }, () => ({ to: result.best.id, reason: 'it was tried before' })),
    )
  })

  it('evaluates a candidate once that is proposed twice in a step', async () => {
    let evaluations = 0
    const strategy = {
      name: 'twice',
      next: async () => ['abbb', 'abbb'].map((word) => ({ candidate: { word }, parents: [], by: 'test' })),
    }
    const { steps } = await runAll(
      spelling('bbbb', () => evaluations++),
      { strategy, steps: 1 },
    )
    expect(evaluations).toBe(2)
    expect(steps[0]!.accepted).toHaveLength(1)
  })

  it('ends at the target, when patience is spent, and after its steps', async () => {
    expect((await runAll(spelling(), { target: 2 })).result).toMatchObject({ status: 'target', steps: 2 })
    const useless = scripted({
      reply: ({ about }) => `<${about?.tag}>c${about!.history.length}</${about?.tag}>`,
    })
    expect((await runAll(spelling(), { engine: useless, patience: 3 })).result).toMatchObject({
      status: 'patience',
      steps: 3,
    })
    expect((await runAll(spelling(), { steps: 2 })).result).toMatchObject({ status: 'done', steps: 2 })
  })

  it('ends in order with its best when the budget is spent', async () => {
    const calls = await runAll(spelling(), { budget: { calls: 2 } })
    expect(calls.result).toMatchObject({
      status: 'budget',
      best: { candidate: { word: 'aabb' } },
      spent: { calls: 2, evaluations: 3 },
    })
    const evaluations = await runAll(spelling(), { budget: { evaluations: 2 } })
    expect(evaluations.result).toMatchObject({ status: 'budget', best: { candidate: { word: 'abbb' } } })
    expect(last(evaluations.events).reason).toBe('The budget of 2 evaluations is spent: 2 used')
    const updates = await runAll(spelling(), { budget: { purposes: { update: { calls: 1 } } } })
    expect(updates.result).toMatchObject({ status: 'budget', steps: 1 })
    expect(last(updates.events).reason).toBe('The budget of 1 calls for update is spent: 1 used')
  })

  it('ends at once when a limit in dollars can not be kept, with the reply in the journal', async () => {
    const journal = memoryJournal()
    const priceless = scripted({ reply: () => ({ text: 'x', usage: { inputTokens: 1, outputTokens: 1 } }) })
    const { result, events } = await runAll(spelling(), {
      engine: priceless,
      journal,
      budget: { dollars: 1 },
    })
    expect(result).toMatchObject({ status: 'budget', spent: { calls: 1 } })
    expect(last(events).reason).toContain('the engine tells no price')
    // The look at the start, and the reply that cost too much.
    expect(journal.size).toBe(2)
  })

  it('keeps what was evaluated in a step in which the budget ran out', async () => {
    const strategy = {
      name: 'two at once',
      next: async () => ['abbb', 'aabb'].map((word) => ({ candidate: { word }, parents: [], by: 'test' })),
    }
    const { result } = await runAll(spelling(), { strategy, budget: { evaluations: 2 } })
    expect(result).toMatchObject({ status: 'budget', best: { candidate: { word: 'abbb' } } })
  })

  it('takes what could not be evaluated as worse than anything else', async () => {
    const problem = spelling('bbbb', (word) => {
      if (word === 'abbb') throw new Error('no abbb here')
    })
    const { events, result } = await runAll(problem, { steps: 1 })
    expect(result.best.candidate['word']).toBe('bbbb')
    expect(events.find(({ type }) => type === 'revert')).toMatchObject({ reason: 'no abbb here' })
  })

  it('tells its end and throws when it is aborted or fails', async () => {
    const controller = new AbortController()
    const events: RunEvent[] = []
    const run = optimize(spelling(), {
      strategy: gradient(({ parameters }) => new TGD(parameters, { engine: speller() })),
      seed: 1,
      signal: controller.signal,
      emit: (event) => void events.push(event),
    })
    await run.next()
    controller.abort()
    await expect(run.next()).rejects.toMatchObject({ name: 'AbortError' })
    expect(last(events)).toMatchObject({ type: 'run-end', status: 'aborted', best: { value: 'abbb' } })

    const failing = runAll(spelling(), {
      engine: scripted({
        reply: () => {
          throw new Error('broken engine')
        },
      }),
    })
    await expect(failing).rejects.toThrow('broken engine')
  })

  it('ends the run in order when the caller leaves the loop', async () => {
    const events: RunEvent[] = []
    const strategy = gradient(({ parameters }) => new TGD(parameters, { engine: speller() }))
    for await (const { step } of optimize(spelling(), {
      strategy,
      seed: 1,
      emit: (event) => void events.push(event),
    })) {
      if (step === 2) break
    }
    expect(last(events)).toMatchObject({ type: 'run-end', status: 'aborted', steps: 2 })
  })

  it('continues over a journal to the same run, without asking again for what was committed', async () => {
    const journal = memoryJournal()
    const whole = await runAll(spelling())
    let evaluations = 0
    const counted = spelling('bbbb', () => evaluations++)
    await runAll(counted, { journal, steps: 2 })
    const before = evaluations
    const resumed = await runAll(counted, { journal })
    expect(canonicalLog(resumed.events)).toBe(canonicalLog(whole.events))
    expect(resumed.engine.calls).toHaveLength(2)
    expect(evaluations - before).toBe(2)
    expect(resumed.result.spent).toEqual(whole.result.spent)
  })

  it('ends in order when code stops it, which is not asked where the run ends by itself', async () => {
    const { result, events } = await runAll(spelling(), {
      stop: async ({ step, best }) => step === 2 && best.evaluation.score === 2,
    })
    expect(result).toMatchObject({ status: 'done', steps: 2, best: { candidate: { word: 'aabb' } } })
    expect(last(events)).toMatchObject({ status: 'done', steps: 2, reason: 'stopped by code' })
    const reached = await runAll(spelling(), { target: 1, stop: () => true })
    expect(reached.result).toMatchObject({ status: 'target', steps: 1 })
    expect(last(reached.events).reason).toBeUndefined()
  })

  it('refuses settings that make no sense', async () => {
    await expect(runAll(spelling(), { steps: -1 })).rejects.toThrow('Expected steps')
    await expect(runAll(spelling(), { patience: 0 })).rejects.toThrow('Expected patience')
    await expect(runAll(spelling(), { budget: { calls: -1 } })).rejects.toThrow("Expected the budget's calls")
  })
})
