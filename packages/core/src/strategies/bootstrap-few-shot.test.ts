import { describe, expect, it } from 'vitest'

import { constant, variable } from '../graph/variable.ts'
import type { Demonstration } from '../llm/demonstrations.ts'
import { canonicalLog } from '../run/event.ts'
import { memoryJournal } from '../run/journal.ts'
import type { Evaluation, Problem } from '../run/problem.ts'
import { programProblem } from '../run/program-problem.ts'
import { scripted } from '../testing/scripted.ts'
import { bootstrapFewShot } from './bootstrap-few-shot.ts'
import {
  Answer,
  answering,
  askedIn,
  examples,
  labelOf,
  questions,
  searched,
  solvable,
} from './few-shot.test.support.ts'

/** What a word of a task may ask to do with what follows it, in the order in which the model thinks of it. */
const operations = [
  (word: string) => word,
  (word: string) => word.toUpperCase(),
  (word: string) => Array.from(word).toReversed().join(''),
  (word: string) => word + word,
  (word: string) => word[0]!,
]

/** Does the first thing that fits all demonstrations of the same kind, of which there must be one. */
function infer(question: string, shown: readonly Demonstration[]): string {
  const [kind, word] = question.split(' ')
  const same = shown.map(({ input, output }) => [...input.split(' '), output]).filter(([of]) => of === kind)
  const fits = operations.find((operation) => same.every(([, given, output]) => operation(given!) === output))
  return same.length > 0 && fits ? fits(word!) : 'no idea'
}

interface Riddle {
  readonly question: string
  readonly answer: string
}

const riddle = (question: string, answer: string): Riddle => ({ question, answer })
// A palindrome, or a word in capitals, does not show what its kind does.
const train = [
  riddle('blip stone', 'enots'),
  riddle('blip river', 'revir'),
  riddle('blip stream', 'maerts'),
  riddle('blip level', 'level'),
  riddle('frob apple', 'APPLE'),
  riddle('frob trees', 'TREES'),
  riddle('frob NASA', 'NASA'),
  riddle('frob grass', 'GRASS'),
  riddle('zonk ha', 'haha'),
  riddle('zonk so', 'soso'),
  riddle('zonk to', 'toto'),
  riddle('zonk bye', 'byebye'),
  riddle('quux tree', 't'),
  riddle('quux wind', 'w'),
  riddle('quux hill', 'h'),
  riddle('quux lake', 'l'),
]
const validation = [
  riddle('blip cloud', 'duolc'),
  riddle('blip paper', 'repap'),
  riddle('frob table', 'TABLE'),
  riddle('frob chair', 'CHAIR'),
  riddle('zonk no', 'nono'),
  riddle('zonk bon', 'bonbon'),
  riddle('quux fire', 'f'),
  riddle('quux moon', 'm'),
]
const asDemonstration = ({ question, answer }: Riddle): Demonstration => ({ input: question, output: answer })

// The language model is simulated: it knows of a kind of riddle what its prompt shows, and nothing else.
const riddles = () => {
  const engine = scripted({
    reply: (request) => {
      const { asked, shown } = askedIn(request)
      return infer(asked, shown)
    },
  })
  return programProblem({
    program: () => new Answer(engine),
    items: { train, validation },
    predict: ({ answer }, { question }, call) =>
      answer.forward(constant(question, { role: 'question' }), call),
    score: ({ value }, { answer }) => Number(value === answer),
  })
}

function setsOf<T>(items: readonly T[], size: number): T[][] {
  if (size === 0) return [[]]
  return items.flatMap((item, index) =>
    setsOf(items.slice(index + 1), size - 1).map((rest) => [item, ...rest]),
  )
}

const scoreOf = (shown: readonly Demonstration[]): number =>
  validation.filter(({ question, answer }) => infer(question, shown) === answer).length / validation.length

