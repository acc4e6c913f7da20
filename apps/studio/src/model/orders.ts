/** What a run, a task or a resumed run takes: an option of the command line, as a field of a form. */
export interface Field {
  readonly name: string
  readonly type: 'string' | 'number' | 'integer' | 'boolean'
  readonly description: string
  readonly default?: string | number | boolean
  readonly options?: readonly string[]
  /** May have several values. */
  readonly multiple?: boolean
  readonly min?: number
  /** Names a file or a folder below the folder of the studio. */
  readonly path?: boolean
  /** A value that could stand there. */
  readonly example?: string
}

/** Fields that belong together. */
export interface FieldGroup {
  readonly title: string
  /** Whether they are shown at once: others are folded. */
  readonly isOpen: boolean
  readonly fields: readonly Field[]
}

export interface TaskForm {
  readonly name: string
  readonly summary: string
  /** Whether nobody improves its values without a model. */
  readonly needsModel: boolean
  readonly groups: readonly FieldGroup[]
}

/** What can be begun from the pages: nothing where the studio only looks. */
export interface Forms {
  readonly tasks: readonly TaskForm[]
  /** What changes for the rest of a run. */
  readonly limits: FieldGroup | null
  /** Whether the evaluations of a run, begun anew or gone on with, are on workers; missing where there are none. */
  readonly workers?: Field
  /** Below which files are named. */
  readonly folder: string
}

/** What was typed into fields, by their names; what is left out stays as it is by itself. */
export type Values = Readonly<Record<string, string | boolean | readonly string[]>>

/** Something to be begun. */
export type Order =
  | { readonly do: 'run'; readonly task: string; readonly values: Values }
  | { readonly do: 'resume'; readonly run: string; readonly values: Values }
  | { readonly do: 'fork'; readonly run: string; readonly values: Values }

/** What is wrong with an order, and in which field where that is known. */
export interface Problem {
  readonly field?: string
  readonly message: string
}

export interface Checked {
  /** What could be typed instead. */
  readonly command: string
  readonly problems: readonly Problem[]
}

/** What people said to a run and what it asks them, besides its log. */
export interface Talk {
  readonly notes: readonly {
    readonly number: number
    readonly at: number
    readonly step: number
    readonly text: string
  }[]
  /** What it waits for an answer to. */
  readonly question: { readonly number: number; readonly step: number; readonly text: string } | null
  /** What it was told to do and has not done yet. */
  readonly asked: { readonly kind: 'pause' | 'stop'; readonly at: number } | null
  /** Whether a process works on it. */
  readonly isRunning: boolean
}
