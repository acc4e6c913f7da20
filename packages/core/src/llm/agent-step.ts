import type { Json } from '../json.ts'

/** Something that happened inside a run; steps are listed in the order in which they began. */
export type AgentStep = ModelStep | ToolStep

/** A model answered. */
export interface ModelStep {
  readonly type: 'model'
  readonly text: string
  /** The tools that it asked for. */
  readonly toolCalls: readonly { readonly name: string; readonly input: Json }[]
}

/** A tool ran, or something else that is no model: a retriever, a search. */
export interface ToolStep {
  readonly type: 'tool'
  readonly name: string
  readonly input: Json
  /** What it gave, unless it failed. */
  readonly output?: Json
  /** What it failed with. */
  readonly error?: string
}

/** What an agent gave, and how it came to it. */
export interface AgentAnswer {
  readonly text: string
  readonly steps: readonly AgentStep[]
}

/** How an answer came about, for a model that words feedback on what led to it. */
export function transcript({ text, steps }: AgentAnswer): string {
  const told = steps.map((step, index) => `Step ${index + 1}. ${inWords(step)}`)
  const last = steps.at(-1)
  if (last?.type !== 'model' || last.text !== text) told.push(`The answer:\n${text}`)
  return told.join('\n\n')
}

/** What happened in a step. */
export function inWords(step: AgentStep): string {
  if (step.type === 'tool') {
    const outcome = step.error === undefined ? `gave:\n${written(step.output)}` : `failed: ${step.error}`
    return `The tool ${step.name} was given ${written(step.input)} and ${outcome}`
  }
  const asked = step.toolCalls.map(({ name, input }) => `${name} ${written(input)}`)
  if (asked.length === 0) return `The model answered:\n${step.text}`
  const request = `The model asked for ${asked.join(' and ')}`
  return step.text === '' ? `${request}.` : `${request}, and wrote:\n${step.text}`
}

function written(value: Json = null): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
