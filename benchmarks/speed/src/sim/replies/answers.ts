import type { Fault } from '../faults/fault-rules.ts'
import { withTextFault } from '../faults/text-faults.ts'
import { Random } from '../random.ts'
import type { Question } from '../requests/question.ts'
import type { Simulation } from '../simulation.ts'
import { reply, type Answer } from './model.ts'
import { clip, countTokens } from './tokens.ts'

const mostAnswers = 16
const empty: Answer = { content: null, finish: 'stop', refusal: null, toolCalls: null }

/** Where a question stands among all, and among those that are equal. */
export interface Place {
  readonly n: number
  readonly attempt: number
}

/** What is answered: as many answers as were asked for, each cut to its allowance and then spoilt by the fault. */
export async function answersTo(
  question: Question,
  place: Place,
  fault: Fault | null,
  simulation: Simulation,
): Promise<readonly Answer[]> {
  const { api, body, hash, maxTokens } = question
  const wanted = api === 'chat' ? Math.min(mostAnswers, Math.max(1, Number(body['n'] ?? 1))) : 1
  const { sampling, tags } = simulation.config
  const isDrawnAnew = sampling === 'occurrence' && Number(body['temperature'] ?? 1) > 0
  const answers: Answer[] = []
  for (let index = 0; index < wanted; index++) {
    const key = `${hash}#${index}${isDrawnAnew ? `@${place.attempt}` : ''}`
    const answer = clipped(await answerOf(question, place, key, simulation), maxTokens)
    const isSpoilt = fault?.stage === 'content'
    answers.push(isSpoilt ? withTextFault(answer, fault, tags[0] ?? 'IMPROVED_VARIABLE') : answer)
  }
  return answers
}

async function answerOf(
  { api, body, messages, text }: Question,
  { n, attempt }: Place,
  key: string,
  { brain, config }: Simulation,
): Promise<Answer> {
  const rng = new Random(config.seed, 'brain', key)
  const said = await brain?.({ api, body, messages, text, key, n, attempt, rng, config })
  const given = said ?? reply({ api, body, messages, key }, config)
  const answer = { ...empty, ...(typeof given === 'string' ? { content: given } : given) }
  return answer.toolCalls ? { ...answer, finish: 'tool_calls' } : answer
}

function clipped(answer: Answer, maxTokens: number): Answer {
  if (answer.content === null) return answer
  const { text, isCut } = clip(answer.content, maxTokens)
  return isCut ? { ...answer, content: text, finish: 'length' } : answer
}

/** Of all answers together, without what was only thought. */
export function tokensOf(answers: readonly Answer[]): number {
  return answers.reduce((sum, { content, refusal, toolCalls }) => {
    const calls = toolCalls ? countTokens(JSON.stringify(toolCalls)) : 0
    return sum + countTokens(content ?? refusal ?? '') + calls
  }, 0)
}
