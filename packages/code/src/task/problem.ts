import {
  sum,
  TextLoss,
  variable,
  type Call,
  type Candidate,
  type Engine,
  type Objective,
  type Problem,
  type Variable,
} from '@textgrad/core'

import { programMoves } from '../moves.ts'
import type { Problem as Stated } from '../problem.ts'
import { program } from '../values.ts'
import type { CodeConfig } from './config.ts'
import { criticInstruction } from './critic-instruction.ts'
import { metricsOf, programEvaluation } from './evaluation.ts'
import { firstProgram } from './first-program.ts'
import { openWorkbench } from './open-workbench.ts'
import { programLoss, type Judging } from './program-loss.ts'
import { tellPlace } from './tell-place.ts'

/** The parameter that holds the program. */
const parameter = 'program'

interface Shared extends Judging {
  readonly critic: Engine | undefined
}

/** Opens what a configuration needs; the problem releases it. Rejects as `openWorkbench` does. */
export async function programProblem(
  config: CodeConfig,
  { engine, signal }: { readonly engine?: Engine; readonly signal?: AbortSignal },
): Promise<Problem> {
  const critic = config.critic ? modelFor('critic', engine) : undefined
  const writer = config.first === 'model' ? modelFor('first', engine) : undefined
  const write = writer && ((problem: Stated) => firstProgram(problem, writer, signal))
  const bench = await openWorkbench(config, { signal, write })
  const shared: Shared = { bench, objective: config.objective, critic }
  return {
    start: { [parameter]: bench.start },
    metrics: metricsOf(shared),
    ...(bench.language === 'python' && {
      async *moves(candidate, random) {
        const { change } = bench
        const value = candidate[parameter]!
        for (const text of programMoves(change?.programOf(value) ?? value, random))
          yield { [parameter]: change?.patchOf(text) ?? text }
      },
    }),
    build: (candidate) => objective(shared, candidate),
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  }
}

function modelFor(setting: string, engine: Engine | undefined): Engine {
  if (engine && !engine.id.startsWith('rules/')) return engine
  throw new TypeError(`Expected an engine with a language model for ${setting}`)
}

function objective(shared: Shared, candidate: Candidate): Objective {
  const { bench } = shared
  const text = candidate[parameter]!
  const codec = bench.change?.codec ?? program(bench.language)
  const source = variable(text, { name: parameter, role: bench.role, codec })
  const loss = programLoss(shared)
  return {
    parameters: [source],
    loss: async (_, call) => withCritic(await loss(source, call), { source, shared, call }),
    async evaluate(_, call) {
      if (call.step === 0 && text === bench.start) await tellPlace(bench.place, call)
      return programEvaluation(shared, text, call)
    },
  }
}

interface Criticised {
  readonly source: Variable
  readonly shared: Shared
  readonly call: Call
}

/** Whether the tests pass, code says; a critic is only asked while they do not. */
async function withCritic(
  loss: Awaited<ReturnType<ReturnType<typeof programLoss>>>,
  { source, shared, call }: Criticised,
): Promise<Variable<any>> {
  const { critic, bench } = shared
  if (!critic || loss.error || loss.value.passed) return loss
  const instruction = criticInstruction({ role: bench.role, report: loss.value.report })
  return sum([loss, await new TextLoss(instruction, { engine: critic }).forward(source, call)], call)
}
