import type { Artifact, Metric, Purpose, RunEvent, UpdateOutcome } from '@textgrad/core'

import type { LightEvent } from './light-event.ts'
import type { Ends } from './time-left.ts'

/** A text, or the beginning of a long one with its length and where the whole of it is: a JSON pointer (RFC 6901). */
export type WireText = string | { readonly head: string; readonly size: number; readonly at: string }

/** A run in a list. */
export interface RunLine {
  readonly id: string
  readonly task: string
  readonly status: string
  readonly reason?: string
  /** Milliseconds since 1970. */
  readonly started: number
  readonly steps: number
  readonly baseline: number | null
  readonly best: number | null
  readonly spent: {
    readonly calls: number
    readonly tokens: number
    readonly dollars: number
    readonly evaluations: number
  }
  /** The part of it that may have been paid. */
  readonly maybe: { readonly calls: number; readonly tokens: number; readonly dollars: number }
  readonly forkOf?: string
}

export interface RunList {
  /** The newest first. */
  readonly runs: readonly RunLine[]
  readonly total: number
}

/** A run as a whole. */
export interface RunHead {
  readonly run: RunLine
  readonly start: Extract<LightEvent, { type: 'run-start' }> | null
  /** As JSON. */
  readonly config: WireText
  readonly ends: Ends
  /** Whether there may be pictures and tables of it as a whole. */
  readonly hasViews: boolean
}

/** What is sent of a run that was told until its event `last`; what comes then is sent event by event. */
export interface Following {
  readonly last: number
  readonly start: Extract<LightEvent, { type: 'run-start' }> | null
  readonly end: Extract<LightEvent, { type: 'run-end' }> | null
}

/** What a step tells, besides its row, with long texts cut short. */
export interface StepDetail {
  readonly gradients: readonly WireGradient[]
  readonly updates: readonly WireUpdate[]
  readonly artifacts: readonly WireArtifact[]
  readonly calls: readonly WireCall[]
  readonly remarks: readonly WireRemark[]
  /** How much more it told than is sent. */
  readonly left: number
}

export interface WireGradient {
  readonly number: number
  readonly variable: string
  readonly role: string
  /** The variable that it came through. */
  readonly from: string
  readonly kind: 'feedback' | 'satisfied'
  readonly text: WireText
}

export interface WireUpdate {
  readonly number: number
  readonly parameter: string
  readonly role: string
  readonly outcome: UpdateOutcome
  readonly detail?: WireText
}

/** What a domain shows of a run as a whole. */
export interface RunViews {
  readonly artifacts: readonly WireArtifact[]
}

/** An artifact without what it shows. */
export interface WireArtifact {
  /** Of its event, or its place among those of the run as a whole. */
  readonly number: number
  /** Of which candidate. */
  readonly id: string
  readonly kind: Artifact['kind']
  readonly name: string
  readonly title: string
  /** The name of the structure that it is seen in. */
  readonly around?: string
}

export interface WireCall {
  readonly number: number
  readonly purpose: Purpose
  readonly engine: string
  readonly byRules: boolean
  readonly finish: 'stop' | 'length' | 'refused'
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  readonly dollars: number | null
  readonly cached: boolean
  readonly at: number
}

interface WireRemark {
  readonly number: number
  readonly kind: 'warning' | 'finding' | 'note'
  readonly text: WireText
}

/** What a step computed: values down, feedback up. */
export interface StepGraph {
  /** What can be looked at: the computation that feedback was passed through, and those that judged candidates. */
  readonly scopes: readonly string[]
  readonly scope: string
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
  /** How many values there are. */
  readonly total: number
  /** How many nodes there are before and after those that are drawn. */
  readonly left: number
  readonly later: number
}

export interface GraphNode {
  /** Of its value; of the first, where it stands for many. */
  readonly id: string
  readonly role: string
  /** What made it; missing for what was given. */
  readonly op?: string
  /** The first words of the value. */
  readonly words: string
  readonly kind: 'parameter' | 'given' | 'made' | 'failed'
  /** The values that it stands for, or the first of them. */
  readonly members: readonly string[]
  readonly count: number
  /** From how many values feedback came to it. */
  readonly said: number
}

interface GraphEdge {
  readonly from: string
  readonly to: string
  /** Whether feedback was passed along it. */
  readonly isSaid: boolean
}

/** One value of a graph. */
export interface GraphValue {
  readonly id: string
  readonly role: string
  readonly op?: string
  /** The event that tells its value. */
  readonly number?: number
  readonly value?: WireText
  readonly gradients: readonly WireGradient[]
  readonly calls: readonly WireCall[]
}

/** One candidate, with its evaluation. */
export interface WireEvaluation {
  readonly type: 'evaluation'
  readonly candidate: Readonly<Record<string, WireText>>
  readonly metrics: Readonly<Record<string, number | null>>
  readonly feedback: readonly { readonly kind: string; readonly text: WireText }[]
  readonly error?: WireText
}

/** The prompt and the reply of a call. */
export interface WireMessages {
  readonly type: 'generate'
  readonly messages: readonly { readonly role: string; readonly text: WireText }[]
  readonly reply: WireText
}

/** An artifact with what it shows; a picture is fetched as an image. */
export type WireShown = {
  readonly type: 'artifact'
  readonly artifact:
    | Exclude<Artifact, { kind: 'svg' | 'text' }>
    | { readonly kind: 'svg'; readonly name: string }
    | { readonly kind: 'text'; readonly name: string; readonly text: WireText }
}

/** What the frame in which structures are drawn is told. */
export interface ShownStructure {
  readonly text: string
  readonly format: 'sdf' | 'pdb' | 'pdbqt'
  readonly around?: { readonly text: string; readonly format: 'sdf' | 'pdb' | 'pdbqt' }
  /** A colour. */
  readonly background: string
}

/** An event that is asked for by its number. */
export type WireEvent =
  | WireEvaluation
  | WireMessages
  | WireShown
  | { readonly type: 'other'; readonly of: RunEvent['type'] }

export type { Metric }
