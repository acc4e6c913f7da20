import {
  constant,
  gradient,
  LlmCall,
  Module,
  optimize,
  programProblem,
  TextLoss,
  TGD,
  variable,
  type Engine,
  type OptimizeOptions,
  type Problem,
  type RunEvent,
} from '@textgrad/core'

/** A prompt that is judged on `questions` questions at once, with calls forward, backward, for updates and scores. */
export function promptProblem(engine: Engine, questions = 2): Problem<any> {
  class Program extends Module {
    readonly answer = new LlmCall({ engine, system: variable('Answer.', { role: 'system prompt' }) })
  }
  const items = Array.from({ length: questions }, (_, index) => `question ${index}`)
  return programProblem({
    program: () => new Program(),
    items: { train: items, validation: items },
    predict: (program, item, call) => program.answer.forward(constant(item, { role: 'question' }), call),
    loss: (prediction, _item, call) => new TextLoss('Judge.', { engine }).forward(prediction, call),
    score: ({ value }) => value.length,
  })
}

/** Runs a problem with TGD; what the run throws is thrown. */
export async function run(
  problem: Problem<any>,
  engine: Engine,
  options: Partial<OptimizeOptions> = {},
): Promise<void> {
  const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }), { batchSize: 16 })
  const steps = optimize(problem, { strategy, seed: 1, steps: 1, ...options })
  for (let next = await steps.next(); !next.done;) next = await steps.next()
}

/** How a run begins. */
export const begin: RunEvent = {
  step: 0,
  path: '',
  at: 0,
  type: 'run-start',
  run: { task: '', config: null, engine: '', version: '' },
  seed: 1,
  strategy: 'none',
  metrics: [],
  start: {},
}
