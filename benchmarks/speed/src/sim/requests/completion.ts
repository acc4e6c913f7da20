import { fail, refuse } from '../faults/failures.ts'
import { pickFault, type Fault } from '../faults/fault-rules.ts'
import { Random } from '../random.ts'
import { answersTo, tokensOf } from '../replies/answers.ts'
import { sendEmbeddings } from '../replies/embeddings.ts'
import type { Outcome } from '../replies/envelopes.ts'
import { sendPlain } from '../replies/plain-reply.ts'
import { sendError } from '../replies/send.ts'
import { sendStream } from '../replies/stream-reply.ts'
import { sleep } from '../sleep.ts'
import type { Exchange } from './exchange.ts'
import { problemOf, type Question, questionOf } from './question.ts'
import { readBody } from './read-body.ts'

/** Takes a request for an answer from its body to its reply. */
export async function complete(exchange: Exchange): Promise<void> {
  const { simulation, request, response, headers, record } = exchange
  const { config } = simulation
  const read = await readBody(request, config.maxBody)
  if (response.destroyed) return
  if ('problem' in read) return sendError(response, read.problem, headers)
  const question = questionOf(record.api, read.body)
  const attempt = exchange.identify(question)
  const problem = problemOf(question, config)
  if (problem) return sendError(response, problem, headers)
  const fault = pickFault(config.faults, { ...question, n: record.n, attempt }, config.seed)
  if (fault) exchange.meets(fault)
  if (fault?.stage !== 'pre' && !isAdmitted(exchange, question)) return
  const waited = await wait(exchange, question, attempt)
  if (waited === undefined) return
  if (fault?.stage === 'pre') return fail(exchange, fault, question.model)
  return answer(exchange, question, { attempt, fault, waited })
}

async function answer(exchange: Exchange, question: Question, met: Met): Promise<void> {
  if (question.api === 'embeddings') return sendEmbeddings(exchange, question)
  const outcome = await outcomeOf(exchange, question, met)
  exchange.headers['openai-processing-ms'] = String(Math.round(met.waited))
  return question.stream ? sendStream(exchange, outcome) : sendPlain(exchange, outcome)
}

/** What a question met with. */
interface Met {
  readonly attempt: number
  readonly fault: Fault | null
  readonly waited: number
}

/** Whether the limits let a request in; it is refused where they do not. */
function isAdmitted(exchange: Exchange, { model, tokensIn, maxTokens }: Question): boolean {
  const { config, ledger, limits } = exchange.simulation
  if (config.maxConcurrent && ledger.inFlight > config.maxConcurrent) {
    refuse(exchange, model, { which: 'concurrency', waitMs: 1000 })
    return false
  }
  const admission = limits.admit(tokensIn + (maxTokens || config.replyTokens), performance.now())
  Object.assign(exchange.headers, admission.headers)
  if (!admission.isAdmitted) refuse(exchange, model, admission)
  return admission.isAdmitted
}

/** Milliseconds that the answer was thought about; undefined where nobody waits for it and nobody pays. */
async function wait(exchange: Exchange, { hash }: Question, attempt: number): Promise<number | undefined> {
  const { config, latency } = exchange.simulation
  const milliseconds = latency(new Random(config.seed, 'latency', hash, attempt))
  if (milliseconds <= 0 || (await sleep(milliseconds, exchange.gone))) return milliseconds
  return config.billOnDisconnect ? milliseconds : undefined
}

/** Answers, and pays. */
async function outcomeOf(exchange: Exchange, question: Question, { attempt, fault }: Met): Promise<Outcome> {
  const { simulation, record } = exchange
  const answers = await answersTo(question, { n: record.n, attempt }, fault, simulation)
  const reasoningTokens = simulation.config.reasoningTokens || (answers[0]!.reasoningTokens ?? 0)
  const tokensOut = tokensOf(answers) + reasoningTokens
  const isCached = simulation.config.promptCache && question.tokensIn >= 1024
  const tokensCached = isCached ? simulation.prompts.take(question.model, question.text) : 0
  exchange.pay(tokensOut, tokensCached)
  const model = fault?.kind === 'other_model' ? `${question.model}-2099-01-01` : question.model
  return { question, attempt, answers, model, tokensOut, tokensCached, reasoningTokens, fault }
}
