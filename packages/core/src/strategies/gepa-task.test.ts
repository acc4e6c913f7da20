import { describe, expect, it } from 'vitest'

import { fn } from '../graph/fn.ts'
import { constant, variable, type Variable } from '../graph/variable.ts'
import type { GenerateRequest } from '../llm/engine.ts'
import { Module } from '../llm/module.ts'
import { inProcess } from '../run/evaluator.ts'
import { canonicalLog, type RunEvent } from '../run/event.ts'
import { memoryJournal } from '../run/journal.ts'
import { optimize, type OptimizeOptions } from '../run/optimize.ts'
import type { Problem } from '../run/problem.ts'
import { programProblem, type ProgramProblemOptions } from '../run/program-problem.ts'
import { random } from '../run/random.ts'
import { promptText, scripted, type ScriptedOptions } from '../testing/scripted.ts'
import { gepa, type GepaOptions } from './gepa.ts'

/** What each stage of the pipeline can be told to mind. An item needs one or two of them. */
const skills = {
  reader: ['commas', 'words', 'tables'],
  solver: ['units', 'signs', 'limits'],
  writer: ['groups', 'names', 'brevity'],
}
type Stage = keyof typeof skills
const stages = Object.keys(skills) as Stage[]
const singles = Object.values(skills).flat()
const pairs = (shift: number) => singles.map((one, index) => `${one} ${singles[(index + shift) % 9]}`)
const items = { train: [...singles, ...pairs(3)], validation: [...singles, ...pairs(4)] }

class Pipeline extends Module {
  readonly reader = instruction('reader')
  readonly solver = instruction('solver')
  readonly writer = instruction('writer')

  async answer(needs: string): Promise<Variable> {
    let left: Variable = constant(needs, { role: 'needs' })
    for (const stage of stages) left = await work(stage)([this[stage], left])
    return left
  }
}

function instruction(stage: Stage): Variable {
  const role = `instruction of the ${stage}, who can mind ${skills[stage].join(' or ')}`
  return variable('Work.', { name: stage, role })
}

/** A stage does what it is told to, of what it can, and passes on the rest. */
function work(stage: Stage) {
  return fn(
    { name: stage, role: 'what is left undone', codec: variable('', { role: 'text' }).codec },
    ([told, given]: readonly [string, string]) =>
      given
        .split(' ')
        .filter((need) => !skills[stage].includes(need) || !told.includes(need))
        .join(' '),
  )
}

const options: ProgramProblemOptions<string, Pipeline> = {
  program: () => new Pipeline(),
  items,
  id: (needs) => needs,
  predict: (program, needs) => program.answer(needs),
  score: ({ value }, needs) =>
    value === ''
      ? { score: 1, feedback: 'All is done.' }
      : { score: 1 - value.split(' ').length / needs.split(' ').length, feedback: `left undone: ${value}` },
}
const pipeline = programProblem(options)

/** What a prompt for a new instruction shows. */
function read(request: GenerateRequest) {
  const prompt = promptText(request)
  const [, text] = /<text>\n(.*)\n<\/text>/.exec(prompt)!
  const undone = [...prompt.matchAll(/left undone: (.*)/g)].flatMap(([, needs]) => needs!.split(' '))
  const [, ...able] = /can mind (\w+) or (\w+) or (\w+)/.exec(prompt)!
  const [, tag] = /between <(\w+)>/.exec(prompt)!
  return { text: text!, named: able.filter((need) => undone.includes(need)), tag: tag! }
}

/**
 * The language model is simulated. It knows what its prompt shows: the role, the present text and the feedback. It picks
 * one of the needs that the feedback names and the stage can mind, and forgets what was there half of the time.
 */
