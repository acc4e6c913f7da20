import { text } from '../codec.ts'
import { EngineError } from '../errors.ts'
import { failedOp } from '../graph/failure.ts'
import { isOwnEvaluation, type BackwardAt, type EdgeFeedback, type Op } from '../graph/op.ts'
import { announce, placeOf, produce } from '../graph/produce.ts'
import type { Variable } from '../graph/variable.ts'
import { conversationText } from '../prompts/edge.ts'
import { readFeedback } from '../prompts/satisfied.ts'
import type { Call } from '../run/call.ts'
import type { Demonstration } from './demonstrations.ts'
import type { Engine, Message, Purpose, Sampling } from './engine.ts'
import { generate } from './generate.ts'
import { imagesOf, inOrder } from './parts.ts'

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
  /** Shown before the input as turns of the conversation. */
  readonly examples?: Variable<readonly Demonstration[]> | undefined
  /** What is asked, piece after piece; images stand where their variables do. */
  readonly asked: readonly (string | Variable<any>)[]
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
    const messages = messagesOf(options)
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

function messagesOf({ system, examples, asked }: ConversationOptions): Message[] {
  return [
    ...(system === undefined ? [] : [{ role: 'system' as const, content: system }]),
    ...(examples?.value ?? []).flatMap(({ input, output }): Message[] => [
      { role: 'user', content: input },
      { role: 'assistant', content: output },
    ]),
    { role: 'user', content: inOrder(asked) },
  ]
}

function conversationOp(options: ConversationOptions, output: string): Op {
  const { name, inputs, judged = [] } = options
  // As it was when it was made: later changes of its variables do not change its history.
  const { system } = options
  const examples = options.examples?.value
  const input = options.asked.map(String).join('')
  // Put together when somebody asks: most feedback passes through a loss without it.
  let written: string | undefined
  const conversation = (): string => (written ??= conversationText({ system, examples, input, output }))
  return { name, inputs, input, backward: (at) => inputs.map((one, index) => edge(at, one, index)) }

  function edge(at: BackwardAt, subject: Variable<any>, index: number): EdgeFeedback {
    if (!subject.requiresGrad) return undefined
    const judges = judged.includes(subject)
    if (judges && isOwnEvaluation(at.gradients)) {
      const verdict = readFeedback(output)
      if (verdict?.kind === 'satisfied') return verdict
      if (at.mode !== 'per-edge') return verdict
    }
    return at.ask(index, { conversation: conversation(), images: imagesOf(inputs), judges })
  }
}
