import {
  sum,
  TextLoss,
  validateConfig,
  variable,
  type Call,
  type Candidate,
  type Engine,
  type Objective,
  type Problem,
  type Variable,
} from '@textgrad/core'

import type { PlusProblem } from '../formats/humanevalplus.ts'
import { programMoves } from '../moves.ts'
import type { Problem as Stated } from '../problem.ts'
import type { Test } from '../tests/test.ts'
import { program } from '../values.ts'
import { citedTests } from './cited-tests.ts'
import { codeConfig, type CodeConfig, type CodeSettings } from './config.ts'
import { criticInstruction } from './critic-instruction.ts'
import { metricsOf, programEvaluation } from './evaluation.ts'
import { firstProgram } from './first-program.ts'
import { openWorkbench, roleOf } from './open-workbench.ts'
import { programLoss, type Judging } from './program-loss.ts'
import { tellPlace } from './tell-place.ts'
import { statedProblem } from './tested-problem.ts'
import { UntestedBench } from './untested-bench.ts'
import type { Workbench } from './workbench.ts'

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
  const writer = config.first === 'model' ? modelFor('first', engine) : undefined
  const write = writer && ((problem: Stated) => firstProgram(problem, writer, signal))
  const critic = criticOf(config, engine)
  return judgedBy(await openWorkbench(config, { signal, write }), { objective: config.objective, critic })
}

export interface UntestedContext {
  readonly engine: Engine
  readonly signal?: AbortSignal
  /** The problem that the configuration names, where it was read already. */
  readonly stated?: Stated | PlusProblem
}

/**
 * The same in which no program is run, and every one fails all tests: for counting what a run asks of a model before it is paid. Of
 * problems only, without a sandbox. Rejects as `openWorkbench` does for what is wrong with the configuration.
 */
export async function untestedProblem(
  settings: CodeSettings,
  { engine, signal, stated: known }: UntestedContext,
): Promise<Problem> {
  const config = await validateConfig(codeConfig, settings)
  const { problem: stated, start } = known
    ? { problem: known, start: undefined }
    : await statedProblem(config)
  const problem = { ...stated, tests: { ...stated.tests, local: localOf(stated) } }
  const bench = new UntestedBench({
    problem,
    role: roleOf(problem, config),
    start: start ?? (config.first === 'model' ? await firstProgram(problem, engine, signal) : ''),
    words: config.words,
  })
  return judgedBy(bench, { objective: config.objective, critic: criticOf(config, engine) })
}

/** Of sets that hold inputs alone, what is called; of one that holds tests, these. */
function localOf(problem: Stated | PlusProblem): readonly Test[] {
  const { tests, entryPoint = '' } = problem
  if (tests.local.length > 0 || !('inputs' in problem)) return tests.local
  return problem.inputs.base.map((args, place) => ({
    kind: 'call',
    id: `base-${place + 1}`,
    call: { function: entryPoint, args },
    expected: null,
  }))
}

function judgedBy(bench: Workbench, judging: Omit<Shared, 'bench'>): Problem {
  const shared: Shared = { bench, ...judging }
  return {
    start: { [parameter]: bench.start },
    metrics: metricsOf(shared),
    citations: [citedTests(bench.shownTests ?? [])],
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

function criticOf({ critic }: CodeConfig, engine: Engine | undefined): Engine | undefined {
  return critic ? modelFor('critic', engine) : undefined
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