function reflecting(latency: ScriptedOptions['latency'] = 0) {
  return scripted({
    latency,
    reply: (request) => {
      const { text, named, tag } = read(request)
      if (named.length === 0) return `<${tag}>${text}</${tag}>`
      const luck = random(request.seed!)
      const advice = `Mind ${luck.pick(named)}.`
      return `<${tag}>${luck.next() < 0.5 ? advice : `${text} ${advice}`}</${tag}>`
    },
  })
}

type Options = Partial<OptimizeOptions> & {
  gepa?: Partial<GepaOptions>
  engine?: ReturnType<typeof scripted>
}

async function runAll(problem: Problem<any>, { engine = reflecting(), gepa: search, ...rest }: Options = {}) {
  const events: RunEvent[] = []
  const strategy = gepa({ engine, ...search })
  const run = optimize(problem, { strategy, seed: 1, emit: (event) => void events.push(event), ...rest })
  for (;;) {
    const { done, value } = await run.next()
    if (!done) continue
    const notes = events.flatMap((event) => (event.type === 'note' ? [event.text] : []))
    return { result: value, events, notes, engine, log: canonicalLog(events) }
  }
}

const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[numbers.length / 2]!

/** The evaluations that it takes from each of 20 seeds to the best combination. */
async function toTheBest(search: Partial<GepaOptions>): Promise<number[]> {
  const spent: number[] = []
  for (let seed = 1; seed <= 20; seed++) {
    const { result } = await runAll(pipeline, { seed, steps: 500, target: 1, gepa: search })
    expect(result.status).toBe('target')
    for (const stage of stages) {
      for (const skill of skills[stage]) expect(result.best.candidate[stage]).toContain(skill)
    }
    spent.push(result.spent.evaluations)
  }
  return spent
}

describe('gepa on a task whose best combination is known', () => {
  it('finds it from every seed with a fraction of the evaluations that an exhaustive search takes', async () => {
    // Each of 3 instructions may mind any of 3 needs: 8 ** 3 combinations on 18 validation items.
    const exhaustive = 8 ** 3 * items.validation.length
    expect(Math.max(...(await toTheBest({})))).toBeLessThanOrEqual(0.25 * exhaustive)
  })

  it('needs fewer evaluations with merges where several candidates are made at once', async () => {
    const merging = await toTheBest({ proposals: 3 })
    const without = await toTheBest({ proposals: 3, merges: 0 })
    expect(median(merging)).toBeLessThan(median(without))
  })
})

describe('a run of gepa', () => {
  const search = { steps: 30, gepa: { proposals: 2 } }

  it('is the same for the same seed, whatever the latencies, and another for another', async () => {
    const { log } = await runAll(pipeline, search)
    const slow = reflecting({ from: 0, to: 3, seed: 1 })
    expect((await runAll(pipeline, { ...search, engine: slow })).log).toBe(log)
    expect((await runAll(pipeline, { ...search, seed: 2 })).log).not.toBe(log)
    expect(log).toContain('"by":"gepa-merge"')
    expect(log).toContain('was refused')
  })

  it('goes on over a journal to the same run, and asks for nothing that was committed', async () => {
    const whole = await runAll(pipeline, search)
    const journal = memoryJournal()
    await runAll(pipeline, { ...search, journal, steps: 12 })
    expect((await runAll(pipeline, { ...search, journal })).log).toBe(whole.log)
    const again = await runAll(pipeline, { ...search, journal })
    expect(again.log).toBe(whole.log)
    expect(again.engine.calls).toHaveLength(0)
    expect(again.result.spent).toEqual(whole.result.spent)
  })

  it('is the same where evaluations come as JSON from elsewhere', async () => {
    const elsewhere = inProcess(programProblem(options))
    const evaluator = {
      evaluate: async (...job: Parameters<typeof elsewhere.evaluate>) =>
        JSON.parse(JSON.stringify(await elsewhere.evaluate(...job))) as never,
    }
    expect((await runAll(pipeline, { ...search, evaluator })).log).toBe((await runAll(pipeline, search)).log)
  })
})
