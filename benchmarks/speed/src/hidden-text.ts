import {
  always,
  beam,
  gradient,
  improves,
  gepa,
  Momentum,
  Revolve,
  opro,
  optimize,
  random,
  rootCall,
  TextLoss,
  TGD,
  variable,
  type Candidate,
  type Evaluated,
  type Gate,
  type Problem,
  type Random,
  type RunResult,
  type Strategy,
} from '@textgrad/core'
import { hillClimb } from '@textgrad/search'

import {
  alphabet,
  anyText,
  critic,
  editor,
  guesser,
  length,
  rightOnes,
  withCharacter,
} from './hidden-text-models.ts'
import { median } from './measure.ts'
import type { Extent } from './suite.ts'
import type { Table } from './table.ts'

const whole = { seeds: 20, noisySeeds: 100 }
const short: Size = { seeds: 2, noisySeeds: 10 }
type Size = typeof whole
const noisySteps = 100
const noise = 0.3
/** How many steps a strategy with feedback may take. */
export const stepLimit = 21
/** What a strategy that needs more than that may spend, as a share of what hill climbing spends. */
const spendLimit = 1 / 5

interface Contender {
  readonly name: string
  readonly make: () => Strategy
  /** What it has to keep: at most 21 steps in every run, or a fifth of what hill climbing needs. */
  readonly limit?: 'steps' | 'spend'
}

/** What is measured. A strategy takes its place here in one line. */
export const contenders: readonly Contender[] = [
  { name: 'TGD', make: () => gradient((o) => new TGD(o.parameters, { engine: editor() })), limit: 'steps' },
  {
    name: 'Momentum',
    make: () => gradient((o) => new Momentum(o.parameters, { engine: editor() })),
    limit: 'steps',
  },
  {
    name: 'Momentum, summarised',
    make: () => gradient((o) => new Momentum(o.parameters, { engine: editor(), summarised: true })),
    limit: 'steps',
  },
  {
    name: 'REVOLVE',
    make: () => gradient((o) => new Revolve(o.parameters, { engine: editor() })),
    limit: 'steps',
  },
  { name: 'GEPA', make: () => gepa({ engine: editor() }), limit: 'spend' },
  {
    name: 'beam of 2, one paraphrase',
    make: () => beam({ engine: editor(), width: 2, paraphrases: 1 }),
    limit: 'spend',
  },
  { name: 'beam', make: () => beam({ engine: editor() }) },
  { name: 'OPRO', make: () => opro({ engine: guesser() }), limit: 'spend' },
  { name: 'OPRO, 200 shown', make: () => opro({ engine: guesser(), shown: 200 }), limit: 'spend' },
]

/** The yardstick: random changes of one character, each tried once, kept when the score rises. */
export const yardstick: Contender = { name: 'hill climbing', make: () => hillClimb({ neighbours: 1 }) }

/**
 * Simulated optimisation with a known answer: a hidden text of 20 characters is to be found from another one. How many
 * characters are right is counted exactly, without a call. The language models are scripts (hidden-text-models.ts).
 */
export async function hiddenText({ quick }: Extent): Promise<readonly Table[]> {
  const size = quick ? short : whole
  return [await withoutNoise(size), await withNoise(size)]
}

async function withoutNoise({ seeds }: Size): Promise<Table> {
  const climbed = await reach(yardstick, seeds)
  const yard = median(climbed.map(spentBy))
  const rows = [rowOf(yardstick, climbed, yard)]
  for (const contender of contenders) rows.push(rowOf(contender, await reach(contender, seeds), yard))
  const uniform = (alphabet.length ** length * Math.LN2).toExponential(1)
  return {
    name: 'hidden-text',
    title:
      `To a hidden text of ${length} characters of ${alphabet.length}: medians and maxima of ${seeds} seeds. ` +
      `Uniformly random texts would take ${uniform} evaluations (27^20 ln 2, the median)`,
    columns: [
      'strategy',
      'found it',
      'steps',
      'max steps',
      'calls',
      'max calls',
      'evaluations',
      'max evaluations',
      'calls + evaluations',
      'max of these',
      'share of hill climbing',
      'required',
      'kept',
    ],
    rows,
  }
}

function rowOf(contender: Contender, runs: readonly RunResult[], yard: number): Table['rows'][number] {
  const figures = [
    (run: RunResult) => run.steps,
    (run: RunResult) => run.spent.calls,
    (run: RunResult) => run.spent.evaluations,
    spentBy,
  ]
  const required = { steps: `steps <= ${stepLimit} in all`, spend: `<= ${spendLimit} of hill climbing` }
  return [
    contender.name,
    runs.filter(found).length,
    ...figures.flatMap((figure) => [median(runs.map(figure)), Math.max(...runs.map(figure))]),
    Number((median(runs.map(spentBy)) / yard).toFixed(3)),
    contender.limit ? required[contender.limit] : '',
    contender.limit ? keeps(contender, runs, yard) : '',
  ]
}

