import { feedback, fn, text, variable, type Evaluation, type Objective, type Variable } from '@textgrad/core'

/** What code says of a text: how good it is, and perhaps what is wrong with it. */
export interface Judged {
  readonly score: number
  readonly metric: string
  readonly said: string
}

/** A text that code judges, without a model: its feedback is what the judgement says. */
export function judgedText(name: string, value: string, judge: (value: string) => Judged): Objective {
  const parameter = variable(value, { name, role: name })
  const loss = fn(
    {
      name: 'judge',
      role: `judgement of the ${name}`,
      codec: text,
      backward: ({ result }) => [feedback(result)],
    },
    ([given]: readonly [string]) => {
      const { metric, said } = judge(given)
      return `${metric}\n${said}`.trim()
    },
  )
  return {
    parameters: [parameter],
    loss: (_, call): Promise<Variable> => loss([parameter], call),
    evaluate: async () => evaluationOf(judge(value).score),
  }
}

export function evaluationOf(score: number): Evaluation {
  return { score, metrics: { score }, feasible: true, feedback: [] }
}
