import {
  constant,
  gradient,
  LlmCall,
  Module,
  programProblem,
  TextLoss,
  TGD,
  variable,
  type Engine,
  type OptimizeOptions,
  type Problem,
} from '@textgrad/core'

/** A prompt that is judged on four questions at a time: some 13 calls a step, up to 4 at once. */
export function prompting(engine: Engine, start = 'Answer.'): Problem<any> {
  const questions = Array.from({ length: 8 }, (_, index) => `question ${index}`)
  class Program extends Module {
    readonly answer = new LlmCall({ engine, system: variable(start, { role: 'system prompt' }) })
  }
  return programProblem({
    program: () => new Program(),
    items: { train: questions, validation: questions.slice(0, 4) },
    predict: (program, item, call) => program.answer.forward(constant(item, { role: 'question' }), call),
    loss: (prediction, _item, call) => new TextLoss('Judge.', { engine }).forward(prediction, call),
    score: ({ value }) => value.length % 97,
  })
}

/** What `optimize` needs besides a problem; the same for a run and for its resumption. */
export function settings(engine: Engine): Pick<OptimizeOptions, 'strategy' | 'seed' | 'steps'> {
  const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }), { batchSize: 4 })
  return { strategy, seed: 3, steps: 3 }
}
