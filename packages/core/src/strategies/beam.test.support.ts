import { fn } from '../graph/fn.ts'
import { feedback, satisfied } from '../graph/gradient.ts'
import { sum } from '../graph/sum.ts'
import { variable } from '../graph/variable.ts'
import type { GenerateRequest } from '../llm/engine.ts'
import type { RunEvent } from '../run/event.ts'
import { optimize, type OptimizeOptions } from '../run/optimize.ts'
import type { Candidate, Problem } from '../run/problem.ts'
import { scripted, type ScriptedOptions } from '../testing/index.ts'
import { beam, type BeamOptions } from './beam.ts'

export const topics = ['ham', 'egg', 'tea', 'jam', 'oat', 'fig', 'rye', 'cod']

const judge = (topic: string) =>
  fn(
    {
      name: topic,
      role: `mention of ${topic}`,
      backward: ({ args }) =>
        args.map((text) => (text.includes(topic) ? satisfied : feedback(`name ${topic}`))),
    },
    (texts: readonly string[]) => `${topic} in ${texts.length} texts`,
  )

/** A text that should name all topics: each item asks for one, and nothing else counts. */
export function naming(
  start: Candidate = { text: 'menu' },
  items: readonly string[] = topics,
): Problem<string> {
  return {
    start,
    metrics: [{ name: 'named', direction: 'maximize' }],
    items: { train: items, validation: items },
    build(candidate) {
      const parameters = Object.entries(candidate).map(([name, value]) =>
        variable(value, { name, role: name }),
      )
      return {
        parameters,
        loss: async (batch, call) =>
          sum(await Promise.all(batch.map((item) => judge(item)(parameters as never, call))), call),
        async evaluate(batch) {
          const named = batch.filter((item) => Object.values(candidate).every((text) => text.includes(item)))
          const score = named.length / batch.length
          return { score, metrics: { named: score }, feasible: true, feedback: [] }
        },
      }
    },
    async [Symbol.asyncDispose]() {},
  }
}

// The language model is simulated: it names what the feedback asks for, and paraphrases by turning the words round.
export function editor({ about }: GenerateRequest): string {
  const { tag, value, feedback } = about!
  const words = value.split(' ')
  const turned = (feedback[0]!.data as { goal?: string } | undefined)?.goal === 'paraphrase'
  const asked = feedback.flatMap(({ text }) => /^name (\w+)$/.exec(text)?.[1] ?? [])
  return `<${tag}>${(turned ? words.toReversed() : [...words, ...asked]).join(' ')}</${tag}>`
}

interface Ran extends Partial<OptimizeOptions & BeamOptions> {
  readonly problem?: Problem<any>
  readonly reply?: ScriptedOptions['reply']
  readonly latency?: number
}

export async function run({ problem = naming(), reply = editor, strategy, latency = 1, ...rest }: Ran = {}) {
  const engine = scripted({ reply, latency: { from: 0, to: 3, seed: latency } })
  const events: RunEvent[] = []
  const running = optimize(problem, {
    seed: 1,
    steps: 2,
    emit: (event) => void events.push(event),
    strategy: strategy ?? beam({ engine, ...rest }),
    ...rest,
  })
  const steps = []
  for (;;) {
    const { done, value } = await running.next()
    if (done) return { result: value, steps, events, engine }
    steps.push(value)
  }
}
