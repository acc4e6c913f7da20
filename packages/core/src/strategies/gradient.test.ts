import { describe, expect, it } from 'vitest'

import { constant, variable } from '../graph/variable.ts'
import { LlmCall } from '../llm/llm-call.ts'
import { Module } from '../llm/module.ts'
import { TGD } from '../optimizers/tgd.ts'
import type { RunEvent } from '../run/event.ts'
import { optimize } from '../run/optimize.ts'
import type { Problem } from '../run/problem.ts'
import { programProblem } from '../run/program-problem.ts'
import { scripted } from '../testing/scripted.ts'
import { always } from './gate.ts'
import { gradient, type GradientOptions } from './gradient.ts'

// The language model is simulated: the k-th proposal of a step writes the k-th of these prompts.
const prompts = ['2', '9', '4']
const engine = () =>
  scripted({
    latency: 1,
    reply: ({ purpose, about, path, messages }) => {
      if (purpose !== 'update') return messages[0]!.content as string
      return `<${about!.tag}>${prompts[Number(/proposal-(\d)/.exec(path!)?.[1] ?? 0)]}</${about!.tag}>`
    },
  })

/** What a prompt scores is the number that it is; on training items, the number that is nearest to 5 is best. */
function problemOf(model: ReturnType<typeof engine>, train = ['train']) {
  class Program extends Module {
    readonly call = new LlmCall({ engine: model, system: variable('1', { role: 'prompt' }) })
  }
  return programProblem({
    program: () => new Program(),
    items: { train, validation: ['validation'] },
    predict: (program, item, call) => program.call.forward(constant(item, { role: 'item' }), call),
    score: ({ value }, item) => (item === 'train' ? -Math.abs(Number(value) - 5) : Number(value)),
  })
}

async function run(options: GradientOptions, steps = 1) {
  const model = engine()
  const events: RunEvent[] = []
  const strategy = gradient(({ parameters }) => new TGD(parameters, { engine: model }), options)
  const all = []
  const running = optimize(problemOf(model), {
    strategy,
    seed: 1,
    steps,
    emit: (event) => void events.push(event),
  })
  for await (const step of running) all.push(step)
  return { all, events, model }
}

const values = (
  evaluated: readonly { candidate: Readonly<Record<string, string>> }[],
): (string | undefined)[] => evaluated.map(({ candidate }) => candidate['prompt'])

describe('gradient', () => {
  it('proposes several updates of the same gradients at once, and goes on from the best', async () => {
    const { all, model } = await run({ proposals: 3 }, 2)
    expect(values(all[0]!.tried)).toEqual(['2', '9', '4'])
    expect(values(all[0]!.accepted)).toEqual(['2', '9', '4'])
    expect(model.peak).toBeGreaterThanOrEqual(3)
    expect(all[1]!.tried.map(({ parents }) => parents)).toEqual([
      [all[0]!.tried[1]!.id],
      [all[0]!.tried[1]!.id],
      [all[0]!.tried[1]!.id],
    ])
  })

  it('checks proposals on the items of the step before all validation items are spent on them', async () => {
    const { all } = await run({ proposals: 3, check: true })
    // 9 is as far from 5 as the start, so only validation would have liked it.
    expect(values(all[0]!.tried)).toEqual(['2', '4'])
  })

  it('says so when nothing passes the check', async () => {
    const { all, events } = await run({ check: true }, 2)
    expect(values(all[0]!.accepted)).toEqual(['2'])
    expect(values(all[1]!.accepted)).toEqual([])
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'note',
        text: 'nothing that was proposed is better on the 1 items of this step',
      }),
    )
  })

  describe('where the problem prescribes batches', () => {
    /** The training items of each step. */
    async function trainedOn(batches: readonly (readonly number[])[]) {
      const model = engine()
      const problem = problemOf(model, ['a', 'b', 'c', 'd'])
      const seen: string[] = []
      const recorded: Problem<string> = {
        ...problem,
        items: { ...problem.items!, batches },
        build(candidate) {
          const objective = problem.build(candidate)
          return {
            parameters: objective.parameters,
            ready: () => objective.ready!(),
            evaluate: (items, call) => objective.evaluate(items, call),
            loss(items, call) {
              seen.push(items.join(''))
              return objective.loss(items, call)
            },
          }
        },
      }
      const strategy = gradient(({ parameters }) => new TGD(parameters, { engine: model }), { batchSize: 3 })
      for await (const _ of optimize(recorded, { strategy, seed: 1, steps: 3, gate: always }));
      return seen
    }

    it('takes those, in their order, and over again after the last', async () => {
      expect(await trainedOn([[3, 1], [0]])).toEqual(['db', 'a', 'db'])
    })

    it.each([[[]], [[[]]], [[[1, 4]]], [[[-1]]], [[[0.5]]]])('refuses %j', async (batches) => {
      await expect(trainedOn(batches)).rejects.toThrow(
        `Expected the batch of step 1 to be places of the 4 training items, got [${batches[0]?.join(', ') ?? ''}]`,
      )
    })
  })

  it('refuses a number of proposals that makes no sense', async () => {
    await expect(run({ proposals: 0 })).rejects.toThrow(
      'Expected proposals to be a whole number from 1 up, got 0',
    )
  })
})