describe('bootstrapFewShot', () => {
  it('finds the best set in 20 of 20 seeds with at most 25 % of the evaluations of trying all', async () => {
    const all = setsOf(train.map(asDemonstration), 4)
    const best = all.filter((set) => scoreOf(set) === 1)
    // One of each kind that says what the kind does.
    expect([all.length, best.length]).toEqual([1820, 3 * 3 * 4 * 4])
    const exhaustive = all.length * validation.length

    const label = asDemonstration
    const strategy = bootstrapFewShot({ label, bootstrapped: 4, labelled: 4, candidates: 300, stopAt: 1 })
    const spent: number[] = []
    for (let seed = 1; seed <= 20; seed++) {
      const { result } = await searched(riddles(), strategy, { seed })
      const shown = JSON.parse(result.best.candidate[examples]!) as Demonstration[]
      expect(scoreOf(shown)).toBe(1)
      expect(result.best.evaluation.score).toBe(1)
      expect(shown).toHaveLength(4)
      spent.push(result.spent.evaluations)
    }
    expect(Math.max(...spent)).toBeLessThanOrEqual(exhaustive / 4)
  })

  it('is finished after the last candidate, or when the best score is good enough', async () => {
    const all = await searched(riddles(), bootstrapFewShot({ candidates: 2, perStep: 2 }))
    expect(all.result).toMatchObject({ status: 'done', steps: 3 })
    expect(all.tried).toHaveLength(5)
    const label = asDemonstration
    const early = await searched(riddles(), bootstrapFewShot({ label, stopAt: 1 }))
    // All labels together say all there is to say.
    expect(early.result).toMatchObject({ status: 'done', steps: 2, best: { evaluation: { score: 1 } } })
  })

  it('is the same run for the same seed, whatever the latencies, and buys nothing that a journal has', async () => {
    const run = async (seed: number, latency: number, journal = memoryJournal()) => {
      const engine = scripted({ latency: { from: 0, to: 3, seed: latency } })
      const strategy = bootstrapFewShot({ label: labelOf, labelled: 3, candidates: 5, perStep: 4 })
      const { events, tried, result } = await searched(questions(engine, solvable('abcdef')), strategy, {
        seed,
        journal,
      })
      const { evaluations } = result.spent
      return { log: canonicalLog(events), calls: engine.calls.length, found: { tried, evaluations } }
    }
    const journal = memoryJournal()
    const first = await run(1, 1, journal)
    expect(first.calls).toBeGreaterThan(6)
    expect((await run(1, 2)).log).toBe(first.log)
    expect((await run(2, 1)).log).not.toBe(first.log)
    const again = await run(1, 3, journal)
    expect(again.calls).toBe(0)
    expect(again.found).toEqual(first.found)
  })

  it('tries the same candidates one by one or several at once', async () => {
    const triedWith = async (perStep: number) =>
      (
        await searched(
          questions(answering(), solvable('abcdef')),
          bootstrapFewShot({ label: labelOf, labelled: 3, candidates: 7, perStep }),
        )
      ).tried
    expect(await triedWith(4)).toEqual(await triedWith(1))
  })

  it('ends with the best so far when its budget is spent while it looks', async () => {
    const options = { label: asDemonstration, labelled: 4, candidates: 3, perStep: 2 }
    // The start and the labels on 8 items each, and two of the items that are to be solved.
    const budget = { evaluations: 18 }
    const { result } = await searched(riddles(), bootstrapFewShot(options), { budget })
    expect(result).toMatchObject({ status: 'budget', steps: 1, spent: { evaluations: 18 } })
    expect(result.best.evaluation.score).toBeGreaterThan(0)
  })

  it('accepts what is better than all before', async () => {
    const label = asDemonstration
    const { result, events } = await searched(
      riddles(),
      bootstrapFewShot({ label, labelled: 3, candidates: 6, perStep: 3 }),
    )
    const accepted = events.flatMap((event) => (event.type === 'step-end' ? event.accepted : []))
    const scores = new Map(
      events.flatMap((event) => (event.type === 'evaluation' ? [[event.id, event.evaluation.score]] : [])),
    )
    const rising = accepted.map((id) => scores.get(id)!)
    expect(rising.length).toBeGreaterThan(0)
    expect(rising).toEqual([...new Set(rising)].toSorted((a, b) => a - b))
    expect(rising.at(-1)).toBe(result.best.evaluation.score)
  })
})

describe('bootstrapFewShot refuses', () => {
  const first = (problem: Problem<any>, strategy = bootstrapFewShot({ candidates: 0 })) =>
    searched(problem, strategy)

  it('numbers that make no sense', () => {
    expect(() => bootstrapFewShot({ bootstrapped: 0 })).toThrow('bootstrapped to be a whole number from 1 up')
    expect(() => bootstrapFewShot({ labelled: -1 })).toThrow('labelled to be a whole number from 0 up')
    expect(() => bootstrapFewShot({ candidates: 1.5 })).toThrow('candidates to be a whole number from 0 up')
    expect(() => bootstrapFewShot({ rounds: 0 })).toThrow('rounds to be a whole number from 1 up')
    expect(() => bootstrapFewShot({ perStep: 0 })).toThrow('perStep to be a whole number from 1 up')
  })

  it('problems without items, demonstrations or a word on how they were used', async () => {
    const problem = questions(answering(), solvable('ab'))
    const { items: _, ...bare } = problem
    await expect(first({ ...bare, [Symbol.asyncDispose]: async () => {} })).rejects.toThrow(
      'Expected a problem with items',
    )
    const prompt = {
      ...problem,
      build: () => ({ ...problem.build({}), parameters: [variable('', { role: 'prompt' })] }),
    }
    await expect(first(prompt)).rejects.toThrow("Expected a parameter with the codec 'demonstrations'")
    const silent = {
      ...problem,
      build: (candidate: Problem['start']) => ({
        ...problem.build(candidate),
        evaluate: async (): Promise<Evaluation> => ({ score: 0, metrics: {}, feasible: true, feedback: [] }),
      }),
    }
    await expect(first(silent)).rejects.toThrow('say how parameters were used')
  })

  it('names and labels that fit no parameter', async () => {
    const problem = questions(answering(), solvable('ab'))
    await expect(first(problem, bootstrapFewShot({ parameters: ['demos'] }))).rejects.toThrow(
      "Expected 'demos' to be a parameter of the problem with the codec 'demonstrations'",
    )
    const label = () => ({ demos: { input: 'a', output: 'b' } })
    await expect(first(problem, bootstrapFewShot({ label }))).rejects.toThrow(
      `Expected a label to name parameters of demonstrations (${examples}), got 'demos'`,
    )
  })
})