/** Whether a contender keeps its limit, where hill climbing spends so much. */
export function keeps({ limit }: Contender, runs: readonly RunResult[], yard: number): boolean {
  if (!runs.every(found)) return false
  if (limit === 'steps') return runs.every(({ steps }) => steps <= stepLimit)
  return median(runs.map(spentBy)) <= spendLimit * yard
}

function found({ best }: RunResult): boolean {
  return best.evaluation.score === length
}

/** Calls of models and evaluations together. */
export function spentBy({ spent }: RunResult): number {
  return spent.calls + spent.evaluations
}

/** Runs a contender to the target from each of the first seeds. */
export async function reach({ make }: Contender, count: number): Promise<RunResult[]> {
  const results: RunResult[] = []
  for (let seed = 1; seed <= count; seed++) {
    const run = optimize(problemOf(seed), { strategy: make(), seed, target: length, steps: 10_000 })
    let next = await run.next()
    while (!next.done) next = await run.next()
    results.push(next.value)
  }
  return results
}

async function withNoise({ noisySeeds }: Size): Promise<Table> {
  const rows: (string | number)[][] = []
  for (const [name, run] of Object.entries(noisyRuns)) {
    const ends: NoisyEnd[] = []
    for (let seed = 1; seed <= noisySeeds; seed++) ends.push(await run(seed))
    const count = (of: keyof NoisyEnd): number => ends.filter((end) => end[of] === length).length
    rows.push([name, count('last'), count('best')])
  }
  return {
    name: 'hidden-text-noise',
    title: `TGD where ${100 * noise} % of what the critic says is wrong: of ${noisySeeds} seeds, after ${noisySteps} steps`,
    columns: ['run', 'at the target at the end', 'best so far was the target'],
    rows,
  }
}

/** The scores that a run has at its end, and had at its best. */
interface NoisyEnd {
  readonly last: number
  readonly best: number
}

/**
 * With the gate 'always' a run of `optimize()` takes no text a second time, so that it does not find back to what it
 * spoilt; the loop does.
 */
export const noisyRuns: Readonly<Record<string, (seed: number) => Promise<NoisyEnd>>> = {
  'optimize(), the default gate': (seed) => noisyRun(seed, improves),
  "optimize(), the gate 'always'": (seed) => noisyRun(seed, always),
  'a loop of backward() and step()': noisyLoop,
}

async function noisyRun(seed: number, gate: Gate): Promise<NoisyEnd> {
  const strategy = gradient((o) => new TGD(o.parameters, { engine: editor() }))
  let last: Evaluated | undefined
  let best = 0
  for await (const step of optimize(problemOf(seed, noise), { strategy, gate, seed, steps: noisySteps })) {
    last = step.accepted.at(-1) ?? last
    best = step.best.evaluation.score
  }
  return { last: last?.evaluation.score ?? 0, best }
}

/** Plain textual gradient descent, which takes whatever comes. */
async function noisyLoop(seed: number): Promise<NoisyEnd> {
  const problem = problemOf(seed, noise)
  const objective = problem.build(problem.start)
  const optimizer = new TGD(objective.parameters, { engine: editor() })
  const scores: number[] = []
  for (let step = 1; step <= noisySteps; step++) {
    const call = rootCall({ seed, path: `step-${step}` })
    const loss = await objective.loss([], call)
    await loss.backward({ call })
    await optimizer.step(call)
    optimizer.zeroGrad()
    const text = objective.parameters[0]!.render()
    scores.push((await problem.build({ text }).evaluate([], call)).score)
  }
  return { last: scores.at(-1)!, best: Math.max(...scores) }
}

/** Target and start are drawn from the seed. */
function problemOf(seed: number, wrong = 0): Problem {
  const target = anyText(random(seed, 'target'))
  const judge = new TextLoss('Compare the text with the one that is wanted.', {
    engine: critic(target, wrong),
  })
  return {
    start: { text: anyText(random(seed, 'start')) },
    metrics: [{ name: 'right', direction: 'maximize', target: length }],
    moves: ({ text }, draw) => singleChanges(text!, draw),
    build({ text }) {
      const parameter = variable(text!, { name: 'text', role: 'a text of 20 characters' })
      return {
        parameters: [parameter],
        loss: (_, call) => judge.forward(parameter, call),
        async evaluate() {
          const right = rightOnes(text!, target)
          return { score: right, metrics: { right }, feasible: true, feedback: [] }
        },
      }
    },
    async [Symbol.asyncDispose]() {},
  }
}

const changes = alphabet.flatMap((character) => Array.from({ length }, (_, at) => ({ at, character })))

/** All texts that differ in one character, in a random order. */
async function* singleChanges(text: string, { shuffle }: Random): AsyncGenerator<Candidate> {
  for (const { at, character } of shuffle(changes))
    if (text[at] !== character) yield { text: withCharacter(text, at, character) }
}
