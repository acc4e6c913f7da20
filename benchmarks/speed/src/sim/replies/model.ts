import { fields, items, type Fields } from '../json.ts'
import { Random } from '../random.ts'
import type { Api, PromptMessage } from '../requests/messages.ts'
import { prose } from './prose.ts'
import { schemaValue } from './schema-value.ts'

export interface ToolCall {
  readonly id: string
  readonly name: string
  readonly arguments: string
}

/** What a model says. */
export interface Answer {
  readonly content: string | null
  readonly finish: string
  readonly refusal: string | null
  readonly toolCalls: readonly ToolCall[] | null
  /** Around a part of the content. */
  readonly tag?: string
  readonly reasoningTokens?: number
}

/** An answer of which only that is said what matters; a text is its content. */
export type GivenAnswer = string | Partial<Answer>

/** A reply to prompts that a regular expression finds: `in` all messages, the last, or the system's. */
interface ReplyRule {
  readonly match: string
  readonly flags?: string
  readonly in?: 'all' | 'last' | 'system'
  /** With ${1} for groups, ${prose}, ${int}, ${score}, ${hash} and ${last}. */
  readonly text?: string
  readonly finish?: string
}

export interface ReplySettings {
  readonly seed: number
  readonly replyTokens: number
  readonly tags: readonly string[]
  readonly replies: readonly ReplyRule[]
}

/** What is replied to. */
export interface Prompt {
  readonly api: Api
  readonly body: Fields
  readonly messages: readonly PromptMessage[]
  /** Names the request and which of its answers is meant: the same key, the same answer. */
  readonly key: string
}

/**
 * What the simulated model says: by the first rule that matches, a tool's call where one is demanded, JSON where a format
 * is, a tagged answer where the prompt shows a tag, else prose.
 */
export function reply(prompt: Prompt, settings: ReplySettings): Partial<Answer> {
  const random = new Random(settings.seed, 'reply', prompt.key)
  return (
    byRule(prompt, settings, random) ??
    byTool(prompt, random) ??
    byFormat(prompt, random) ??
    inWords(prompt, settings, random)
  )
}

function byRule(prompt: Prompt, settings: ReplySettings, random: Random): Partial<Answer> | undefined {
  for (const rule of settings.replies) {
    const found = new RegExp(rule.match, rule.flags ?? 's').exec(scopeOf(prompt, rule.in))
    if (!found) continue
    const values: Readonly<Record<string, () => string>> = {
      prose: () => prose(random, settings.replyTokens),
      int: () => String(random.int(100)),
      score: () => random.float().toFixed(3),
      hash: () => prompt.key.slice(0, 8),
      last: () => scopeOf(prompt, 'last'),
    }
    const content = (rule.text ?? '').replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
      if (/^\d+$/.test(name)) return found[Number(name)] ?? ''
      return Object.hasOwn(values, name) ? values[name]!() : ''
    })
    return { content, ...(rule.finish !== undefined && { finish: rule.finish }) }
  }
  return undefined
}

function scopeOf({ messages }: Prompt, scope: ReplyRule['in']): string {
  if (scope === 'last') return messages.at(-1)?.text ?? ''
  const isMeant = ({ role }: PromptMessage): boolean =>
    scope !== 'system' || role === 'system' || role === 'developer'
  return messages
    .filter(isMeant)
    .map(({ text }) => text)
    .join('\n')
}

function byTool({ body, key }: Prompt, random: Random): Partial<Answer> | undefined {
  const tools = items(body['tools'])
    .map(fields)
    .filter(({ type }) => type === 'function')
    .map((tool) => ('function' in tool && tool['function'] ? fields(tool['function']) : tool))
  const choice = body['tool_choice']
  const isDemanded = choice === 'required' || (typeof choice === 'object' && choice !== null)
  if (tools.length === 0 || !isDemanded) return undefined
  const wanted = fields(fields(choice)['function'])['name'] ?? fields(choice)['name']
  const tool = tools.find(({ name }) => name === wanted) ?? tools[0]!
  const args = JSON.stringify(schemaValue(tool['parameters'] ?? { type: 'object' }, random))
  const call = { id: `call_${key.slice(0, 16)}`, name: tool['name'] as string, arguments: args }
  return { content: null, toolCalls: [call] }
}

function byFormat({ api, body }: Prompt, random: Random): Partial<Answer> | undefined {
  const format = fields(api === 'chat' ? body['response_format'] : fields(body['text'])['format'])
  if (format['type'] === 'json_schema') {
    const schema = fields(format['json_schema'])['schema'] ?? format['schema']
    return { content: JSON.stringify(schemaValue(schema, random)) }
  }
  if (format['type'] !== 'json_object') return undefined
  const answer = prose(random, 12)
  return { content: JSON.stringify({ answer, score: Math.round(random.float() * 100) / 100 }) }
}

function inWords(prompt: Prompt, settings: ReplySettings, random: Random): Partial<Answer> {
  const length = Math.max(1, Math.round(settings.replyTokens * Math.exp(0.4 * random.normal())))
  const all = scopeOf(prompt, 'all')
  const tag = settings.tags.find((tag) => all.includes(`<${tag}>`))
  if (tag === undefined) return { content: prose(random, length) }
  const before = prose(random, Math.ceil(length / 3))
  const inner = prose(random, Math.ceil((length * 2) / 3))
  return { content: `${before}\n\n<${tag}>${inner}</${tag}>`, tag }
}
