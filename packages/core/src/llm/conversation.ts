import { text } from '../codec.ts'
import { EngineError } from '../errors.ts'
import { failedOp } from '../graph/failure.ts'
import { isOwnEvaluation, type BackwardAt, type EdgeFeedback, type Op } from '../graph/op.ts'
import { announce, placeOf, produce } from '../graph/produce.ts'
import type { Variable } from '../graph/variable.ts'
import { conversationText, edgePrompt } from '../prompts/edge.ts'
import { readFeedback } from '../prompts/satisfied.ts'
import type { Call } from '../run/call.ts'
import type { Engine, Message, Purpose, Sampling } from './engine.ts'
import { generate } from './generate.ts'

export interface ConversationOptions {
  /** The op's name. */
  readonly name: string
  readonly purpose: Purpose
  readonly engine: Engine
  readonly sampling?: Sampling | undefined
  /** What the model's reply is, in words. */
  readonly role: string
  readonly inputs: readonly Variable<any>[]
  /** The inputs that the reply judges: in 'pass-through' the judgement itself is their feedback. */
  readonly judged?: readonly Variable<any>[]
  readonly system?: string | undefined
  readonly input: string
}

/** One call of a model as an op: what every module that talks to a model is made of. */
export async function converse(
  options: ConversationOptions,
  call: Call | undefined,
): Promise<Variable<string>> {
  const { name, engine, purpose, sampling, inputs, role } = options
  const place = placeOf(name, inputs, call)
  place.signal?.throwIfAborted()
  const broken = inputs.find((input) => input.error)?.error
  const made = broken
    ? produce<string>(failedOp(name, inputs, broken), place, { role, codec: text, error: broken })
    : await ask()
  return call ? announce(made, place) : made

  async function ask(): Promise<Variable<string>> {
    const messages: Message[] = [{ role: 'user', content: options.input }]
    if (options.system !== undefined) messages.unshift({ role: 'system', content: options.system })
    const request = { purpose, messages, ...(sampling && { sampling }) }
    const reply = await generate(engine, request, place, 'forward')
    if (reply.finish === 'refused') {
      throw new EngineError(`${engine.id} refused to answer ${name}`, { kind: 'refused', paid: 'yes' })
    }
    return produce<string>(conversationOp(options, reply.text), place, {
      role,
      codec: text,
      value: reply.text,
    })
  }
}

function conversationOp(options: ConversationOptions, output: string): Op {
  const { name, inputs, judged = [], system, input } = options
  // Put together when somebody asks: most feedback passes through a loss without it.
  let written: string | undefined
  const conversation = (): string => (written ??= conversationText({ system, input, output }))
  return { name, inputs, backward: (at) => inputs.map((one, index) => edge(at, one, index)) }

  function edge(at: BackwardAt, subject: Variable<any>, index: number): EdgeFeedback {
    if (!subject.requiresGrad) return undefined
    const isEnd = isOwnEvaluation(at.gradients)
    const isJudged = judged.includes(subject)
    if (isEnd && isJudged) {
      const verdict = readFeedback(output)
      if (verdict?.kind === 'satisfied') return verdict
      if (at.mode !== 'per-edge') return verdict
    }
    const request = edgePrompt({
      conversation: conversation(),
      subject: { role: subject.role, value: subject.render() },
      output: at.output,
      gradients: at.gradients,
      end: isEnd ? (isJudged ? 'judges it' : 'is the result') : undefined,
    })
    const context = { conversation: conversation(), outputRole: at.output.role }
    return at.ask(index, request).then((reply) => reply && { ...reply, context })
  }
}
