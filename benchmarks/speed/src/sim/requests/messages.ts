import { fields, items, type Fields } from '../json.ts'

export type Api = 'chat' | 'responses' | 'embeddings' | 'models'

export interface PromptMessage {
  readonly role: string
  readonly text: string
}

/** What a request of either API says, as one list. */
export function messagesOf(api: Api, body: Fields): readonly PromptMessage[] {
  if (api === 'chat') return items(body['messages']).map(messageOf)
  const { instructions, input } = body
  const system = typeof instructions === 'string' ? [{ role: 'system', text: instructions }] : []
  if (typeof input === 'string') return [...system, { role: 'user', text: input }]
  return [...system, ...items(input).map(messageOf)]
}

function messageOf(message: unknown): PromptMessage {
  const { role, type, content, output } = fields(message)
  return { role: wordOf(role ?? type ?? 'user'), text: textOf(content ?? output) }
}

/** A field that should be a text: as JavaScript shows it where it is something else. */
export function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : String(value)
}

/** The text of a message: a string, or parts of either API. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  return items(content).map(partText).join('')
}

function partText(part: unknown): string {
  const { text, refusal, image_url, type } = fields(part)
  const said = text ?? refusal
  if (said !== undefined && said !== null) return wordOf(said)
  return image_url || type === 'input_image' ? '[image]' : ''
}
