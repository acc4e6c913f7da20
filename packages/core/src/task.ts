import type { Artifact } from './artifact.ts'
import type { Json } from './json.ts'
import type { Engine } from './llm/engine.ts'
import type { RunEvent } from './run/event.ts'
import type { Problem } from './run/problem.ts'

/** A domain's plug: command line, studio and workers know domains only through this. */
export interface Task<C = any> {
  /** Lower case: it is typed. */
  readonly name: string
  /** One line. */
  readonly summary: string
  readonly config: ConfigSchema<C>
  /** Opens what the problem needs; the problem releases it. */
  setup(config: C, context: TaskContext): Promise<Problem<any>>
  /** An engine that improves this task's values without a language model. */
  rules?(config: C): Engine
  /** Measures a file of candidates. */
  readonly score?: Scorer
  /** What a whole run shows, beyond what each candidate does; the same for the same events. */
  views?(events: readonly RunEvent[], context: TaskContext): Promise<readonly Artifact[]>
  /** What a run can be written as for other programs of the field. */
  readonly files?: RunFiles
  /** Public data that it can use, fetched for the user by address and checksum. */
  readonly data?: readonly DataSet[]
  /** What an evaluation needs of a machine (default: any will do). */
  needs?(config: C): Needs
  /** What the task needs on this machine, and whether it is there. */
  checks?(): Promise<readonly Check[]>
}

/** What is needed of a machine, or what it has. */
export interface Needs {
  readonly cores?: number | undefined
  /** GiB. */
  readonly memory?: number | undefined
  /** How machines with this GPU are told from others, such as a100. */
  readonly gpu?: string | undefined
}

/** Writes a run as a file, or a folder, of the field. */
export interface RunFiles {
  /** What is written, in a line. */
  readonly summary: string
  /** How a file's name ends, with the dot and in small letters; '' stands for a folder. */
  readonly extensions: readonly string[]
  /** Rejects with a TypeError that says what the run does not have. */
  write(events: readonly RunEvent[], out: string, context: TaskContext): Promise<void>
}

export interface TaskContext {
  readonly signal?: AbortSignal
  /** Answers and judges, for tasks that run a model. */
  readonly engine?: Engine
  /** Candidates will be evaluated that are known already: nothing is to be asked for a start, which nobody needs. */
  readonly onlyEvaluates?: boolean
  /** Only the rows of this part are measured: every so-manieth, from its index on. For scorers of files. */
  readonly part?: { readonly index: number; readonly of: number }
  /** Tells the user what is no row and no event, such as what was chosen for them; a line each. */
  readonly tell?: (remark: string) => void
}

export interface Scorer<C = any> {
  readonly config: ConfigSchema<C>
  /** A row of JSON for each row of the input, in its order, with the same columns; what it returns sums them up. */
  run(config: C, context: TaskContext): AsyncIterable<ScoredRow, ScoredRow | void>
  /** What sums all rows up, where they were measured in parts (default: nothing does). */
  sum?(config: C, rows: readonly ScoredRow[]): ScoredRow
}

export type ScoredRow = { readonly [column: string]: Json }

/** Files that are fetched for the user from where they were published. JSON only. */
export interface DataSet {
  /** Small letters, digits and dashes: it is typed, and names the folder of the files. */
  readonly name: string
  /** One line. */
  readonly summary: string
  readonly licence: string
  /** The page that tells about it. */
  readonly source: string
  readonly files: readonly DataFile[]
}

export interface DataFile {
  /** Where it lies in the folder, with slashes (default: the last part of its address). */
  readonly path?: string
  readonly url: string
  /** 64 small hexadecimal digits. */
  readonly sha256: string
  readonly bytes: number
}

/** What `textgrad doctor` shows. */
export interface Check {
  readonly name: string
  readonly ok: boolean
  /** What was found, or how to get it. */
  readonly detail: string
  /** What of the task needs it; the rest works without. Left out where all of it does. */
  readonly neededFor?: string
}

/**
 * A schema of any library that follows Standard Schema and Standard JSON Schema (standardschema.dev), such as
 * zod: forms, flags and help come from it.
 */
export interface ConfigSchema<C = unknown> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    validate(value: unknown): ValidationResult<C> | Promise<ValidationResult<C>>
    readonly jsonSchema: { input(options: { readonly target: 'draft-2020-12' }): Record<string, unknown> }
    readonly types?: { readonly input: unknown; readonly output: C } | undefined
  }
}

export type ValidationResult<C> =
  | { readonly value: C; readonly issues?: undefined }
  | { readonly issues: readonly ConfigIssue[] }

export interface ConfigIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/**
 * Checks a configuration.
 * @throws TypeError that names each wrong key and the rule it breaks.
 */
export async function validateConfig<C>(schema: ConfigSchema<C>, value: unknown): Promise<C> {
  const result = await schema['~standard'].validate(value)
  if (result.issues === undefined) return result.value
  throw new TypeError(result.issues.map(issueText).join('; '))
}

function issueText({ message, path = [] }: ConfigIssue): string {
  const keys = path.map((part) => String(typeof part === 'object' ? part.key : part))
  return keys.length > 0 ? `${keys.join('.')}: ${message}` : message
}
